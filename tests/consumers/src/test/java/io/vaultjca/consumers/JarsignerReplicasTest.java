package io.vaultjca.consumers;

import static org.assertj.core.api.Assertions.assertThat;

import io.vaultjca.consumers.fixture.Full;
import io.vaultjca.embedded.VaultReplicas;
import io.vaultjca.embedded.VaultServer;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The JDK's jarsigner, with a key in two vaults, the first of which is down. */
class JarsignerReplicasTest {
  @TempDir private Path folder;

  @Full
  @Test
  void signsWithTheSecondVaultAndOneWarning() throws Exception {
    Tool tool = new Tool(folder);
    SampleJar.write(folder.resolve("app.jar"));
    try (VaultReplicas vaults = VaultServer.builder().startReplicas(2)) {
      vaults.seed(
          """
          {"certificates": [{"name": "release", "kty": "EC", "exportable": false, "chain": 2,
                             "keyUsage": ["digitalSignature"], "ekus": ["1.3.6.1.5.5.7.3.3"]}]}
          """);
      Path file = vaults.writeProperties(folder.resolve("vaults.properties"));
      vaults.get(0).stop();
      String output =
          tool.run(
                  "jarsigner",
                  "-J--module-path=" + Product.jar(),
                  "-J-Duser.language=en",
                  "-addprovider",
                  "AzureKeyVault",
                  "-keystore",
                  file.toString(),
                  "-storetype",
                  "AzureKeyVault",
                  "-protected",
                  "app.jar",
                  "release")
              .succeeds()
              .output();
      assertThat(output).contains("jar signed.");
      assertThat(output.lines())
          .as(output)
          .filteredOn(line -> line.startsWith("WARNING: "))
          .hasSize(1)
          .allMatch(line -> line.contains(vaults.get(0).uri().toString()));
      assertThat(vaults.get(1).counters().requests("keys/sign")).isEqualTo(1);
      Path trust =
          SigningCertificates.trustStore(folder.resolve("trust.p12"), vaults.get(0).seedRoot());
      assertThat(
              tool.run(
                      "jarsigner",
                      "-verify",
                      "-strict",
                      "-keystore",
                      trust.toString(),
                      "-storepass",
                      SigningCertificates.PASSWORD,
                      "app.jar")
                  .succeeds()
                  .output())
          .contains("jar verified.");
    }
  }
}
