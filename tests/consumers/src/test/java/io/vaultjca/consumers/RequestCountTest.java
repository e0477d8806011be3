package io.vaultjca.consumers;

import static org.assertj.core.api.Assertions.assertThat;

import io.vaultjca.consumers.fixture.Full;
import io.vaultjca.embedded.Counters;
import io.vaultjca.embedded.VaultServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The number of requests of a run with a vault of 100 certificates, including challenges. */
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
  @Full
  void jarsignerWithOneConfiguredAliasNeedsAtMost8Requests() throws IOException {
    narrowTo("cert-042");
    jarsigner("cert-042");
    assertThat(counters.requests()).as(counters.toString()).isLessThanOrEqualTo(8);
    assertThat(counters.requests("keys/sign")).isEqualTo(1);
  }

  @Test
  void jarsignerOverAllAliasesNeedsAtMost115RequestsInParallel() {
    jarsigner("cert-042");
    assertThat(counters.requests()).as(counters.toString()).isLessThanOrEqualTo(115);
    assertThat(counters.requests("keys/sign")).isEqualTo(1);
    assertThat(counters.mostInFlight()).isGreaterThan(1).isLessThanOrEqualTo(17);
  }
}
