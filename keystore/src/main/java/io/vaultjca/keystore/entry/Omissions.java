package io.vaultjca.keystore.entry;

import static java.lang.System.Logger.Level.WARNING;

import io.vaultjca.config.SettingNames;
import io.vaultjca.text.ObjectName;
import io.vaultjca.vault.Attributes;
import java.net.URI;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * Logs which aliases a key store does not show, and why. Logs each reason once.
 *
 * <p>Safe for use by several threads.
 */
final class Omissions {
  private static final System.Logger LOG = System.getLogger("io.vaultjca");

  /** The reason for an entry that does not exist. */
  static final String MISSING = "missing";

  private static final int MOST_LOGGED = 10_000;

  private final URI vault;
  private final Set<String> logged = ConcurrentHashMap.newKeySet();

  Omissions(URI vault) {
    this.vault = vault;
  }

  /** Whether an object may be used at a time. Logs why not. */
  boolean isUsable(String alias, Attributes attributes, Instant now) {
    Optional<String> why = attributes.whyUnusable(now);
    why.ifPresent(reason -> log(alias, reason, () -> "is left out: " + reason));
    return why.isEmpty();
  }

  /** Logs that a private key without a certificate cannot be a key store entry. */
  void logBare(Alias alias) {
    log(
        alias.toString(),
        "bare",
        () ->
            "is left out: it is a key without a certificate. Give its chain with %s"
                .formatted(SettingNames.chainOf(alias.name())));
  }

  /**
   * Logs what happens to an alias, which may be any text.
   *
   * @param reason tells the messages about one alias apart
   * @param what the rest of a sentence that begins with the alias
   * @return false if it was logged before
   */
  boolean log(String alias, String reason, Supplier<String> what) {
    if (logged.size() >= MOST_LOGGED) {
      logged.clear();
    }
    String shown = ObjectName.shown(alias);
    boolean news = logged.add(shown.toLowerCase(Locale.ROOT) + " " + reason);
    if (news) {
      LOG.log(WARNING, "The alias ''{0}'' of {1} {2}", shown, vault, what.get());
    }
    return news;
  }
}
