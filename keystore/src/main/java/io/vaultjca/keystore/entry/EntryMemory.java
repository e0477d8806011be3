package io.vaultjca.keystore.entry;

import io.vaultjca.VaultException;
import io.vaultjca.config.ViewConfig;
import io.vaultjca.vault.Vault;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * The entries of a vault in memory, as one view shows them. All key stores with the same view and
 * clock on one connection share it, and it goes with the last of them. It fetches nothing before
 * somebody needs it.
 *
 * <p>Safe for use by several threads.
 */
final class EntryMemory {
  /** How long a listed entry that was not found is taken to be gone. */
  static final Duration GONE = Duration.ofSeconds(30);

  /** How many failures it remembers of entries that are not listed. */
  private static final int MOST_UNREAD = 1000;

  private final Vault vault;
  private final AliasFilter filter;
  private final EntryReader reader;
  private final Set<String> configuredChains;
  private final Issuers issuers;
  private final Refreshed.Policy policy;
  private final Omissions omissions;
  private final Refreshed<Map<String, VaultEntries.Listed>> listing;
  private final Map<Alias, Refreshed<Entry>> entries = new ConcurrentHashMap<>();
  private final ArrayBlockingQueue<Alias> unread = new ArrayBlockingQueue<>(MOST_UNREAD);

  private EntryMemory(Vault vault, ViewConfig view, Clock clock, Issuers issuers) {
    this.vault = vault;
    this.configuredChains = view.certificateChains().keySet();
    this.issuers = issuers;
    this.filter = new AliasFilter(view.aliases());
    this.policy =
        new Refreshed.Policy(
            view.refreshInterval(), vault.config().operationTimeout(), clock, vault.background());
    this.reader = new EntryReader(vault, view, policy.unchanging());
    this.omissions = new Omissions(vault.config().uri());
    Listing list = new Listing(vault, view, this, clock);
    this.listing =
        new Refreshed<>(
            "The list of " + vault.config().uri(),
            policy,
            (known, loaded) -> list.read(known != null, loaded));
  }

  private record Shared(ViewConfig view, Clock clock) {}

  /** Returns the memory of the key stores with a view; sends nothing. */
  static EntryMemory of(Vault vault, ViewConfig view, Clock clock) {
    Issuers issuers = Issuers.of(vault, view, clock);
    return vault.shared(
        new Shared(view, clock), () -> new EntryMemory(vault, view, clock, issuers));
  }

  AliasFilter filter() {
    return filter;
  }

  Omissions omissions() {
    return omissions;
  }

  Executor background() {
    return vault.background();
  }

  Refreshed<Map<String, VaultEntries.Listed>> listing() {
    return listing;
  }

  /** Returns the slot of an alias, which fetches its entry when first used. */
  Refreshed<Entry> slot(Alias alias) {
    return entries.computeIfAbsent(
        alias,
        key ->
            new Refreshed<>(
                "The entry %s of %s".formatted(key, vault.config().uri()),
                policy,
                (known, loaded) -> withIssuersAhead(key, known, reader.read(key, known, loaded))));
  }

  /** Fetches the issuers of a renewed certificate now, so that no handshake waits for them. */
  private Entry withIssuersAhead(Alias alias, @Nullable Entry known, Entry entry) {
    if (known instanceof Entry.Certified before
        && entry instanceof Entry.Certified now
        && before.chain().isHeld()
        && !before.version().equals(now.version())) {
      now.chain().held().ifPresent(chain -> withIssuers(alias, chain));
    }
    return entry;
  }

  /** Returns a chain with its missing issuers, unless the chain is configured. */
  List<X509Certificate> withIssuers(Alias alias, Entry.Chain chain) {
    return configuredChains.contains(alias.name())
        ? chain.certificates()
        : issuers.complete(alias, chain);
  }

  /** Returns a recent failure of an entry that concerns only this entry and may last. */
  Optional<VaultException> failure(Alias alias, Instant loaded) {
    return Optional.ofNullable(entries.get(alias))
        .flatMap(slot -> slot.recentFailure(loaded))
        .filter(failure -> Concern.of(failure) == Concern.ONE);
  }

  /** Whether an entry was not found recently. */
  boolean isGone(Alias alias) {
    Refreshed<Entry> slot = entries.get(alias);
    return slot != null
        && slot.held().orElse(null) instanceof Entry.Missing
        && !slot.isHeldFor(GONE);
  }

  /** Whether the entry of an alias in lower case is in memory, however old. */
  boolean isHeld(String alias) {
    return Alias.parse(alias).map(entries::get).filter(Refreshed::isHeld).isPresent();
  }

  /** Forgets that an entry is missing, because it may be created at any time. */
  void remove(Alias alias, Refreshed<Entry> slot) {
    entries.remove(alias, slot);
  }

  /** Limits the failures in memory: callers may ask for any number of names. */
  void rememberUnread(Alias alias) {
    while (!unread.contains(alias) && !unread.offer(alias)) {
      Alias oldest = unread.poll();
      if (oldest != null) {
        entries.computeIfPresent(oldest, (key, slot) -> slot.isHeld() ? slot : null);
      }
    }
  }

  /** Forgets all versions of a name that was written, and the list. */
  void forget(String name) {
    entries.keySet().removeIf(alias -> alias.name().equals(name));
    listing.forget();
  }
}
