package io.vaultjca.benchmarks;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;

/**
 * The vault of all measurements, in a separate process, and the environment of Microsoft's
 * provider.
 */
final class Laboratory implements AutoCloseable {
  /** The keys are not exportable, because Microsoft's provider would download them. */
  private static final String SEED =
      """
      {"certificates": [
        {"name": "rsa", "subject": "CN=localhost", "dnsNames": ["localhost"], "kty": "RSA",
         "exportable": false},
        {"name": "ec", "subject": "CN=localhost", "dnsNames": ["localhost"], "kty": "EC",
         "exportable": false}]}
      """;

  private final Path provider;
  private final Path vaultJar;
  private final VaultProcess process;
  private final MicrosoftPeer microsoft;

  private Laboratory(Path provider, Path vaultJar, VaultProcess process, MicrosoftPeer microsoft) {
    this.provider = provider;
    this.vaultJar = vaultJar;
    this.process = process;
    this.microsoft = microsoft;
  }

  /**
   * Starts the vault.
   *
   * @param provider our self-contained jar
   * @param vaultJar the self-contained jar of the embedded vault
   */
  static Laboratory open(Path provider, Path vaultJar)
      throws GeneralSecurityException, IOException {
    Laboratory laboratory = openEmpty(provider, vaultJar);
    laboratory.vault().seed(SEED);
    return laboratory;
  }

  /** Starts an empty vault. */
  static Laboratory openEmpty(Path provider, Path vaultJar)
      throws GeneralSecurityException, IOException {
    VaultProcess process = VaultProcess.start(vaultJar);
    return new Laboratory(provider, vaultJar, process, MicrosoftPeer.beside(process.access()));
  }

  /** Another laboratory with an empty vault. */
  Laboratory anotherEmpty() throws GeneralSecurityException, IOException {
    return openEmpty(provider, vaultJar);
  }

  /** Our self-contained jar. */
  Path provider() {
    return provider;
  }

  /** The self-contained jar of the embedded vault. */
  Path vaultJar() {
    return vaultJar;
  }

  VaultAccess vault() {
    return process.access();
  }

  /**
   * A process of this JDK that finds the vault. Our self-contained jar comes first on its class
   * path, so that the delivered code is measured.
   *
   * @param arguments the main class and its arguments
   */
  ProcessBuilder java(List<String> arguments) {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx1g",
                "-cp",
                provider + File.pathSeparator + System.getProperty("java.class.path")));
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
