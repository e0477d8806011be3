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
 * What a key store sees of its vault, no older than {@link Refreshed} lets it be for the time of
 * its load. Who asks for a second entry gets the rest read ahead, but not their chains.
 *
 * <p>Safe for use by several threads.
 */
public final class VaultEntries {
  /** A server has a few certificates; who asks for so many chains is listing the vault. */
  private static final int WALK = 10;

  private final EntryMemory memory;
  private final Omissions omissions;
  private final Clock clock;
  private final Instant loaded;
  private final AtomicInteger fetches = new AtomicInteger();
  private final AtomicInteger chainFetches = new AtomicInteger();

  /** Whether this key store was asked for its list: then an entry is what the list says. */
  private volatile boolean lists;

  /** The entries of a key store that is loaded now; sends nothing. */
  public VaultEntries(Vault vault, ViewConfig view, Clock clock) {
    this.memory = EntryMemory.of(vault, view, clock);
    this.omissions = memory.omissions();
    this.clock = clock;
    this.loaded = clock.instant();
  }

  /**
   * An entry that is listed.
   *
   * @param created when its current version was made, if the list says so
   * @param certificate whether it is known to be a certificate
   */
  public record Listed(String spelling, Optional<Instant> created, boolean certificate) {}

  /**
   * The aliases to show, spelled as the service spells them: those that are listed, but for what
   * was found to be of no use. Who may read nothing has no permission, rather than an empty list.
   */
  public List<String> aliases() throws VaultException {
    boolean overdue = memory.listing().isOverdue();
    Map<String, Listed> listed = memory.listing().recent(loaded);
    lists = true;
    if (overdue && !memory.listing().isOverdue()) {
      // Nobody has asked for a while, and now the entries will be asked for one by one.
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

  /** What the list says of an alias; empty if it is not listed, or nothing was listed yet. */
  public Optional<Listed> listed(Alias alias) throws VaultException {
    return list().map(names -> names.get(alias.toString()));
  }

  private Optional<Map<String, Listed>> list() throws VaultException {
    boolean known = lists ? memory.listing().isHeld() : memory.listing().isHeldFor(loaded);
    return known ? Optional.of(memory.listing().get(loaded)) : Optional.empty();
  }

  /** What the vault holds under an alias; {@link Entry.Missing} too if the view hides it. */
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
    omissions.log(
        alias.toString(), reason.reason().name(), () -> "is left out. " + reason.getMessage());
    return new Entry.LeftOut(reason.getMessage());
  }

  /**
   * What does not exist may be made at any time: it is not remembered, unless it is listed. Then it
   * is gone, and who walks over the list is not to wait for the vault to say so each time.
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

  /** Whether the view leaves a name out, which the vault may hold all the same. */
  public boolean hides(Alias alias) {
    return !memory.filter().shows(alias.name());
  }

  /** Forgets what was known of a name that was written, and the list: for all who share it. */
  public void forget(String name) {
    memory.forget(name);
  }

  /**
   * The chain of an entry, leaf first; empty if it has none, or is left out for want of it. Whoever
   * asks is told once why the entry will not do.
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
   * The chain of an entry, read if it never was. The secret that holds it may hold the private key
   * too, so others are read ahead only where they are wanted: a second chain that is asked for
   * brings those of the names that the configuration gives in full, and so many that it must be a
   * walk bring all. It is empty if the entry is listed and its secret is answered badly, for
   * without its issuers the certificate is of no use.
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

  /**
   * Whether the chain of an entry is all that there is of it, and not the certificate alone because
   * the rest could not be read.
   */
  public boolean hasWholeChain(Entry.Certified entry) throws VaultException {
    return entry.chain().get(loaded).complete();
  }

  /** Why a chain is not whole, as the rest of a sentence that begins with its alias. */
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

  /** The second entry that somebody asks for is a sign that all will be asked for. */
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

  /** Says, once, that an alias does not exist, and which one may have been meant. */
  public boolean logMissing(String name) throws VaultException {
    String why = whyMissing(name);
    return omissions.log(name, Omissions.MISSING, () -> why);
  }

  /** That an alias does not exist, and which one may have been meant: the rest of a sentence. */
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
