package io.vaultjca.keystore.entry;

import io.vaultjca.Setting;
import io.vaultjca.VaultException;
import io.vaultjca.VaultException.Reason;
import io.vaultjca.config.SettingNames;
import io.vaultjca.config.VaultType;
import io.vaultjca.config.ViewConfig;
import io.vaultjca.vault.ListedItem;
import io.vaultjca.vault.Vault;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads which aliases a view shows: usable certificates, and the keys and names that the
 * configuration makes entries. Logs the aliases that are left out.
 */
final class Listing {
  private final Vault vault;
  private final ViewConfig view;
  private final AliasFilter filter;
  private final EntryMemory memory;
  private final Omissions omissions;
  private final Clock clock;

  Listing(Vault vault, ViewConfig view, EntryMemory memory, Clock clock) {
    this.vault = vault;
    this.view = view;
    this.filter = memory.filter();
    this.memory = memory;
    this.omissions = memory.omissions();
    this.clock = clock;
  }

  /** Reads the list, by alias in lower case, for the first time or again. */
  Map<String, VaultEntries.Listed> read(boolean known, Instant loaded) throws VaultException {
    Map<String, VaultEntries.Listed> found = new LinkedHashMap<>();
    Instant now = clock.instant();
    Run run = new Run(found, now, loaded);
    if (filter.isExact()) {
      run.list(filter.patterns(), name -> Optional.of(Setting.ALIASES.key()));
    } else if (vault.config().type() == VaultType.MANAGED_HSM) {
      run.list(
          items(known, Vault::listKeys).stream()
              .filter(item -> omissions.isUsable(item.name(), item.attributes(), now))
              .map(item -> item.name().toLowerCase(Locale.ROOT))
              .filter(filter::shows)
              .toList(),
          this::chainSetting);
    } else {
      Set<String> unsure = new LinkedHashSet<>();
      for (ListedItem item : items(known, Vault::listCertificates)) {
        String name = item.name().toLowerCase(Locale.ROOT);
        if (filter.shows(name) && omissions.isUsable(item.name(), item.attributes(), now)) {
          if (item.certified()) {
            found.put(
                name, new VaultEntries.Listed(item.name(), item.attributes().created(), true));
          } else {
            // Without a thumbprint it may not have a certificate yet, so the entry is read.
            unsure.add(name);
          }
        }
      }
      Stream.concat(view.certificateChains().keySet().stream(), view.selfSigned().keySet().stream())
          .filter(filter::shows)
          .filter(name -> !found.containsKey(name))
          .forEach(unsure::add);
      run.list(List.copyOf(unsure), this::chainSetting);
    }
    return found;
  }

  /**
   * Does not read from a replica if a list is in memory, which is served while the vault is away.
   */
  private List<ListedItem> items(boolean known, Vault.Reading<List<ListedItem>> list)
      throws VaultException {
    return known ? list.from(vault) : vault.reading(list);
  }

  /**
   * Returns the setting that gives a name a chain or a self-signed certificate, if there is one.
   */
  private Optional<String> chainSetting(String name) {
    if (view.selfSigned().containsKey(name)) {
      return Optional.of(SettingNames.selfSignedOf(name));
    }
    return Optional.of(SettingNames.chainOf(name))
        .filter(setting -> view.certificateChains().containsKey(name));
  }

  /** Excludes private keys without a certificate, because keytool on JDK 25 aborts on them. */
  private boolean isListable(Entry.Present present, String name, Instant now) {
    if (present instanceof Entry.Certified certified) {
      return omissions.isUsable(name, certified.attributes(), now);
    }
    return present instanceof Entry.Bare bare
        && !bare.lacksCertificate()
        && omissions.isUsable(name, bare.attributes(), now);
  }

  /** Reads the entries of names, and lists those that can be key store entries. */
  private final class Run {
    private final Map<String, VaultEntries.Listed> found;
    private final Instant now;
    private final Instant loaded;
    private final long started = System.nanoTime();
    private boolean read;
    private @Nullable VaultException refused;
    private @Nullable VaultException failed;

    /** Log messages to write unless the caller gets an exception. */
    private final List<Runnable> unsaid = new ArrayList<>();

    Run(Map<String, VaultEntries.Listed> found, Instant now, Instant loaded) {
      this.found = found;
      this.now = now;
      this.loaded = loaded;
    }

    /**
     * Lists the names that are entries, and those that the service fails to describe: a caller that
     * reads one of these gets the failure, or the entry if it can be read by then. Logs a name that
     * is not an entry, with the setting that names it.
     */
    void list(List<String> names, Function<String, Optional<String>> namedBy)
        throws VaultException {
      if (names.size() > 1) {
        new ReadAhead(memory, loaded).entries(names);
      }
      read = !found.isEmpty();
      for (String name : names) {
        Alias alias = Alias.parse(name).orElseThrow();
        try {
          list(alias, name, namedBy);
        } catch (VaultException e) {
          failed(alias, name, e);
        }
      }
      if (!read && failed != null) {
        throw failed;
      }
      if (found.isEmpty() && refused != null) {
        // A caller that may not read any entry gets the refusal, not an empty key store.
        throw refused;
      }
      unsaid.forEach(Runnable::run);
    }

    private void list(Alias alias, String name, Function<String, Optional<String>> namedBy)
        throws VaultException {
      // Up to date for a refresh too: with old entries the list would be one interval late.
      Refreshed<Entry> slot = memory.slot(alias);
      Entry entry = slot.upToDate(loaded);
      if (entry instanceof Entry.Missing) {
        memory.remove(alias, slot);
      }
      if (entry instanceof Entry.Present present && isListable(present, name, now)) {
        found.put(
            alias.toString(),
            new VaultEntries.Listed(
                present.alias(), present.created(), present instanceof Entry.Certified));
      } else {
        namedBy.apply(name).ifPresent(setting -> logNoEntry(setting, alias, entry));
      }
      read = true;
    }

    private void failed(Alias alias, String name, VaultException e) throws VaultException {
      switch (Concern.of(e)) {
        case ONE -> {
          say(name, e, "is left out. ");
          refused = e.reason() == Reason.FORBIDDEN ? e : refused;
        }
        case ANSWER, PERHAPS_ONE -> {
          if (!isWithinOneOperation()) {
            throw e;
          }
          say(name, e, "is listed unread. ");
          found.put(alias.toString(), new VaultEntries.Listed(name, Optional.empty(), false));
          failed = e;
        }
        default -> throw e;
      }
    }

    private void say(String name, VaultException e, String what) {
      unsaid.add(() -> omissions.log(name, e.reason().name(), () -> what + e.getMessage()));
    }

    private boolean isWithinOneOperation() {
      return Duration.ofNanos(System.nanoTime() - started)
              .compareTo(vault.config().operationTimeout())
          < 0;
    }
  }

  /** Logs why a configured name is not an entry. */
  private void logNoEntry(String setting, Alias alias, Entry entry) {
    String name = alias.toString();
    if (entry instanceof Entry.Missing) {
      omissions.log(
          name, Omissions.MISSING, () -> "does not exist, and %s names it".formatted(setting));
    } else if (entry instanceof Entry.Bare bare && bare.lacksCertificate()) {
      omissions.logBare(alias);
    }
  }
}
