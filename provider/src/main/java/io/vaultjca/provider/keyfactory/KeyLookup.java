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
          "The key factory AzureKeyVault takes a VaultKeySpec; it was given "
              + (spec == null ? "null" : "a " + spec.getClass().getName()));
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
          "The key " + wanted + " cannot be looked for: " + e.getMessage(), e);
    }
  }

  /** A kid names its vault; how to get a token for it is configured. */
  private Vault vault(VaultKeySpec wanted) throws IOException {
    Optional<VaultLoadStoreParameter> parameter =
        wanted.vault().isPresent()
            ? wanted.vault()
            : wanted.id().map(id -> VaultLoadStoreParameter.builder(id.vault()).build());
    Vault vault = configured.open(parameter);
    Optional<KeyId> id = wanted.id();
    if (id.isPresent() && !id.get().vault().equals(vault.config().uri())) {
      throw new IOException(
          "it is in " + id.get().vault() + ", but the parameter opens " + vault.config().uri());
    }
    return vault;
  }
}
