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
 * Says in the log which aliases a key store does not show, and why: each once.
 *
 * <p>Safe for use by several threads.
 */
final class Omissions {
  private static final System.Logger LOG = System.getLogger("io.vaultjca");

  /** That there is no such entry is said once, whoever finds it out. */
  static final String MISSING = "missing";

  private static final int MOST_LOGGED = 10_000;

  private final URI vault;
  private final Set<String> logged = ConcurrentHashMap.newKeySet();

  Omissions(URI vault) {
    this.vault = vault;
  }

  /** Whether an object may be used at a time; says why not. */
  boolean isUsable(String alias, Attributes attributes, Instant now) {
    Optional<String> why = attributes.whyUnusable(now);
    why.ifPresent(reason -> log(alias, reason, () -> "is left out: " + reason));
    return why.isEmpty();
  }

  /** Says that a key cannot be an entry of a key store. */
  void logBare(Alias alias) {
    log(
        alias.toString(),
        "bare",
        () ->
            "is left out: it is a key without a certificate. Give its chain with "
                + SettingNames.chainOf(alias.name()));
  }

  /** Says what becomes of an alias, whatever it is. */
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
