package io.vaultjca.consumers;

import static org.assertj.core.api.Assertions.assertThat;

import io.vaultjca.embedded.Counters;
import io.vaultjca.embedded.VaultServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.GeneralSecurityException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a run costs in requests to a vault of 100 certificates, challenges included. */
class RequestCountTest {
  private static final String HUNDRED =
      """
      {"certificates": [{"count": 100, "name": "cert-%03d", "subject": "CN=Signer", "kty": "EC"}]}
      """;

  @TempDir private Path folder;
  private VaultServer vault;
  private Counters counters;
  private Path properties;

  @BeforeEach
  void startVault() throws IOException {
    vault = VaultServer.start();
    vault.seed(HUNDRED);
    counters = vault.counters();
    properties = vault.writeProperties(folder.resolve("vault.properties"));
    SampleJar.write(folder.resolve("app.jar"));
  }

  @AfterEach
  void stopVault() {
    vault.close();
  }

  private void narrowTo(String alias) throws IOException {
    Files.writeString(
        properties, "\nazure.keyvault.aliases=" + alias + "\n", StandardOpenOption.APPEND);
  }

  private void jarsigner(String alias) {
    new Tool(folder)
        .run(
            "jarsigner",
            "-J--module-path=" + Product.jar(),
            "-addprovider",
            "AzureKeyVault",
            "-keystore",
            "vault.properties",
            "-storetype",
            "AzureKeyVault",
            "-protected",
            "app.jar",
            alias)
        .succeeds();
  }

  @Test
  void jarsignerWithTheViewNarrowedToItsAliasNeedsAtMostEight() throws IOException {
    narrowTo("cert-042");
    jarsigner("cert-042");
    assertThat(counters.requests()).as(counters.toString()).isLessThanOrEqualTo(8);
    assertThat(counters.requests("keys/sign")).isEqualTo(1);
  }

  @Test
  void jarsignersWalkOverAllNeedsAtMostHundredFifteenInParallel() {
    jarsigner("cert-042");
    assertThat(counters.requests()).as(counters.toString()).isLessThanOrEqualTo(115);
    assertThat(counters.requests("keys/sign")).isEqualTo(1);
    assertThat(counters.mostInFlight()).isGreaterThan(1).isLessThanOrEqualTo(17);
  }

  @Test
  void aSecondSignatureIsOneRequestOnTheSameConnection()
      throws IOException, GeneralSecurityException {
    narrowTo("cert-042");
    // In this JVM, where the requests between two signatures can be counted.
    SignTwice.Between between = () -> counters.reset();
    SignTwice.run(properties, "cert-042", between);
    assertThat(counters.byOperation()).hasToString("{keys/sign=1}");
    assertThat(counters.connections()).isZero();
  }
}
