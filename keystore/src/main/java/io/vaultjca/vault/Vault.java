package io.vaultjca.vault;

import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/**
 * A connection to one vault: what the rest of this product knows of the service.
 *
 * <p>Safe for use by several threads. Nothing is sent before a method is called. Every method
 * throws {@link VaultException} when the service refuses or cannot be reached.
 */
public interface Vault {
  /**
   * How this vault is reached.
   *
   * @return the configuration
   */
  ConnectionConfig config();

  /**
   * What changes this vault. Sends nothing.
   *
   * @return the changes
   */
  VaultChanges changes();

  /**
   * The operations of one key version. Sends nothing.
   *
   * @param id the key; with a version
   * @return its operations
   */
  RemoteKey key(KeyId id);

  /**
   * Reads a key's public part and attributes: one request.
   *
   * @param name the key's name
   * @param version its version; empty for the current one
   * @return the key
   * @throws VaultException if it does not exist or cannot be read
   */
  KeyBundle getKey(String name, String version) throws VaultException;

  /**
   * Lists the keys: one request for each page.
   *
   * @return the current version of every key, without key material
   * @throws VaultException if they cannot be read
   */
  List<KeyItem> listKeys() throws VaultException;

  /**
   * Lists the certificates: one request for each page.
   *
   * @return the current version of every certificate, without the certificate itself
   * @throws VaultException if they cannot be read
   */
  List<CertificateItem> listCertificates() throws VaultException;

  /**
   * Reads a certificate: one request.
   *
   * @param name the certificate's name
   * @param version its version; empty for the current one
   * @return the certificate
   * @throws VaultException if it does not exist or cannot be read
   */
  CertificateBundle getCertificate(String name, String version) throws VaultException;

  /**
   * Reads the secret behind a certificate: one request.
   *
   * @param name the secret's name
   * @param version its version
   * @return the secret; the caller clears it
   * @throws VaultException if it does not exist or cannot be read
   */
  SecretBundle getSecret(String name, String version) throws VaultException;

  /**
   * Gets random bytes of a Managed HSM: one request.
   *
   * @param count how many, 1 to 128
   * @return the bytes
   * @throws VaultException if the service refuses, as a vault does, or cannot be reached
   */
  byte[] randomBytes(int count) throws VaultException;

  /**
   * What all users of this connection share who ask for it by an equal key. It is held weakly: once
   * none of them holds it any more, it is made anew. Sends nothing.
   *
   * @param <T> the type of what is shared
   * @param key by what it is found; not equal to that of another type
   * @param maker makes it; must not ask for something shared itself
   * @return what is shared
   */
  <T> T shared(Object key, Supplier<T> maker);

  /**
   * The threads of this connection for what nobody waits for: at most 16, which end when they are
   * idle.
   *
   * @return where to run it
   */
  Executor background();
}
