package io.vaultjca.spring;

import io.vaultjca.Setting;
import io.vaultjca.VaultException;
import io.vaultjca.provider.AzureKeyVaultProvider;
import io.vaultjca.provider.spec.VaultKeySpec;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.Provider;
import java.security.ProviderException;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Whether the vault answers a request with a token, and for how long the certificates of the SSL
 * bundles are valid. One request, of a key's public part, on a connection of its own, whose limits
 * are the health contributor's.
 *
 * <p>Safe for use by several threads.
 */
final class VaultHealth {
  /** Asked for where no bundle names a certificate: that there is none is an answer, too. */
  private static final String NO_KEY = "health";

  /** Not the registered one, which may be of another class loader, and refuse our parameters. */
  private final Provider provider = new AzureKeyVaultProvider();

  private final Duration timeout;
  private final VaultSettings settings;
  private final VaultSslBundles bundles;

  /** Keeps the connection, and its token, until the next check. */
  @SuppressWarnings("unused")
  private volatile Key last;

  VaultHealth(Duration timeout, VaultSettings settings, VaultSslBundles bundles) {
    this.timeout = timeout;
    this.settings = settings;
    this.bundles = bundles;
  }

  /**
   * What was found out.
   *
   * @param isUp whether the vault can be used and no certificate has expired
   * @param details for an operator; without secrets
   */
  record Check(boolean isUp, Map<String, Object> details) {}

  /** Asks the vault. */
  Check check() {
    Map<String, Object> details = new LinkedHashMap<>();
    details.put("vault", settings.get(Setting.URI));
    try {
      ask();
    } catch (GeneralSecurityException | ProviderException | IllegalArgumentException e) {
      if (e.getCause() instanceof VaultException refused) {
        details.put("reason", refused.reason().name());
      }
      details.put("message", e.getMessage());
      return new Check(false, details);
    }
    details.put("token", "accepted");
    Map<String, Object> days = new LinkedHashMap<>();
    boolean valid = true;
    for (Map.Entry<String, VaultSslBundle> bundle : bundles.byName().entrySet()) {
      if (bundle.getValue().openedKeys().isPresent()) {
        valid &=
            expiries(
                bundle.getKey(), bundle.getValue(), bundle.getValue().openedKeys().get(), days);
      }
    }
    details.put("daysUntilExpiry", days);
    return new Check(valid, details);
  }

  private void ask() throws GeneralSecurityException {
    String limit = timeout.toMillis() + "ms";
    Map<Setting, String> limits =
        Map.of(
            Setting.CONNECT_TIMEOUT, limit,
            Setting.REQUEST_TIMEOUT, limit,
            Setting.OPERATION_TIMEOUT, limit,
            Setting.MAX_RETRIES, "0");
    KeyFactory keys = KeyFactory.getInstance(AzureKeyVaultProvider.NAME, provider);
    try {
      last = keys.generatePrivate(VaultKeySpec.ofName(name()).in(settings.parameter(limits)));
    } catch (InvalidKeySpecException e) {
      // Who is told that it is not there was let in.
      if (!(e.getCause() instanceof VaultException refused)
          || refused.reason() != VaultException.Reason.NOT_FOUND) {
        throw e;
      }
    }
  }

  /** The key of a certificate that a bundle names. */
  private String name() {
    return bundles.byName().values().stream()
        .flatMap(bundle -> bundle.aliases().stream())
        .filter(alias -> !VaultSslBundle.isGlob(alias))
        .map(alias -> alias.replaceFirst("/.*", ""))
        .findFirst()
        .orElse(NO_KEY);
  }

  /** Adds the certificates of a bundle that has been used; whether all of them are valid. */
  private static boolean expiries(
      String bundle, VaultSslBundle of, KeyStore keys, Map<String, Object> days) {
    try {
      // What has expired is not listed, but answers by its name.
      Set<String> aliases = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
      aliases.addAll(Collections.list(keys.aliases()));
      of.aliases().stream().filter(alias -> !VaultSslBundle.isGlob(alias)).forEach(aliases::add);
      boolean valid = !aliases.isEmpty();
      for (String alias : aliases) {
        if (keys.getCertificate(alias) instanceof X509Certificate certificate) {
          Duration left = Duration.between(Instant.now(), certificate.getNotAfter().toInstant());
          valid &= !left.isNegative();
          days.put(bundle + "/" + alias, left.toDays());
        }
      }
      return valid;
    } catch (GeneralSecurityException | ProviderException e) {
      days.put(bundle, e.getMessage());
      return false;
    }
  }
}
