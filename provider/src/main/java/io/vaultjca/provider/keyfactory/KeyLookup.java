package io.vaultjca.provider.keyfactory;

import io.vaultjca.Setting;
import io.vaultjca.VaultException;
import io.vaultjca.VaultLoadStoreParameter;
import io.vaultjca.config.VaultAddress;
import io.vaultjca.handle.Handles;
import io.vaultjca.handle.KeyHandle;
import io.vaultjca.handle.SecretHandle;
import io.vaultjca.key.KeyId;
import io.vaultjca.keystore.ConfiguredVault;
import io.vaultjca.provider.remote.RemoteFailure;
import io.vaultjca.provider.spec.VaultKeySpec;
import io.vaultjca.vault.KeyBundle;
import io.vaultjca.vault.Vault;
import java.io.IOException;
import java.security.InvalidKeyException;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.KeySpec;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** Looks up the key of a specification, with one request. */
final class KeyLookup {
  private final ConfiguredVault configured;

  KeyLookup(ConfiguredVault configured) {
    this.configured = configured;
  }

  KeyHandle find(@Nullable KeySpec spec) throws InvalidKeySpecException {
    if (!(spec instanceof VaultKeySpec wanted)) {
      throw new InvalidKeySpecException(
          "The key factory AzureKeyVault takes a VaultKeySpec; it was given %s"
              .formatted(spec == null ? "null" : "a " + spec.getClass().getName()));
    }
    try {
      Vault vault = vault(wanted);
      KeyBundle bundle = vault.findKey(wanted.name(), wanted.version());
      KeyHandle key = Handles.handle(vault.key(bundle), bundle);
      return key instanceof SecretHandle secret ? sized(secret, wanted.size()) : key;
    } catch (VaultException e) {
      throw new InvalidKeySpecException(RemoteFailure.logged(e).getMessage(), e);
    } catch (IOException e) {
      throw new InvalidKeySpecException(
          "The key %s cannot be looked up: %s".formatted(wanted, e.getMessage()), e);
    }
  }

  /** Uses the size that the program gave only if the service does not report one. */
  private static SecretHandle sized(SecretHandle key, OptionalInt wanted)
      throws InvalidKeySpecException {
    OptionalInt reported = key.size();
    if (wanted.isEmpty() || reported.equals(wanted)) {
      return key;
    }
    if (reported.isPresent()) {
      throw new InvalidKeySpecException(
          "The key %s has %s bits, and the specification says %s"
              .formatted(key, reported.getAsInt(), wanted.getAsInt()));
    }
    return Handles.secretHandle(key.remote(), wanted.getAsInt());
  }

  /** The same for both key factories: neither puts a key into a vault. */
  static InvalidKeyException notTranslatable() {
    return new InvalidKeyException(
        "Translation does not put a key into a vault: import the key, and look it up with a VaultKeySpec");
  }

  private Vault vault(VaultKeySpec wanted) throws IOException {
    Vault vault = open(wanted);
    Optional<KeyId> id = wanted.id();
    if (id.isPresent() && !id.get().vault().equals(vault.config().uri())) {
      // An identifier from an untrusted source must not decide where the token is sent.
      throw new IOException(
          "it is not in the configured vault, %s: say how to open its vault with VaultKeySpec.in"
              .formatted(vault.config().uri()));
    }
    return vault;
  }

  private Vault open(VaultKeySpec wanted) throws IOException {
    if (wanted.vault().isPresent() || wanted.id().isEmpty() || configured.hasAddress()) {
      return configured.open(wanted.vault());
    }
    Vault named =
        configured.open(
            Optional.of(VaultLoadStoreParameter.builder(wanted.id().get().vault()).build()));
    if (named.config().credential().kind().isReadyToken()
        || !VaultAddress.isOfService(named.config().uri())) {
      throw new IOException(
          """
          no vault is configured, and an identifier must not decide where a token is sent: set %s \
          to the vault's address, or say how to open the vault with VaultKeySpec.in"""
              .formatted(Setting.URI.key()));
    }
    return named;
  }
}
