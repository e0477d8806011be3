package io.vaultjca.consumers;

import static org.assertj.core.api.Assertions.assertThat;

import io.vaultjca.consumers.fixture.Full;
import io.vaultjca.embedded.VaultServer;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Maven's jarsigner plugin signs a JAR with a key in the vault. */
class JarsignerPluginTest {
  @TempDir private Path folder;

  @Full
  @Test
  @EnabledOnOs(OS.LINUX)
  void signsAsConfigured() throws Exception {
    try (VaultServer vault = VaultServer.start();
        InputStream pom = getClass().getResourceAsStream("/jarsigner-plugin/pom.xml")) {
      new SigningCertificates(vault).p256("release");
      vault.writeProperties(folder.resolve("vault.properties"));
      Files.copy(pom, folder.resolve("pom.xml"));
      Files.copy(Product.jar(), folder.resolve("vaultjca.jar"));
      Path app = SampleJar.write(folder.resolve("app.jar"));
      long before = vault.counters().requests("keys/sign");
      Maven.run(
          folder,
          "mvn -q -B org.apache.maven.plugins:maven-jarsigner-plugin:%s:sign -Djarsigner.archive='%s'"
              .formatted(System.getProperty("vaultjca.jarsigner-plugin"), app));
      assertThat(SampleJar.isSigned(app)).isTrue();
      assertThat(vault.counters().requests("keys/sign") - before).isEqualTo(1);
    }
  }
}
