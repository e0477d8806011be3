package io.vaultjca.vault;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * What it takes to reach one vault. Two equal configurations share one connection.
 *
 * @param uri the vault's address, without a path
 * @param type the kind of service
 * @param credential how to get an access token
 * @param verifyChallengeResource whether the challenge's resource must be a parent of the host
 * @param trustCertificates a PEM file of certificate authorities to trust besides the JVM's
 * @param trustCertificatesWritten when that file was last written: once it has been replaced, the
 *     next load makes a new connection
 * @param publicKeyOperations where operations with public keys happen
 * @param connectTimeout how long a connection may take
 * @param requestTimeout how long one request may take
 * @param operationTimeout how long an operation may take, retries included
 * @param maxRetries how often a failed request is repeated, 0 to 10
 */
public record ConnectionConfig(
    URI uri,
    VaultType type,
    CredentialConfig credential,
    boolean verifyChallengeResource,
    Optional<Path> trustCertificates,
    Optional<FileTime> trustCertificatesWritten,
    PublicKeyOperations publicKeyOperations,
    Duration connectTimeout,
    Duration requestTimeout,
    Duration operationTimeout,
    int maxRetries) {
  private static final int DEFAULT_PORT = 443;
  private static final Set<String> THIS_MACHINE = Set.of("localhost", "127.0.0.1", "[::1]");

  /** Where the operations happen that need the public key only: verify, encrypt, wrap. */
  public enum PublicKeyOperations {
    /** In the vault, which checks that the key is enabled and permitted. */
    REMOTE,
    /** In the JVM, without a request. */
    LOCAL
  }

  /**
   * When a file was last written, by which it is seen that it was replaced; empty if it is gone.
   */
  static Optional<FileTime> lastWritten(Path file) {
    try {
      return Optional.of(Files.getLastModifiedTime(file));
    } catch (IOException e) {
      // Who reads it says what is wrong with it.
      return Optional.empty();
    }
  }

  /** The address alone: scheme, host and port, no path; the default port is left out. */
  static URI addressOf(URI uri) {
    String host = uri.getHost().toLowerCase(Locale.ROOT);
    int port = port(uri);
    return URI.create("https://" + host + (port == DEFAULT_PORT ? "" : ":" + port));
  }

  /**
   * Whether an address in an answer is that of a vault. The names of this machine stand for each
   * other: an emulator calls itself localhost, whatever it was called by.
   */
  static boolean isAddressOf(URI vault, URI other) {
    String host = other.getHost().toLowerCase(Locale.ROOT);
    boolean sameHost =
        host.equals(vault.getHost())
            || (THIS_MACHINE.contains(host) && THIS_MACHINE.contains(vault.getHost()));
    return sameHost && port(vault) == port(other);
  }

  private static int port(URI https) {
    return https.getPort() == -1 ? DEFAULT_PORT : https.getPort();
  }
}
