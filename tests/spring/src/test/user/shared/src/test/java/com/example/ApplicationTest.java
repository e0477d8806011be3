package com.example;

import static org.assertj.core.api.Assertions.assertThat;

import io.vaultjca.embedded.VaultServer;
import io.vaultjca.embedded.junit.EmbeddedVault;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.web.client.RestClient;

@SpringBootTest(
    webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
    properties = "partner=https://localhost")
class ApplicationTest {
  @EmbeddedVault(
      seed =
          """
          {"certificates": [
            {"name": "web-rsa", "kty": "RSA", "chain": 2, "dnsNames": ["localhost"]},
            {"name": "web-ec", "kty": "EC", "chain": 2, "dnsNames": ["localhost"]},
            {"name": "client", "kty": "EC", "chain": 2}
          ]}
          """)
  static VaultServer vault;

  @EmbeddedVault static Path vaultProperties;

  @DynamicPropertySource
  static void vault(DynamicPropertyRegistry registry) throws Exception {
    Properties settings = new Properties();
    try (Reader file = Files.newBufferedReader(vaultProperties)) {
      settings.load(file);
    }
    settings.forEach((name, value) -> registry.add((String) name, () -> value));
    String root = Base64.getMimeEncoder().encodeToString(vault.seedRoot().getEncoded());
    registry.add(
        "spring.ssl.bundle.pem.partners.truststore.certificate",
        () -> "-----BEGIN CERTIFICATE-----\n" + root + "\n-----END CERTIFICATE-----");
  }

  @Test
  void callsItselfWithAClientCertificate(
      @Autowired RestClient.Builder client, @Value("${local.server.port}") int port) {
    String caller =
        client.build().get().uri("https://localhost:" + port).retrieve().body(String.class);
    assertThat(caller).isEqualTo("CN=client");
    assertThat(vault.counters().requests("keys/sign")).isPositive();
  }
}
