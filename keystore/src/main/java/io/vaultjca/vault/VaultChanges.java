package io.vaultjca.vault;

import java.security.PublicKey;
import java.util.List;

/**
 * What changes a vault. Each method is done when it returns, or throws. A request that makes a key
 * or a certificate is repeated only where the last try surely had no effect (429, no connection):
 * after a lost answer the exception says that it may have been made.
 *
 * <p>Safe for use by several threads.
 */
public interface VaultChanges {
  /**
   * Imports a certificate with its private key. The key becomes non-exportable.
   *
   * @param name the certificate's name
   * @param pem the private key (PKCS#8) and the chain, leaf first, as PEM blocks; the caller clears
   *     it
   * @throws VaultException if the service refuses or cannot be reached
   */
  void importCertificate(String name, byte[] pem) throws VaultException;

  /**
   * Imports a symmetric key into a Managed HSM.
   *
   * @param name the key's name
   * @param key the key; the caller clears it
   * @throws VaultException if the service refuses or cannot be reached
   */
  void importSecretKey(String name, byte[] key) throws VaultException;

  /**
   * Gives a certificate's key a new certificate: opens a request with the issuer Unknown that
   * reuses the key, checks that it is for the given key, and merges the chain. The certificate's
   * policy stays as far as the SDK knows it (not its URI and IP address names, nor its basic
   * constraints), but for the issuer, the subject, the reuse of the key, and a renewal by the
   * service, in whose place its contacts are told. After a failure the request is taken back and
   * the former policy put back, even if the thread is interrupted; the message says whether that
   * succeeded.
   *
   * @param name the certificate's name
   * @param subject the subject of the new certificate (RFC 2253)
   * @param publicKey the key that the chain's leaf certifies
   * @param chain the chain, leaf first, DER
   * @throws VaultException if the request is for another key, the service refuses or cannot be
   *     reached
   */
  void mergeChain(String name, String subject, PublicKey publicKey, List<byte[]> chain)
      throws VaultException;

  /**
   * Makes a key.
   *
   * @param key what kind of key
   * @return the key
   * @throws VaultException if the service refuses or cannot be reached
   */
  KeyBundle createKey(NewKey key) throws VaultException;

  /**
   * Makes a key and a self-signed certificate for it. The key is not exportable, and later
   * certificates reuse it.
   *
   * @param name the certificate's name
   * @param subject its subject (RFC 2253)
   * @param shape what kind of key: RSA or EC
   * @return the certificate
   * @throws VaultException if the service refuses, cannot be reached, or needs longer than the
   *     operation's time
   * @throws IllegalArgumentException if the key is to be symmetric
   */
  CertificateBundle createCertificate(String name, String subject, NewKey.Shape shape)
      throws VaultException;

  /**
   * Deletes a certificate with its key and secret; the service keeps them recoverable. One that is
   * not there any more is deleted.
   *
   * @param name the certificate's name
   * @throws VaultException if the service refuses or cannot be reached
   */
  void deleteCertificate(String name) throws VaultException;

  /**
   * Deletes a key; the service keeps it recoverable. One that is not there any more is deleted.
   *
   * @param name the key's name
   * @throws VaultException if the service refuses or cannot be reached
   */
  void deleteKey(String name) throws VaultException;
}
