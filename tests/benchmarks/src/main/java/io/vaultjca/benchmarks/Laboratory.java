package io.vaultjca.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;

/** What all measurements share: one vault in a process of its own, and what the peers need. */
final class Laboratory implements AutoCloseable {
  /**
   * The names tell what they are. The key of one that is exportable Microsoft's provider downloads.
   */
  private static final String SEED =
      """
      {"certificates": [
        {"name": "rsa", "subject": "CN=localhost", "dnsNames": ["localhost"], "kty": "RSA",
         "exportable": false},
        {"name": "ec", "subject": "CN=localhost", "dnsNames": ["localhost"], "kty": "EC",
         "exportable": false}]}
      """;

  private final Path vaultJar;
  private final VaultProcess process;
  private final MicrosoftPeer microsoft;

  private Laboratory(Path vaultJar, VaultProcess process, MicrosoftPeer microsoft) {
    this.vaultJar = vaultJar;
    this.process = process;
    this.microsoft = microsoft;
  }

  /**
   * Starts the vault.
   *
   * @param vaultJar the self-contained jar of the embedded vault
   */
  static Laboratory open(Path vaultJar) throws GeneralSecurityException, IOException {
    Laboratory laboratory = openEmpty(vaultJar);
    laboratory.vault().seed(SEED);
    return laboratory;
  }

  /** Starts a vault with nothing in it. */
  static Laboratory openEmpty(Path vaultJar) throws GeneralSecurityException, IOException {
    VaultProcess process = VaultProcess.start(vaultJar);
    return new Laboratory(vaultJar, process, MicrosoftPeer.beside(process.access()));
  }

  /** Another laboratory, whose vault has nothing in it. */
  Laboratory anotherEmpty() throws GeneralSecurityException, IOException {
    return openEmpty(vaultJar);
  }

  VaultAccess vault() {
    return process.access();
  }

  /**
   * A process of this JDK on the class path of this JVM, which finds the vault.
   *
   * @param arguments the main class and what follows it
   */
  ProcessBuilder java(List<String> arguments) {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx1g",
                "-cp",
                System.getProperty("java.class.path")));
    command.addAll(arguments);
    return program(command);
  }

  /** A process that finds the vault. */
  ProcessBuilder program(List<String> command) {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put(VaultAccess.FOLDER, vault().folder().toString());
    builder.environment().putAll(microsoft.environment());
    return builder;
  }

  @Override
  public void close() throws IOException {
    microsoft.close();
    process.close();
  }
}
