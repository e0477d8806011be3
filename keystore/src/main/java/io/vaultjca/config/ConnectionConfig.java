package io.vaultjca.config;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.Key;
import java.security.interfaces.RSAKey;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What it takes to reach one vault. Two equal configurations share one connection.
 *
 * @param uri the vault's address, without a path
 * @param replicas the addresses of further vaults with the same keys
 * @param apiVersion the version of the REST interface that every request names
 * @param verifyChallengeResource whether the challenge's resource must be a parent of the host
 * @param trustCertificates a PEM file of certificate authorities to trust besides the JVM's
 * @param trustCertificatesWritten when that file was last written: once it has been replaced, the
 *     next load makes a new connection
 * @param operationTimeout how long an operation may take, retries included
 * @param maxRetries how often a failed request is repeated, 0 to 10
 */
public record ConnectionConfig(
    URI uri,
    List<URI> replicas,
    VaultType type,
    ApiVersion apiVersion,
    CredentialConfig credential,
    boolean verifyChallengeResource,
    Optional<Path> trustCertificates,
    Optional<FileTime> trustCertificatesWritten,
    PublicKeyOperations publicKeyOperations,
    VerifySignatures verifySignatures,
    Duration connectTimeout,
    Duration requestTimeout,
    Duration operationTimeout,
    int maxRetries) {
  /** Where the operations happen that need the public key only: verify, encrypt, wrap. */
  public enum PublicKeyOperations {
    /** In the vault, which checks that the key is enabled and permitted. */
    REMOTE,
    /** In the JVM, without a request. */
    LOCAL
  }

  /** Which signatures are verified in the JVM before they are handed out. */
  public enum VerifySignatures {
    /** Each. */
    ALWAYS,
    /** Each of an RSA key, where it costs next to nothing; of another the first of its handle. */
    RSA,
    /** The first one of each key handle. */
    FIRST;

    public boolean isForEachOf(Key key) {
      return this == ALWAYS || (this == RSA && key instanceof RSAKey);
    }
  }

  /** How a replica is reached: as the vault is, which has the same type and credential. */
  public ConnectionConfig of(URI replica) {
    return new ConnectionConfig(
        replica,
        List.of(),
        type,
        apiVersion,
        credential,
        verifyChallengeResource,
        trustCertificates,
        trustCertificatesWritten,
        publicKeyOperations,
        verifySignatures,
        connectTimeout,
        requestTimeout,
        operationTimeout,
        maxRetries);
  }

  /** When a file was last written, which shows that it was replaced; empty if it is gone. */
  public static Optional<FileTime> lastWritten(Path file) {
    try {
      return Optional.of(Files.getLastModifiedTime(file));
    } catch (IOException e) {
      // Who reads it says what is wrong with it.
      return Optional.empty();
    }
  }
}
