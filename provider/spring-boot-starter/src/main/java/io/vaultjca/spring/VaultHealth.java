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
import org.jspecify.annotations.Nullable;

/**
 * Checks whether the vault accepts the application's token, and how long the certificates of the
 * SSL bundles are valid. A check sends one request, for the public part of a key, over a separate
 * connection with the time limit of the health contributor.
 *
 * <p>Safe for use by several threads.
 */
final class VaultHealth {
  /** The key to request if no bundle names a certificate. It need not exist. */
  private static final String NO_KEY = "health";

  /** Not the registered one: if it is of another class loader, it refuses our parameters. */
  private final Provider provider = new AzureKeyVaultProvider();

  private final Duration timeout;
  private final VaultSettings settings;
  private final VaultSslBundles bundles;

  /** Keeps the connection and its token until the next check. */
  @SuppressWarnings("unused")
  private volatile @Nullable Key last;

  VaultHealth(Duration timeout, VaultSettings settings, VaultSslBundles bundles) {
    this.timeout = timeout;
    this.settings = settings;
    this.bundles = bundles;
  }

  /**
   * The result of a check.
   *
   * @param isUp whether the vault accepts the token and no certificate has expired
   * @param details for operators; without secrets
   */
  record Check(boolean isUp, Map<String, Object> details) {}

  /** Checks the vault, with one request, and the certificates. */
  Check check() {
    Map<String, Object> details = new LinkedHashMap<>();
    details.put("vault", settings.get(Setting.URI));
    try {
      request();
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

  private void request() throws GeneralSecurityException {
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
      // The vault says that a key does not exist only after it has accepted the token.
      if (!(e.getCause() instanceof VaultException refused)
          || refused.reason() != VaultException.Reason.NOT_FOUND) {
        throw e;
      }
    }
  }

  /** The name of a key to request. */
  private String name() {
    return bundles.byName().values().stream()
        .flatMap(bundle -> bundle.aliases().stream())
        .filter(alias -> !VaultSslBundle.isGlob(alias))
        .map(alias -> alias.replaceFirst("/.*", ""))
        .findFirst()
        .orElse(NO_KEY);
  }

  /** Adds the certificates of an opened bundle; returns whether all of them are valid. */
  private static boolean expiries(
      String bundle, VaultSslBundle of, KeyStore keys, Map<String, Object> days) {
    try {
      // The key store does not list an expired certificate, but finds it by its name.
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
