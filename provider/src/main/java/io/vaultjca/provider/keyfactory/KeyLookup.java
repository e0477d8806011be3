package io.vaultjca.provider.keyfactory;

import io.vaultjca.key.VaultKey;
import io.vaultjca.key.VaultKeys;
import io.vaultjca.key.VaultSecretKey;
import io.vaultjca.keystore.ConfiguredVault;
import io.vaultjca.keystore.VaultLoadStoreParameter;
import io.vaultjca.provider.remote.RemoteFailure;
import io.vaultjca.provider.spec.VaultKeySpec;
import io.vaultjca.vault.KeyBundle;
import io.vaultjca.vault.KeyId;
import io.vaultjca.vault.Vault;
import io.vaultjca.vault.VaultException;
import java.io.IOException;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.KeySpec;
import java.util.Optional;

/** Finds the key that a specification names: one request. */
final class KeyLookup {
  private final ConfiguredVault configured;

  KeyLookup(ConfiguredVault configured) {
    this.configured = configured;
  }

  VaultKey find(KeySpec spec) throws InvalidKeySpecException {
    if (!(spec instanceof VaultKeySpec wanted)) {
      throw new InvalidKeySpecException(
          "The key factory AzureKeyVault takes a VaultKeySpec; it was given %s"
              .formatted(spec == null ? "null" : "a " + spec.getClass().getName()));
    }
    try {
      Vault vault = vault(wanted);
      KeyBundle bundle = vault.getKey(wanted.name(), wanted.version());
      VaultKey key = VaultKeys.handle(vault.key(bundle.id()), bundle);
      return key instanceof VaultSecretKey && wanted.size().isPresent()
          ? VaultKeys.secretHandle(key.remote(), wanted.size().getAsInt())
          : key;
    } catch (VaultException e) {
      throw new InvalidKeySpecException(RemoteFailure.logged(e).getMessage(), e);
    } catch (IOException e) {
      throw new InvalidKeySpecException(
          "The key %s cannot be looked for: %s".formatted(wanted, e.getMessage()), e);
    }
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
    // Where no vault is configured, the kid names it.
    return configured.open(
        Optional.of(VaultLoadStoreParameter.builder(wanted.id().get().vault()).build()));
  }
}
