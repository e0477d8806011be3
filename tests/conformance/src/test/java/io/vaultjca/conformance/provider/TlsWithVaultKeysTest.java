package io.vaultjca.conformance.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vaultjca.conformance.faults.ChildJvm;
import io.vaultjca.conformance.faults.Warnings;
import io.vaultjca.conformance.fixture.Position;
import io.vaultjca.conformance.fixture.TestVault;
import io.vaultjca.embedded.Fault;
import io.vaultjca.embedded.VaultServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Security;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A TLS server whose key is in a vault, on two engines without a socket. */
@ResourceLock(TestVault.SHARED)
class TlsWithVaultKeysTest {
  private static VaultServer server;
  private static Path properties;

  @BeforeAll
  static void start(@TempDir Path folder) {
    server = VaultServer.start();
    server.seed(
        """
        {"certificates": [
          {"name": "tls-rsa", "subject": "CN=localhost", "kty": "RSA", "dnsNames": ["localhost"],
           "keyUsage": ["digitalSignature", "keyEncipherment", "dataEncipherment"]},
          {"name": "tls-ec", "subject": "CN=localhost", "kty": "EC", "crv": "P-256",
           "dnsNames": ["localhost"]}]}
        """);
    properties = server.writeProperties(folder.resolve("vault.properties"));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  static Stream<Arguments> handshakes() {
    return Stream.of(Position.FIRST, Position.LAST)
        .flatMap(
            position ->
                Stream.of("tls-rsa", "tls-ec")
                    .flatMap(
                        alias ->
                            Stream.of("TLSv1.3", "TLSv1.2")
                                .map(protocol -> Arguments.of(position, alias, protocol))));
  }

  @ParameterizedTest
  @MethodSource("handshakes")
  void eachHandshakeIsOneSignature(Position position, String alias, String protocol)
      throws Exception {
    position.during(
        () -> {
          TlsEngines engines = TlsEngines.of(properties, alias);
          engines.handshake(protocol);
          server.counters().reset();
          engines.handshake(protocol);
          assertThat(server.counters().requests("keys/sign")).isEqualTo(1);
        });
  }

  /**
   * RSA key transport: JSSE tries to unwrap a premaster secret, is refused, and decrypts. Newer
   * JDKs disable it, and a JVM reads the setting that enables it only at its start.
   */
  @ParameterizedTest
  @MethodSource("positions")
  void eachRsaKeyTransportHandshakeIsOneDecryption(Position position, @TempDir Path folder)
      throws Exception {
    Path security = folder.resolve("java.security");
    Files.writeString(
        security, "jdk.tls.disabledAlgorithms=" + withoutKeyTransport() + System.lineSeparator());
    server.counters().reset();
    List<String> printed =
        new ChildJvm(folder)
            .option("-Djava.security.properties=" + security)
            .run(
                KeyTransportProgram.class,
                Map.of(),
                position.name(),
                properties.toString(),
                "tls-rsa");
    assertThat(printed).containsExactly("handshakes with TLS_RSA_WITH_AES_128_GCM_SHA256: 2");
    assertThat(server.counters().requests("keys/decrypt")).isEqualTo(2);
    assertThat(server.counters().requests("keys/unwrapKey")).isZero();
    assertThat(server.counters().requests("keys/sign")).isZero();
  }

  private static String withoutKeyTransport() {
    return Arrays.stream(Security.getProperty("jdk.tls.disabledAlgorithms").split(","))
        .map(String::strip)
        .filter(disabled -> !disabled.startsWith("TLS_RSA_"))
        .collect(Collectors.joining(", "));
  }

  static Stream<Position> positions() {
    return Stream.of(Position.FIRST, Position.LAST);
  }

  /** The engine hides the exception, so the log has the cause. */
  @Test
  void failingVaultEndsTheHandshakeWithAnAlertAndAWarning() throws Exception {
    Warnings.listen();
    Position.LAST.during(
        () -> {
          TlsEngines engines = TlsEngines.of(properties, "tls-rsa");
          engines.handshake("TLSv1.3");
          server.faults().inject("keys/sign", 1, Fault.garbage());
          assertThatThrownBy(() -> engines.handshake("TLSv1.3")).isInstanceOf(SSLException.class);
          server.faults().clear();
          assertThat(
                  Warnings.all()
                      .containing(server.uri() + "/keys/tls-rsa/", "Signing", " failed: "))
              .hasSize(1);
        });
  }
}
