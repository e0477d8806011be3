package io.vaultjca.consumers.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.vaultjca.consumers.fixture.Contexts;
import io.vaultjca.consumers.fixture.Full;
import io.vaultjca.consumers.fixture.Position;
import io.vaultjca.consumers.fixture.ServedVault;
import io.vaultjca.consumers.fixture.TlsConnection;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Server and client with their keys in the vault, with JSSE only. */
@ResourceLock(Position.PROVIDERS)
class HandshakeMatrixTest {
  private static final Map<String, KeyStore> opened = new HashMap<>();
  private static ServedVault vault;

  @BeforeAll
  static void startVault() {
    vault =
        ServedVault.with(
            """
            {"certificates": [
              {"name": "server-rsa", "kty": "RSA", "size": 2048, "chain": 2, "dnsNames": ["localhost"]},
              {"name": "server-p256", "kty": "EC", "crv": "P-256", "chain": 2, "dnsNames": ["localhost"]},
              {"name": "server-p384", "kty": "EC", "crv": "P-384", "chain": 2, "dnsNames": ["localhost"]},
              {"name": "client-rsa", "kty": "RSA", "size": 2048, "chain": 2},
              {"name": "client-p256", "kty": "EC", "crv": "P-256", "chain": 2},
              {"name": "client-p384", "kty": "EC", "crv": "P-384", "chain": 2}
            ]}
            """);
  }

  @AfterAll
  static void stopVault() {
    vault.close();
  }

  /** One cell of the matrix. */
  record Case(String protocol, String key, String keyManagers, Position position) {}

  static Stream<Case> cases() {
    List<Case> cases = new ArrayList<>();
    for (String protocol : List.of("TLSv1.3", "TLSv1.2")) {
      for (String key : List.of("rsa", "p256", "p384")) {
        for (String keyManagers : List.of("SunX509", "PKIX", "AzureKeyVault")) {
          for (Position position : Position.values()) {
            if (Full.RUN || position == Position.LAST || keyManagers.equals("PKIX")) {
              cases.add(new Case(protocol, key, keyManagers, position));
            }
          }
        }
      }
    }
    return cases.stream();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void eachSideSignsOnceInAFullHandshakeAndNeverOnResumption(Case tls) throws Exception {
    try (var registered = tls.position().register()) {
      SSLContext server = context(tls, "server-" + tls.key());
      SSLContext client = context(tls, "client-" + tls.key());
      try (GreetingServer greeting = new GreetingServer(server, true)) {
        long before = vault.signatures();
        try (TlsConnection full =
            TlsConnection.to(client, "localhost", greeting.port(), tls.protocol())) {
          assertThat(full.say("full")).isEqualTo("Hello CN=client-" + tls.key());
          assertThat(full.session().getProtocol()).isEqualTo(tls.protocol());
          assertThat(full.session().getPeerCertificates()).hasSize(3);
          assertThat(name(full.server())).isEqualTo("CN=server-" + tls.key());
        }
        assertThat(vault.signatures() - before).isEqualTo(2);
        try (TlsConnection resumed =
            TlsConnection.to(client, "localhost", greeting.port(), tls.protocol())) {
          assertThat(resumed.say("resumed")).isEqualTo("Hello CN=client-" + tls.key());
        }
        assertThat(vault.signatures() - before).isEqualTo(2);
      }
      assertThat(registered.provider().getName()).isEqualTo("AzureKeyVault");
    }
  }

  @Test
  void randomNumbersOfTheJvmAreNotOursEvenIfTheProviderIsFirst() throws Exception {
    try (var registered = Position.FIRST.register()) {
      assertThat(new SecureRandom().getProvider()).isNotSameAs(registered.provider());
      assertThat(SecureRandom.getInstance("AzureManagedHSM").getProvider())
          .isSameAs(registered.provider());
    }
  }

  @Test
  void aHandshakeNeedsOnlyItsSignatureFromTheVault() throws Exception {
    try (var registered = Position.LAST.register()) {
      SSLContext server =
          Contexts.of(vault, "AzureKeyVault", vault.keyStore("azure.keyvault.aliases=server-p256"));
      try (GreetingServer greeting = new GreetingServer(server, false)) {
        greet(greeting);
        long requests = vault.server().counters().requests();
        long connections = vault.server().counters().connections();
        for (int i = 0; i < 10; i++) {
          greet(greeting);
        }
        assertThat(vault.server().counters().requests() - requests).isEqualTo(10);
        assertThat(vault.server().counters().connections()).isEqualTo(connections);
      }
      assertThat(registered.provider().getService("KeyManagerFactory", "AzureKeyVault"))
          .isNotNull();
    }
  }

  private static void greet(GreetingServer greeting) throws Exception {
    try (TlsConnection conversation =
        TlsConnection.to(Contexts.trusting(vault), "localhost", greeting.port())) {
      assertThat(conversation.say("hi")).isEqualTo("Hello you");
    }
  }

  private static SSLContext context(Case tls, String alias) throws Exception {
    KeyStore store = opened.get(alias);
    if (store == null) {
      store = vault.keyStore("azure.keyvault.aliases=" + alias);
      opened.put(alias, store);
    }
    return Contexts.of(vault, tls.keyManagers(), store);
  }

  private static String name(X509Certificate certificate) {
    return certificate.getSubjectX500Principal().getName();
  }
}
