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
import java.security.spec.InvalidKeySpecException;
import java.security.spec.KeySpec;
import java.util.Optional;
import java.util.OptionalInt;

/** Finds the key that a specification names: one request. */
final class KeyLookup {
  private final ConfiguredVault configured;

  KeyLookup(ConfiguredVault configured) {
    this.configured = configured;
  }

  KeyHandle find(KeySpec spec) throws InvalidKeySpecException {
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
          "The key %s cannot be looked for: %s".formatted(wanted, e.getMessage()), e);
    }
  }

  /** What the service tells is right; what the program says is taken where it tells nothing. */
  private static SecretHandle sized(SecretHandle key, OptionalInt wanted)
      throws InvalidKeySpecException {
    OptionalInt told = key.size();
    if (wanted.isEmpty() || told.equals(wanted)) {
      return key;
    }
    if (told.isPresent()) {
      throw new InvalidKeySpecException(
          "The key %s has %s bits, and the specification says %s"
              .formatted(key, told.getAsInt(), wanted.getAsInt()));
    }
    return Handles.secretHandle(key.remote(), wanted.getAsInt());
  }

  private Vault vault(VaultKeySpec wanted) throws IOException {
    Vault vault = open(wanted);
    Optional<KeyId> id = wanted.id();
    if (id.isPresent() && !id.get().vault().equals(vault.config().uri())) {
      // A kid may come from anywhere: it does not decide where our token is sent.
      throw new IOException(
          ("it is in another vault than %s, which is configured: say how to open that one with"
                  + " VaultKeySpec.in")
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
          ("no vault is configured, and where a token is sent is not decided by an identifier: set"
                  + " %s to the address of the vault that is meant, or say how to open it with"
                  + " VaultKeySpec.in")
              .formatted(Setting.URI.key()));
    }
    return named;
  }
}
