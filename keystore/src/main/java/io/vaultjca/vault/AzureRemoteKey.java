package io.vaultjca.vault;

import com.azure.core.util.Context;
import com.azure.security.keyvault.keys.cryptography.CryptographyClient;
import com.azure.security.keyvault.keys.cryptography.models.DecryptResult;
import com.azure.security.keyvault.keys.cryptography.models.EncryptResult;
import com.azure.security.keyvault.keys.cryptography.models.KeyWrapAlgorithm;
import com.azure.security.keyvault.keys.cryptography.models.SignResult;
import com.azure.security.keyvault.keys.cryptography.models.SignatureAlgorithm;
import com.azure.security.keyvault.keys.cryptography.models.UnwrapResult;
import com.azure.security.keyvault.keys.cryptography.models.WrapResult;
import java.util.concurrent.Callable;

/** The operations of one key, by the SDK's client for it. */
final class AzureRemoteKey implements RemoteKey {
  private final AzureVault vault;
  private final KeyId id;
  private final String kid;
  private final Lazy<CryptographyClient> client;

  AzureRemoteKey(AzureVault vault, KeyId id) {
    this.vault = vault;
    this.id = id;
    this.kid = id.toString();
    this.client = new Lazy<>(() -> vault.cryptographyClient(id));
  }

  @Override
  public KeyId id() {
    return id;
  }

  @Override
  public Vault vault() {
    return vault;
  }

  @Override
  public byte[] sign(String algorithm, byte[] digest) throws VaultException {
    return run(
        "Signing (" + algorithm + ")",
        () -> {
          SignResult result =
              client.get().sign(SignatureAlgorithm.fromString(algorithm), digest, Context.NONE);
          requireOwn(result.getKeyId());
          return notEmpty(result.getSignature());
        });
  }

  @Override
  public boolean verify(String algorithm, byte[] digest, byte[] signature) throws VaultException {
    return run(
        "Verifying (" + algorithm + ")",
        () -> {
          Boolean valid =
              client
                  .get()
                  .verify(SignatureAlgorithm.fromString(algorithm), digest, signature, Context.NONE)
                  .isValid();
          if (valid == null) {
            throw new IllegalStateException("it says neither true nor false");
          }
          return valid;
        });
  }

  @Override
  public Encrypted encrypt(String algorithm, byte[] plaintext, byte[] iv, byte[] additionalData)
      throws VaultException {
    return run(
        "Encrypting (" + algorithm + ")",
        () -> {
          EncryptResult result =
              EncryptionParameters.encrypt(client.get(), algorithm, plaintext, iv, additionalData);
          requireOwn(result.getKeyId());
          return new Encrypted(
              present(result.getCipherText()), result.getIv(), result.getAuthenticationTag());
        });
  }

  @Override
  public byte[] decrypt(String algorithm, Encrypted encrypted, byte[] additionalData)
      throws VaultException {
    return run(
        "Decrypting (" + algorithm + ")",
        () -> {
          DecryptResult result =
              EncryptionParameters.decrypt(client.get(), algorithm, encrypted, additionalData);
          requireOwn(result.getKeyId());
          return present(result.getPlainText());
        });
  }

  @Override
  public byte[] wrap(String algorithm, byte[] key) throws VaultException {
    return run(
        "Wrapping a key (" + algorithm + ")",
        () -> {
          WrapResult result =
              client.get().wrapKey(KeyWrapAlgorithm.fromString(algorithm), key, Context.NONE);
          requireOwn(result.getKeyId());
          return notEmpty(result.getEncryptedKey());
        });
  }

  @Override
  public byte[] unwrap(String algorithm, byte[] wrapped) throws VaultException {
    return run(
        "Unwrapping a key (" + algorithm + ")",
        () -> {
          UnwrapResult result =
              client.get().unwrapKey(KeyWrapAlgorithm.fromString(algorithm), wrapped, Context.NONE);
          requireOwn(result.getKeyId());
          return notEmpty(result.getKey());
        });
  }

  private <T> T run(String what, Callable<T> call) throws VaultException {
    return Operation.run(what + " with the key " + kid, vault.config(), call);
  }

  /**
   * Another key's answer would be a signature that nobody can verify, or a stranger's plaintext.
   */
  private void requireOwn(String answered) throws VaultException {
    if (id.version().isEmpty() || !kid.equals(answered)) {
      ObjectId.key(answered, id.vault(), id.name(), id.version());
    }
  }

  private static byte[] present(byte[] value) {
    if (value == null) {
      throw new IllegalStateException("it holds no value");
    }
    return value;
  }

  private static byte[] notEmpty(byte[] result) {
    if (result == null || result.length == 0) {
      throw new IllegalStateException("it is empty");
    }
    return result;
  }
}
