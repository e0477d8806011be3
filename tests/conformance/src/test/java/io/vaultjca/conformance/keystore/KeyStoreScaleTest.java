package io.vaultjca.conformance.keystore;

import static org.assertj.core.api.Assertions.assertThat;

import io.vaultjca.conformance.fixture.Full;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

// Mostly waits for a child process.
@Full
class KeyStoreScaleTest {
  @Test
  void twoThousandCertificatesFitIntoAHeapOfSixtyFourMebibytes(@TempDir Path folder)
      throws Exception {
    try (OpenedVault vault =
        OpenedVault.with(
            "{\"certificates\":[{\"name\":\"c%04d\",\"count\":2000,\"kty\":\"EC\"}]}")) {
      Path file = folder.resolve("vault.properties");
      Files.write(file, vault.file(vault.server().accessToken()));
      Process process =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-Xmx64m",
                  "-XX:TieredStopAtLevel=1",
                  "-XX:+UseSerialGC",
                  "-cp",
                  System.getProperty("java.class.path"),
                  WalkingProgram.class.getName(),
                  file.toString())
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(output).startsWith("2000 entries, ");
      // 80 pages of 25, an empty challenge, and one request for each certificate.
      assertThat(vault.server().counters().requests()).isLessThanOrEqualTo(80 + 3 + 2000);
    }
  }
}
