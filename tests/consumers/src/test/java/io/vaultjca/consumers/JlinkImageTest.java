package io.vaultjca.consumers;

import static org.assertj.core.api.Assertions.assertThat;

import io.vaultjca.consumers.Tool.Outcome;
import io.vaultjca.consumers.fixture.Full;
import io.vaultjca.embedded.VaultServer;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A runtime image with the provider linked in, as for a build server. */
class JlinkImageTest {
  @TempDir private Path folder;

  /** {@link DocumentedCommandsTest} also links such an image and signs in it. */
  @Full
  @Test
  void signsInAnImageWithoutAnyPathFlag() throws IOException, GeneralSecurityException {
    new Tool(folder)
        .run(
            "jlink",
            "--module-path",
            Product.jar().toString(),
            "--add-modules",
            "io.vaultjca,jdk.crypto.ec,jdk.jartool",
            "--output",
            "image")
        .succeeds();
    Tool image = new Tool(folder, folder.resolve("image"));
    assertThat(image.run("java", "--list-modules").succeeds().output())
        .contains("io.vaultjca open")
        .contains("java.net.http@")
        .doesNotContain("java.desktop");

    SampleJar.write(folder.resolve("app.jar"));
    try (VaultServer vault = VaultServer.start()) {
      Path trust =
          SigningCertificates.trustStore(
              folder.resolve("trust.p12"), new SigningCertificates(vault).p256("signer"));
      vault.writeProperties(folder.resolve("vault.properties"));
      Outcome signed =
          image
              .run(
                  "jarsigner",
                  "-addprovider",
                  "AzureKeyVault",
                  "-keystore",
                  "vault.properties",
                  "-storetype",
                  "AzureKeyVault",
                  "-protected",
                  "app.jar",
                  "signer")
              .succeeds();
      assertThat(signed.output()).contains("jar signed.");
      assertThat(
              new Tool(folder)
                  .run(
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
