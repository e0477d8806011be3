package io.vaultjca.vault;

/**
 * The operations of one key version, each exactly one request while the service answers.
 *
 * <p>Safe for use by several threads. Algorithms are named as the service names them (RFC 7518 and
 * the Key Vault REST reference): {@code RS256}, {@code ES384}, {@code RSA-OAEP-256}.
 */
public interface RemoteKey {
  /**
   * Which key this is.
   *
   * @return its identifier
   */
  KeyId id();

  /**
   * The vault that holds the key.
   *
   * @return the connection
   */
  Vault vault();

  /**
   * Signs a digest.
   *
   * @param algorithm the service's signature algorithm
   * @param digest the digest, of the algorithm's length
   * @return the signature: for EC keys r and s, each of the curve's length; never empty
   * @throws VaultException if the service refuses or cannot be reached
   */
  byte[] sign(String algorithm, byte[] digest) throws VaultException;

  /**
   * Verifies the signature of a digest.
   *
   * @param algorithm the service's signature algorithm
   * @param digest the digest, of the algorithm's length
   * @param signature the signature in the service's form
   * @return whether the service accepts the signature
   * @throws VaultException if the service refuses the request or cannot be reached
   */
  boolean verify(String algorithm, byte[] digest, byte[] signature) throws VaultException;

  /**
   * Encrypts.
   *
   * @param algorithm the service's encryption algorithm
   * @param plaintext what to encrypt
   * @param iv the initialisation vector of a CBC algorithm; otherwise null
   * @param additionalData the additional authenticated data of a GCM algorithm, or null
   * @return the ciphertext, with what the service made for it
   * @throws VaultException if the service refuses or cannot be reached
   */
  Encrypted encrypt(String algorithm, byte[] plaintext, byte[] iv, byte[] additionalData)
      throws VaultException;

  /**
   * Decrypts.
   *
   * @param algorithm the service's encryption algorithm
   * @param encrypted the ciphertext, with its initialisation vector and tag where there are any
   * @param additionalData the additional authenticated data of a GCM algorithm, or null
   * @return the plaintext
   * @throws VaultException if the service refuses or cannot be reached
   */
  byte[] decrypt(String algorithm, Encrypted encrypted, byte[] additionalData)
      throws VaultException;

  /**
   * Wraps a key.
   *
   * @param algorithm the service's key wrap algorithm
   * @param key the key to wrap
   * @return the wrapped key
   * @throws VaultException if the service refuses or cannot be reached
   */
  byte[] wrap(String algorithm, byte[] key) throws VaultException;

  /**
   * Unwraps a key.
   *
   * @param algorithm the service's key wrap algorithm
   * @param wrapped the wrapped key
   * @return the key
   * @throws VaultException if the service refuses or cannot be reached
   */
  byte[] unwrap(String algorithm, byte[] wrapped) throws VaultException;

  /**
   * A ciphertext and what belongs to it.
   *
   * @param ciphertext the ciphertext
   * @param iv the initialisation vector, or null
   * @param tag the authentication tag of a GCM algorithm, or null
   */
  @SuppressWarnings("ArrayRecordComponent") // Bytes on their way, never compared.
  record Encrypted(byte[] ciphertext, byte[] iv, byte[] tag) {}
}
