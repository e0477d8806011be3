package io.vaultjca.keystore.entry;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Selects the names that a key store shows: all, or those that match a list of names and globs. */
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

  /** Whether the list contains an alias in lower case itself, and not only a glob for it. */
  boolean names(String alias) {
    return names.contains(alias);
  }

  /** Whether the list alone, without the vault's list, says which names are shown. */
  boolean isExact() {
    return !patterns.isEmpty()
        && patterns.stream().noneMatch(pattern -> pattern.contains("*") || pattern.contains("?"));
  }

  /** Returns the names and globs in lower case; only names if {@link #isExact()}. */
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
