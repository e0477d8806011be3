package io.vaultjca.keystore.entry;

import io.vaultjca.VaultException;
import io.vaultjca.VaultException.Reason;
import io.vaultjca.config.ViewConfig;
import io.vaultjca.keystore.chain.CertificateChains;
import io.vaultjca.text.ObjectName;
import io.vaultjca.text.Spelling;
import io.vaultjca.vault.Vault;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The entries that a key store sees in its vault, as fresh as {@link Refreshed} keeps them for the
 * time of its load. A request for a second entry reads all others ahead, but not their chains.
 *
 * <p>Safe for use by several threads. Every method that may read from the vault throws {@link
 * VaultException} if that fails and there is nothing in memory.
 */
public final class VaultEntries {
  /**
   * A server has a few certificates, so a caller that reads so many chains walks over the vault.
   */
  private static final int WALK = 10;

  private final EntryMemory memory;
  private final Omissions omissions;
  private final Clock clock;
  private final Instant loaded;
  private final AtomicInteger fetches = new AtomicInteger();
  private final AtomicInteger chainFetches = new AtomicInteger();

  /** Whether this key store was listed. Then the list decides whether a name is an entry. */
  private volatile boolean lists;

  /** Creates the entries of a key store that is loaded now; sends nothing. */
  public VaultEntries(Vault vault, ViewConfig view, Clock clock) {
    this.memory = EntryMemory.of(vault, view, clock);
    this.omissions = memory.omissions();
    this.clock = clock;
    this.loaded = clock.instant();
  }

  /**
   * An entry in the list.
   *
   * @param created when its current version was created, if the list says so
   * @param certificate whether it is known to be a certificate
   */
  public record Listed(String spelling, Optional<Instant> created, boolean certificate) {}

  /**
   * Returns the aliases to show, as the service spells them: the listed ones except those that were
   * found to be unusable.
   *
   * @throws VaultException also if the caller may not read any of them: that is a lack of
   *     permission and not an empty list
   */
  public List<String> aliases() throws VaultException {
    boolean overdue = memory.listing().isOverdue();
    Map<String, Listed> listed = memory.listing().recent(loaded);
    lists = true;
    if (overdue && !memory.listing().isOverdue()) {
      // The key store was idle, and the caller will probably read the entries one by one.
      new ReadAhead(memory, loaded)
          .entries(listed.keySet().stream().filter(name -> memory.isHeld(name)).toList());
    }
    List<String> shown = new ArrayList<>();
    VaultException refused = null;
    for (Map.Entry<String, Listed> entry : listed.entrySet()) {
      Alias alias = alias(entry.getKey());
      Optional<VaultException> failure = memory.failure(alias, loaded);
      if (failure.isPresent()) {
        refused = failure.filter(e -> e.reason() != Reason.UNUSABLE).orElse(refused);
      } else if (!memory.isGone(alias)) {
        shown.add(entry.getValue().spelling());
      }
    }
    if (shown.isEmpty() && refused != null) {
      throw refused;
    }
    return shown;
  }

  private static Alias alias(String listed) {
    return Alias.parse(listed).orElseThrow();
  }

  /**
   * Returns the entry of an alias in the list; empty if it is not listed, or there is no list yet.
   */
  public Optional<Listed> listed(Alias alias) throws VaultException {
    return list().map(names -> names.get(alias.toString()));
  }

  private Optional<Map<String, Listed>> list() throws VaultException {
    boolean known = lists ? memory.listing().isHeld() : memory.listing().isHeldFor(loaded);
    return known ? Optional.of(memory.listing().get(loaded)) : Optional.empty();
  }

  /** Returns the entry of an alias; {@link Entry.Missing} also if the view hides it. */
  public Entry entry(String name) throws VaultException {
    Optional<Alias> parsed = Alias.parse(name);
    if (parsed.isEmpty() || hides(parsed.get())) {
      return new Entry.Missing();
    }
    Alias alias = parsed.get();
    readAheadFrom(alias);
    Optional<VaultException> badAnswer = memory.slot(alias).badAnswer(loaded);
    if (badAnswer.isPresent() && listed(alias).isPresent()) {
      return leftOut(alias, badAnswer.get());
    }
    try {
      return known(alias);
    } catch (VaultException e) {
      if (listed(alias).isEmpty()) {
        memory.rememberUnread(alias);
      } else if (Concern.of(e).isOneEntry()) {
        return leftOut(alias, e);
      }
      throw e;
    }
  }

  private Entry leftOut(Alias alias, VaultException reason) {
    String why = String.valueOf(reason.getMessage());
    omissions.log(alias.toString(), reason.reason().name(), () -> "is left out. " + why);
    return new Entry.LeftOut(why);
  }

  /**
   * A missing entry may be created at any time, so it is not remembered. But if it is listed it is
   * gone, and a walk over the list does not wait each time for the vault to say so.
   */
  private Entry known(Alias alias) throws VaultException {
    Refreshed<Entry> slot = memory.slot(alias);
    Entry entry = slot.recent(loaded);
    if (entry instanceof Entry.Missing && slot.isHeldFor(EntryMemory.GONE)) {
      memory.remove(alias, slot);
      slot = memory.slot(alias);
      entry = slot.get(loaded);
    }
    if (entry instanceof Entry.Missing && listed(alias).isEmpty()) {
      memory.remove(alias, slot);
    }
    return entry;
  }

  /** Whether the view hides a name, which may nevertheless exist in the vault. */
  public boolean hides(Alias alias) {
    return !memory.filter().shows(alias.name());
  }

  /** Forgets a name that was written, and the list, for all key stores that share them. */
  public void forget(String name) {
    memory.forget(name);
  }

  /**
   * Returns the chain of an entry, leaf first; empty if it has none, or if the entry is left out
   * because its chain cannot be read. Logs once why an entry cannot be used.
   */
  public List<X509Certificate> chain(Entry.Present entry) throws VaultException {
    if (entry instanceof Entry.Certified certified) {
      omissions.isUsable(certified.alias(), certified.attributes(), clock.instant());
      return chain(certified);
    }
    if (entry instanceof Entry.Bare bare) {
      if (bare.lacksCertificate()) {
        omissions.logBare(alias(bare.alias()));
      } else {
        omissions.isUsable(bare.alias(), bare.attributes(), clock.instant());
      }
      return bare.chain();
    }
    return ((Entry.Pending) entry).chain();
  }

  /**
   * Reads the chain of an entry if it is not in memory.
   *
   * <p>The secret with the chain may hold the private key too, so other chains are read ahead only
   * when they are probably needed: with the second chain those of the names that the configuration
   * lists in full, and once the caller seems to walk over the vault all of them.
   *
   * <p>Empty if the entry is listed and the answer for its secret is bad, because a certificate
   * without its issuers is useless.
   */
  private List<X509Certificate> chain(Entry.Certified entry) throws VaultException {
    boolean listed =
        !entry.chain().isHeld()
            && Alias.parse(entry.alias()).flatMap(this::listedInMemory).isPresent();
    if (listed) {
      readChainsAhead();
      if (entry.chain().badAnswer(loaded).isPresent()) {
        return List.of();
      }
    }
    try {
      return memory.withIssuers(alias(entry.alias()), entry.chain().get(loaded));
    } catch (VaultException e) {
      if (listed && e.reason() == VaultException.Reason.BAD_ANSWER) {
        omissions.log(
            entry.alias(), "chain", () -> "is left out for want of its chain. " + e.getMessage());
        return List.of();
      }
      throw e;
    }
  }

  /** Whether the chain of an entry is complete, and not cut because the rest could not be read. */
  public boolean hasWholeChain(Entry.Certified entry) throws VaultException {
    return entry.chain().get(loaded).complete();
  }

  /** Returns why a chain is incomplete, as the rest of a sentence that begins with its alias. */
  public Optional<String> whyIncomplete(Entry.Certified entry) throws VaultException {
    List<X509Certificate> chain = chain(entry);
    if (chain.isEmpty()) {
      return Optional.of("is left out for want of its chain");
    }
    if (chain.size() > 1 || CertificateChains.isSelfIssued(chain.get(0))) {
      return Optional.empty();
    }
    return Optional.of(
        hasWholeChain(entry)
            ? Issuers.isAlone(Alias.parse(entry.alias()).orElseThrow(), chain.get(0))
            : "has a chain of its certificate alone, because the secret behind it cannot be read");
  }

  private void readChainsAhead() throws VaultException {
    int asked = chainFetches.incrementAndGet();
    if (asked == 2 || asked == WALK) {
      new ReadAhead(memory, loaded)
          .chains(
              memory.listing().get(loaded).keySet(),
              name -> asked == WALK || memory.filter().names(name));
    }
  }

  private Optional<Listed> listedInMemory(Alias alias) {
    try {
      return listed(alias);
    } catch (VaultException e) {
      return Optional.empty();
    }
  }

  /** Reads all entries ahead at the second one, because the caller will probably read all. */
  private void readAheadFrom(Alias alias) throws VaultException {
    Optional<Map<String, Listed>> list = list();
    if (list.isPresent()
        && list.get().containsKey(alias.toString())
        && isUnread(memory.slot(alias))
        && fetches.incrementAndGet() == 2) {
      new ReadAhead(memory, loaded).entries(list.get().keySet());
    }
  }

  private boolean isUnread(Refreshed<Entry> slot) {
    return slot.isHeld() ? !slot.isHeldFor(loaded) : slot.isUntried();
  }

  /** Logs once that an alias does not exist, and which one the caller may have meant. */
  public boolean logMissing(String name) throws VaultException {
    String why = whyMissing(name);
    return omissions.log(name, Omissions.MISSING, () -> why);
  }

  /** Returns why an alias is missing, as the rest of a sentence that begins with it. */
  public String whyMissing(String name) throws VaultException {
    Optional<Alias> alias = Alias.parse(name);
    if (alias.isEmpty()) {
      return "does not exist: a name is " + ObjectName.RULE;
    }
    String what = hides(alias.get()) ? "is hidden by azure.keyvault.aliases" : "does not exist";
    return what + list().map(Map::keySet).map(all -> hint(alias.get(), all)).orElse("");
  }

  private static String hint(Alias alias, Set<String> names) {
    return Spelling.nearest(alias.toString(), names)
        .map("; the nearest alias is '%s'"::formatted)
        .orElse(
            names.isEmpty()
                ? "; the vault shows no alias at all"
                : "; no alias that is shown is like it");
  }
}
