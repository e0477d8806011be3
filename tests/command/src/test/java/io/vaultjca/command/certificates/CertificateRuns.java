package io.vaultjca.command.certificates;

import static org.assertj.core.api.Assertions.assertThat;

import com.azure.security.keyvault.certificates.CertificateClient;
import com.fasterxml.jackson.databind.JsonNode;
import io.vaultjca.command.Run;
import io.vaultjca.command.SdkClients;
import io.vaultjca.embedded.VaultServer;
import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A new vault for each test, and runs of the command with it. */
abstract class CertificateRuns {
  @TempDir Path folder;

  VaultServer vault;
  Path config;
  CertificateClient sdk;

  @BeforeEach
  void start() {
    vault = VaultServer.start();
    config = vault.writeProperties(folder.resolve("vault.properties"));
    sdk = new SdkClients(vault).certificates();
  }

  @AfterEach
  void stop() {
    vault.close();
  }

  final Run run(String... arguments) {
    return Run.with(config).run(words(arguments));
  }

  /** Runs a command line, split at spaces, followed by further arguments. */
  static String[] words(String... arguments) {
    return Stream.concat(Stream.of(arguments[0].split(" ", -1)), Stream.of(arguments).skip(1))
        .toArray(String[]::new);
  }

  final Run succeeds(String... arguments) {
    return run(arguments).ok();
  }

  final JsonNode json(String... arguments) throws Exception {
    String[] words = arguments.clone();
    words[0] = "--json " + words[0];
    return run(words).json();
  }

  final void fails(String command, String... words) {
    fails(run(command), words);
  }

  static void fails(Run run, String... words) {
    assertThat(run.err()).contains(words);
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out()).isEmpty();
    assertThat(run.err().lines()).hasSize(1);
  }

  final String file(String name, byte[] content) throws Exception {
    return Files.write(folder.resolve(name), content).toString();
  }

  final String file(String name, String content) throws Exception {
    return Files.writeString(folder.resolve(name), content).toString();
  }

  static List<X509Certificate> certificates(byte[] pem) throws Exception {
    return CertificateFactory.getInstance("X.509")
        .generateCertificates(new ByteArrayInputStream(pem))
        .stream()
        .map(X509Certificate.class::cast)
        .toList();
  }
}
