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

/**
 * What is known of a vault through one view, in memory: shared by all key stores that have this
 * view and this clock on one connection, and gone with the last of them. Nothing is fetched before
 * it is asked for.
 *
 * <p>Safe for use by several threads.
 */
final class EntryMemory {
  /** How long what is listed and does not exist is taken for gone. */
  static final Duration GONE = Duration.ofSeconds(30);

  /** Of the entries that nobody lists and that cannot be read. */
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

  /** The memory of the key stores of a view; sends nothing. */
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

  Refreshed<Entry> slot(Alias alias) {
    return entries.computeIfAbsent(
        alias,
        key ->
            new Refreshed<>(
                "The entry %s of %s".formatted(key, vault.config().uri()),
                policy,
                (known, loaded) -> withIssuersAhead(key, known, reader.read(key, known, loaded))));
  }

  /** No handshake waits for the issuers of a renewed certificate whose chain is in use. */
  private Entry withIssuersAhead(Alias alias, Entry known, Entry entry) {
    if (known instanceof Entry.Certified before
        && entry instanceof Entry.Certified now
        && before.chain().isHeld()
        && !before.version().equals(now.version())) {
      now.chain().held().ifPresent(chain -> withIssuers(alias, chain));
    }
    return entry;
  }

  /** A chain with the issuers that it lacks, unless the configuration gives it itself. */
  List<X509Certificate> withIssuers(Alias alias, Entry.Chain chain) {
    return configuredChains.contains(alias.name())
        ? chain.certificates()
        : issuers.complete(alias, chain);
  }

  /** How reading an entry failed lately, if it was the entry alone and may not pass. */
  Optional<VaultException> failure(Alias alias, Instant loaded) {
    return Optional.ofNullable(entries.get(alias))
        .flatMap(slot -> slot.recentFailure(loaded))
        .filter(failure -> Concern.of(failure) == Concern.ONE);
  }

  /** Whether an entry was lately found not to be there. */
  boolean isGone(Alias alias) {
    Refreshed<Entry> slot = entries.get(alias);
    return slot != null
        && slot.held().orElse(null) instanceof Entry.Missing
        && !slot.isHeldFor(GONE);
  }

  /** Whether there is an entry in memory, however old, under an alias in lower case. */
  boolean isHeld(String alias) {
    return Alias.parse(alias).map(entries::get).filter(Refreshed::isHeld).isPresent();
  }

  /** Forgets that there is no such entry: it may be made at any time. */
  void remove(Alias alias, Refreshed<Entry> slot) {
    entries.remove(alias, slot);
  }

  /** How an entry failed is remembered, but not of all names that anybody may ask for. */
  void rememberUnread(Alias alias) {
    while (!unread.contains(alias) && !unread.offer(alias)) {
      Alias oldest = unread.poll();
      if (oldest != null) {
        entries.computeIfPresent(oldest, (key, slot) -> slot.isHeld() ? slot : null);
      }
    }
  }

  /** Forgets what was known of a name that was written, and the list. */
  void forget(String name) {
    entries.keySet().removeIf(alias -> alias.name().equals(name));
    listing.forget();
  }
}
