package io.vaultjca.keystore;

import io.vaultjca.key.VaultSecretKey;
import io.vaultjca.vault.CertificateItem;
import io.vaultjca.vault.DaemonThreads;
import io.vaultjca.vault.KeyItem;
import io.vaultjca.vault.Setting;
import io.vaultjca.vault.Spelling;
import io.vaultjca.vault.Vault;
import io.vaultjca.vault.VaultException;
import io.vaultjca.vault.VaultException.Reason;
import io.vaultjca.vault.VaultType;
import io.vaultjca.vault.ViewConfig;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * What a key store knows of its vault, in memory. Nothing is fetched before it is asked for; who
 * asks for a second entry gets the rest read ahead, but not their chains.
 *
 * <p>Safe for use by several threads.
 */
final class VaultEntries {
  private static final System.Logger LOG = System.getLogger("io.vaultjca");

  /**
   * How much is read ahead at a time. The service lets a vault answer 4,000 requests in ten
   * seconds: all of a thousand certificates and their chains, however fast they are asked for. A
   * walk over more may be throttled, and then waits as it is told.
   */
  private static final int IN_FLIGHT = 16;

  /** A server has a few certificates; who asks for so many chains is listing the vault. */
  private static final int WALK = 10;

  private static final int MOST_LOGGED = 10_000;

  /** How long what is listed and does not exist is taken for gone. */
  private static final Duration GONE = Duration.ofSeconds(30);

  /** That there is no such entry is said once, whoever finds it out. */
  private static final String MISSING = "missing";

  /** What concerns one entry alone and must not harm the others. */
  private static final Set<Reason> CONCERNS_ONE =
      EnumSet.of(Reason.FORBIDDEN, Reason.DISABLED, Reason.UNUSABLE, Reason.NOT_FOUND);

  /** What concerns all that could be asked for. */
  private static final Set<Reason> CONCERNS_ALL =
      EnumSet.of(
          Reason.CONFIGURATION,
          Reason.UNREACHABLE,
          Reason.UNAUTHENTICATED,
          Reason.THROTTLED,
          Reason.INTERRUPTED);

  /** What may concern one entry alone, and may pass. */
  private static final Set<Reason> MAY_CONCERN_ONE =
      EnumSet.of(Reason.SERVICE_FAILURE, Reason.BAD_REQUEST);

  private final Vault vault;
  private final ViewConfig view;
  private final AliasFilter filter;
  private final EntryReader reader;
  private final Refreshed.Policy refreshed;
  private final Refreshed.Policy unchanging;
  private final ThreadPoolExecutor background;
  private final Refreshed<Map<String, Listed>> listing;
  private final Map<Alias, Refreshed<Entry>> entries = new ConcurrentHashMap<>();
  private final AtomicInteger fetches = new AtomicInteger();
  private final AtomicInteger chainFetches = new AtomicInteger();
  private final Set<String> logged = ConcurrentHashMap.newKeySet();

  VaultEntries(Vault vault, ViewConfig view, Clock clock) {
    this.vault = vault;
    this.view = view;
    this.filter = new AliasFilter(view.aliases());
    this.background = readers();
    Duration timeout = vault.config().operationTimeout();
    this.refreshed = new Refreshed.Policy(view.refreshInterval(), timeout, clock, background);
    this.unchanging = new Refreshed.Policy(Duration.ZERO, timeout, clock, background);
    this.reader = new EntryReader(vault, view, unchanging);
    this.listing =
        new Refreshed<>(
            "The list of " + vault.config().uri(), refreshed, known -> list(clock.instant()));
  }

  private static ThreadPoolExecutor readers() {
    ThreadPoolExecutor threads =
        new ThreadPoolExecutor(
            IN_FLIGHT,
            IN_FLIGHT,
            5,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            new DaemonThreads("read"));
    threads.allowCoreThreadTimeOut(true);
    return threads;
  }

  /**
   * An entry that is listed.
   *
   * @param spelling the alias as the service spells it
   * @param created when its current version was made, if the list says so
   * @param certificate whether it is known to be a certificate
   */
  record Listed(String spelling, Optional<Instant> created, boolean certificate) {}

  /**
   * The aliases to show, spelled as the service spells them.
   *
   * @throws VaultException if there is nothing in memory and the vault cannot be read
   */
  List<String> aliases() throws VaultException {
    return listing.get().values().stream().map(Listed::spelling).toList();
  }

  /** What the list says of an alias; empty if it is not listed, or nothing was listed yet. */
  Optional<Listed> listed(Alias alias) throws VaultException {
    return listing.isHeld()
        ? Optional.ofNullable(listing.get().get(alias.toString()))
        : Optional.empty();
  }

  /**
   * What the vault holds under an alias.
   *
   * @return the entry; {@link Entry.Missing} too if the view hides it
   * @throws VaultException if there is nothing in memory and the vault cannot be read
   */
  Entry entry(String name) throws VaultException {
    Optional<Alias> alias = Alias.parse(name);
    if (alias.isEmpty() || hides(alias.get())) {
      return new Entry.Missing();
    }
    readAheadFrom(alias.get());
    Optional<VaultException> badAnswer = badAnswer(slot(alias.get()));
    if (badAnswer.isPresent() && listed(alias.get()).isPresent()) {
      return leftOut(alias.get(), badAnswer.get());
    }
    try {
      return known(alias.get());
    } catch (VaultException e) {
      if (concernsOne(e) && listed(alias.get()).isPresent()) {
        return leftOut(alias.get(), e);
      }
      throw e;
    }
  }

  private Entry leftOut(Alias alias, VaultException reason) {
    logOnce(alias.toString(), reason.reason().name(), "is left out. " + reason.getMessage());
    return new Entry.LeftOut(reason.getMessage());
  }

  /**
   * What does not exist may be made at any time: it is not remembered, unless it is listed. Then it
   * is gone, and who walks over the list is not to wait for the vault to say so each time.
   */
  private Entry known(Alias alias) throws VaultException {
    Refreshed<Entry> slot = slot(alias);
    Entry entry = slot.get();
    if (entry instanceof Entry.Missing && slot.isHeldFor(GONE)) {
      entries.remove(alias, slot);
      slot = slot(alias);
      entry = slot.get();
    }
    if (entry instanceof Entry.Missing && listed(alias).isEmpty()) {
      entries.remove(alias, slot);
    }
    return entry;
  }

  /** An outage passes, and until then nobody is told that there is no such entry. */
  private static boolean concernsOne(VaultException e) {
    return CONCERNS_ONE.contains(e.reason()) || e.isUnusableAnswer();
  }

  /** Whether the view leaves a name out, which the vault may hold all the same. */
  boolean hides(Alias alias) {
    return !filter.shows(alias.name());
  }

  /** Forgets what was known of a name that was written, and the list. */
  void forget(String name) {
    entries.keySet().removeIf(alias -> alias.name().equals(name));
    listing.forget();
  }

  /**
   * The chain of an entry, read if it never was. The secret that holds it may hold the private key
   * too, so others are read ahead only where they are wanted: a second chain that is asked for
   * brings those of the names that the configuration gives in full, and so many that it must be a
   * walk bring all.
   *
   * @return the chain, leaf first; empty if the entry is listed and its secret is answered badly,
   *     for without its issuers the certificate is of no use
   * @throws VaultException if it is not in memory and the vault cannot be read
   */
  List<X509Certificate> chain(Entry.Certified entry) throws VaultException {
    boolean listed =
        !entry.chain().isHeld()
            && Alias.parse(entry.alias()).flatMap(this::listedInMemory).isPresent();
    if (listed) {
      readChainsAhead();
      if (badAnswer(entry.chain()).isPresent()) {
        return List.of();
      }
    }
    try {
      return entry.chain().get().certificates();
    } catch (VaultException e) {
      if (listed && e.isUnusableAnswer()) {
        logOnce(entry.alias(), "chain", "is left out for want of its chain. " + e.getMessage());
        return List.of();
      }
      throw e;
    }
  }

  /** Half a minute ago at most: a walk over the list does not ask for it again at each step. */
  private static Optional<VaultException> badAnswer(Refreshed<?> value) {
    return value.recentFailure().filter(VaultException::isUnusableAnswer);
  }

  private void readChainsAhead() throws VaultException {
    int asked = chainFetches.incrementAndGet();
    if (asked == 2) {
      readChains(filter::names);
    } else if (asked == WALK) {
      readChains(name -> true);
    }
  }

  /**
   * Whether the chain of an entry is all that there is of it, and not the certificate alone because
   * the rest could not be read.
   *
   * @throws VaultException if it is not in memory and the vault cannot be read
   */
  boolean hasWholeChain(Entry.Certified entry) throws VaultException {
    return entry.chain().get().complete();
  }

  private void readChains(Predicate<String> wanted) throws VaultException {
    ReadAhead ahead = new ReadAhead();
    for (String name : listing.get().keySet()) {
      if (wanted.test(name)) {
        Refreshed<Entry> slot = slot(Alias.parse(name).orElseThrow());
        background.execute(() -> ahead.read(slot, () -> readChain(slot)));
      }
    }
  }

  private static void readChain(Refreshed<Entry> slot) throws VaultException {
    if (slot.get() instanceof Entry.Certified certified && badAnswer(certified.chain()).isEmpty()) {
      certified.chain().get();
    }
  }

  private Optional<Listed> listedInMemory(Alias alias) {
    try {
      return listed(alias);
    } catch (VaultException e) {
      return Optional.empty();
    }
  }

  private Refreshed<Entry> slot(Alias alias) {
    return entries.computeIfAbsent(
        alias,
        key ->
            new Refreshed<>(
                "The entry " + key + " of " + vault.config().uri(),
                refreshed,
                known -> reader.read(key, known)));
  }

  /** Says, once, that an alias does not exist, and which one may have been meant. */
  void logMissing(String alias) throws VaultException {
    String hint = "";
    if (listing.isHeld()) {
      hint =
          Spelling.nearest(alias.toLowerCase(Locale.ROOT), listing.get().keySet())
              .map(nearest -> "; the nearest alias is '" + nearest + "'")
              .orElse("; the vault shows no alias at all");
    }
    boolean hidden = Alias.parse(alias).map(this::hides).orElse(false);
    logOnce(
        alias,
        MISSING,
        hidden ? "is hidden by azure.keyvault.aliases" + hint : "does not exist" + hint);
  }

  private void logOnce(String alias, String reason, String what) {
    if (logged.size() >= MOST_LOGGED) {
      logged.clear();
    }
    if (logged.add(alias.toLowerCase(Locale.ROOT) + " " + reason)) {
      LOG.log(
          System.Logger.Level.WARNING,
          "The alias ''{0}'' of {1} {2}",
          alias,
          vault.config().uri(),
          what);
    }
  }

  /** The second entry that somebody asks for is a sign that all will be asked for. */
  private void readAheadFrom(Alias alias) throws VaultException {
    if (listed(alias).isPresent() && slot(alias).isUntried() && fetches.incrementAndGet() == 2) {
      readAll(listing.get().keySet());
    }
  }

  private void readAll(Iterable<String> names) {
    ReadAhead ahead = new ReadAhead();
    for (String name : names) {
      Refreshed<Entry> slot = slot(Alias.parse(name).orElseThrow());
      if (!slot.isUpToDate()) {
        background.execute(() -> ahead.read(slot, slot::upToDate));
      }
    }
  }

  /** Something that is read ahead. */
  @FunctionalInterface
  private interface Reading {
    void read() throws VaultException;
  }

  /**
   * Reads many entries, several at a time, until the vault proves to be away: then who needs one
   * tries again and gets the failure. An entry that the service fails to answer ends nothing, and
   * as many in a row as are in flight do.
   */
  private static final class ReadAhead {
    private final AtomicInteger failuresInARow = new AtomicInteger();
    private volatile boolean ended;

    void read(Refreshed<Entry> slot, Reading reading) {
      if (ended || badAnswer(slot).isPresent()) {
        return;
      }
      try {
        reading.read();
        failuresInARow.set(0);
      } catch (VaultException e) {
        LOG.log(System.Logger.Level.DEBUG, "Reading ahead failed. {0}", e.getMessage());
        if (CONCERNS_ALL.contains(e.reason())
            || (!concernsOne(e) && failuresInARow.incrementAndGet() >= IN_FLIGHT)) {
          ended = true;
        }
      }
    }
  }

  private Map<String, Listed> list(Instant now) throws VaultException {
    Map<String, Listed> found = new LinkedHashMap<>();
    if (filter.isExact()) {
      listEach(filter.patterns(), found, now, name -> Optional.of(Setting.ALIASES.key()));
    } else if (vault.config().type() == VaultType.MANAGED_HSM) {
      listEach(
          vault.listKeys().stream()
              .filter(
                  item ->
                      isUsable(
                          item.name(),
                          new Attributes(item.enabled(), item.notBefore(), item.expires()),
                          now))
              .map(KeyItem::name)
              .map(name -> name.toLowerCase(Locale.ROOT))
              .filter(filter::shows)
              .toList(),
          found,
          now,
          name ->
              Optional.of(chainSetting(name))
                  .filter(s -> view.certificateChains().containsKey(name)));
    } else {
      for (CertificateItem item : vault.listCertificates()) {
        if (filter.shows(item.name())
            && isUsable(
                item.name(),
                new Attributes(item.enabled(), item.notBefore(), item.expires()),
                now)) {
          found.put(
              item.name().toLowerCase(Locale.ROOT), new Listed(item.name(), item.created(), true));
        }
      }
      listEach(
          view.certificateChains().keySet().stream()
              .filter(filter::shows)
              .filter(name -> !found.containsKey(name))
              .toList(),
          found,
          now,
          name -> Optional.of(chainSetting(name)));
    }
    return found;
  }

  private boolean isUsable(String name, Attributes attributes, Instant now) {
    Optional<Instant> notBefore = attributes.notBefore();
    Optional<Instant> expires = attributes.expires();
    if (!attributes.enabled()) {
      logOnce(name, "disabled", "is left out: it is disabled");
      return false;
    }
    if (notBefore.isPresent() && now.isBefore(notBefore.get())) {
      logOnce(name, "not yet valid", "is left out: it is not valid before " + notBefore.get());
      return false;
    }
    if (expires.isPresent() && !now.isBefore(expires.get())) {
      logOnce(name, "expired", "is left out: it expired at " + expires.get());
      return false;
    }
    return true;
  }

  /**
   * Lists the names that prove to be entries of a key store, and those of which the service fails
   * to say what they are: who asks for one of these gets the failure, or what it is by then.
   *
   * @param namedBy the setting that names an entry, if one does: what is named and is none is
   *     logged
   * @throws VaultException if none could be read, or failing takes longer than one operation may
   */
  private void listEach(
      List<String> names,
      Map<String, Listed> found,
      Instant now,
      Function<String, Optional<String>> namedBy)
      throws VaultException {
    if (names.size() > 1) {
      readAll(names);
    }
    long started = System.nanoTime();
    boolean read = !found.isEmpty();
    VaultException refused = null;
    VaultException failed = null;
    for (String name : names) {
      Alias alias = Alias.parse(name).orElseThrow();
      try {
        // Also for a refresh: a list of what was known before it would be an interval late.
        Refreshed<Entry> slot = slot(alias);
        Entry entry = slot.upToDate();
        if (entry instanceof Entry.Missing) {
          entries.remove(alias, slot);
        }
        if (entry instanceof Entry.Present present && isListable(present, name, now)) {
          found.put(
              alias.toString(),
              new Listed(present.alias(), present.created(), present instanceof Entry.Certified));
        } else {
          namedBy.apply(name).ifPresent(setting -> logNoEntry(setting, alias, entry));
        }
        read = true;
      } catch (VaultException e) {
        if (CONCERNS_ONE.contains(e.reason())) {
          logOnce(name, e.reason().name(), "is left out. " + e.getMessage());
          refused = e.reason() == Reason.FORBIDDEN ? e : refused;
        } else if (MAY_CONCERN_ONE.contains(e.reason()) && isWithinOneOperation(started)) {
          logOnce(name, e.reason().name(), "is listed unread. " + e.getMessage());
          found.put(alias.toString(), new Listed(name, Optional.empty(), false));
          failed = e;
        } else {
          throw e;
        }
      }
    }
    if (!read && failed != null) {
      throw failed;
    }
    if (found.isEmpty() && refused != null) {
      // Who may read nothing at all has no empty key store, but no permission.
      throw refused;
    }
  }

  /** Why a name that the configuration gives shows nothing, unless that was said. */
  private void logNoEntry(String setting, Alias alias, Entry entry) {
    if (entry instanceof Entry.Missing) {
      logOnce(alias.toString(), MISSING, "does not exist, and " + setting + " names it");
    } else if (entry instanceof Entry.Bare bare && !isKeyStoreEntry(bare)) {
      logOnce(
          alias.toString(),
          "bare",
          "is left out: it is a key without a certificate. Give its chain with "
              + chainSetting(alias.name()));
    }
  }

  private static String chainSetting(String name) {
    return Setting.CERTIFICATE_CHAIN.key().replace("ALIAS", name);
  }

  private boolean isWithinOneOperation(long started) {
    Duration elapsed = Duration.ofNanos(System.nanoTime() - started);
    return elapsed.compareTo(vault.config().operationTimeout()) < 0;
  }

  /** A private key without a certificate is none: keytool on JDK 25 aborts on it. */
  private boolean isListable(Entry.Present present, String name, Instant now) {
    if (present instanceof Entry.Certified certified) {
      return isUsable(name, certified.attributes(), now);
    }
    return present instanceof Entry.Bare bare
        && isKeyStoreEntry(bare)
        && isUsable(name, bare.attributes(), now);
  }

  private static boolean isKeyStoreEntry(Entry.Bare bare) {
    return bare.key() instanceof VaultSecretKey || !bare.chain().isEmpty();
  }
}
