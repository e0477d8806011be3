package io.vaultjca.exchange;

import io.vaultjca.Setting;
import io.vaultjca.config.ConnectionConfig;
import io.vaultjca.config.VaultType;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** A vault or a Managed HSM. */
record VaultService(ConnectionConfig config) implements Service {
  /** The service's message about an API version that it does not support. */
  private static final Pattern UNKNOWN_VERSION =
      Pattern.compile("^The specified version \\(|api-version", Pattern.CASE_INSENSITIVE);

  private static final Set<String> CRYPTO =
      Set.of("sign", "verify", "encrypt", "decrypt", "wrapkey", "unwrapkey");

  @Override
  public String inWords() {
    return "the " + config.type().displayName();
  }

  @Override
  public Setting address() {
    return Setting.URI;
  }

  @Override
  public Optional<Challenge> demand() {
    return Optional.empty();
  }

  @Override
  public String forbidden(Operation operation) {
    return """
         The caller lacks the permission: grant it with the role %s or an access policy, and check \
        the vault's firewall."""
        .formatted(role(operation));
  }

  /** The built-in role that permits the request: the table of docs/permissions.md. */
  private String role(Operation operation) {
    String path = operation.request().uri().getPath();
    boolean reads = operation.request().method().equals("GET");
    if (config.type() == VaultType.MANAGED_HSM) {
      return "Managed HSM Crypto User";
    }
    if (path.startsWith("/keys")) {
      return reads || CRYPTO.contains(path.substring(path.lastIndexOf('/') + 1))
          ? "Key Vault Crypto User"
          : "Key Vault Crypto Officer";
    }
    if (!reads && path.matches("/(deleted)?secrets(/.*)?")) {
      return "Key Vault Secrets Officer";
    }
    return reads ? "Key Vault Certificate User" : "Key Vault Certificates Officer";
  }

  @Override
  public String notFound(ServiceError error) {
    return " Check the name and the vault's address.";
  }

  @Override
  public String conflict(Operation operation, ServiceError error) {
    if ("ObjectIsBeingDeleted".equals(error.innermostCode())) {
      return " Its deletion takes a while: try again in a minute.";
    }
    String path = operation.request().uri().getPath();
    String[] names = path.split("/", 4);
    String verb =
        config.type() == VaultType.MANAGED_HSM
            ? "keys recover (or purge)"
            : path.startsWith("/secrets")
                ? "secrets recover (or purge)"
                : "certificates recover (or purge; keys for a key without a certificate)";
    boolean named = names.length > 2 && !names[2].equals("restore");
    return """
         If the name belongs to a deleted object, recover or purge it, or take another name: \
        java -jar vaultjca.jar %s %s."""
        .formatted(verb, named ? names[2] : "NAME");
  }

  @Override
  public String badRequest(ServiceError error) {
    return UNKNOWN_VERSION.matcher(error.message()).find()
        ? " Set %s, which is %s, to a version that this vault knows."
            .formatted(Setting.API_VERSION.key(), config.apiVersion().serviceName())
        : "";
  }
}
