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
 * The configuration of the connection to one vault. Equal configurations share one connection.
 *
 * @param uri the vault's address, without a path
 * @param replicas the addresses of further vaults with the same keys; 15 at most
 * @param apiVersion the version of the REST interface that every request names
 * @param verifyChallengeResource whether a challenge's resource must be a parent domain of the host
 * @param trustCertificates a PEM file of certificate authorities to trust besides the JVM's
 * @param trustCertificatesWritten when that file was last written: after it was replaced, the
 *     configuration is a different one and gets a new connection
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
  /** Where operations that need only a public key run: verify, encrypt, wrap. */
  public enum PublicKeyOperations {
    /** In the vault, which checks that the key is enabled and permitted. */
    REMOTE,
    /** In the JVM, without a request. */
    LOCAL
  }

  /** Which signatures are verified in the JVM before they are returned. */
  public enum VerifySignatures {
    /** Every one. */
    ALWAYS,
    /** Every one by an RSA key, where it costs little; otherwise the first of each handle. */
    RSA,
    /** The first one of each key handle. */
    FIRST;

    public boolean isForEachOf(Key key) {
      return this == ALWAYS || (this == RSA && key instanceof RSAKey);
    }
  }

  /** The configuration of a replica: the same but for the address. */
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

  /** When a file was last written; empty if that cannot be read. */
  public static Optional<FileTime> lastWritten(Path file) {
    try {
      return Optional.of(Files.getLastModifiedTime(file));
    } catch (IOException e) {
      // Reading the file fails too, with a better message.
      return Optional.empty();
    }
  }
}
