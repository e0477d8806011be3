package io.vaultjca.keystore.entry;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The names that a key store shows: those that a list of names and globs matches, or all. */
final class AliasFilter {
  private final List<String> patterns;
  private final Set<String> names;
  private final Pattern shown;

  AliasFilter(List<String> patterns) {
    this.patterns = patterns.stream().map(p -> p.toLowerCase(Locale.ROOT)).toList();
    this.names = Set.copyOf(this.patterns);
    this.shown =
        Pattern.compile(
            this.patterns.stream()
                .map(AliasFilter::withoutVersion)
                .map(AliasFilter::regex)
                .collect(Collectors.joining("|")));
  }

  boolean shows(String name) {
    return patterns.isEmpty() || shown.matcher(name.toLowerCase(Locale.ROOT)).matches();
  }

  /** Whether an alias in lower case is itself in the list, not only matched by a glob of it. */
  boolean names(String alias) {
    return names.contains(alias);
  }

  /** Whether the shown names are known without asking the vault for its list. */
  boolean isExact() {
    return !patterns.isEmpty()
        && patterns.stream().noneMatch(pattern -> pattern.contains("*") || pattern.contains("?"));
  }

  /** The names and globs in lower case; names only if {@link #isExact()}. */
  List<String> patterns() {
    return patterns;
  }

  private static String withoutVersion(String pattern) {
    int slash = pattern.indexOf('/');
    return slash < 0 ? pattern : pattern.substring(0, slash);
  }

  private static String regex(String glob) {
    return glob.chars()
        .mapToObj(
            character ->
                switch (character) {
                  case '*' -> ".*";
                  case '?' -> ".";
                  default -> Pattern.quote(Character.toString(character));
                })
        .collect(Collectors.joining());
  }
}
