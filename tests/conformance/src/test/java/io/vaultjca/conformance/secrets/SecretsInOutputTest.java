package io.vaultjca.conformance.secrets;

import static org.assertj.core.api.Assertions.assertThat;

import io.vaultjca.embedded.Fault;
import io.vaultjca.embedded.Identity;
import io.vaultjca.embedded.SensitiveValues;
import io.vaultjca.embedded.VaultServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * A program prints the logs of this product, the Azure SDK, MSAL and Reactor at the highest level,
 * with HTTP bodies, and every object and exception it gets. None of it is secret.
 */
// It mostly waits for its own processes, so it runs beside other classes; its tests do not.
@Execution(ExecutionMode.CONCURRENT)
@ResourceLock("SecretsInOutputTest")
class SecretsInOutputTest {
  private static final String SEED =
      """
      {"keys": [{"name": "box"}, {"name": "off", "enabled": false}],
       "certificates": [
         {"name": "web", "kty": "RSA", "chain": 2, "exportable": true},
         {"name": "pem", "kty": "RSA", "chain": 2, "exportable": true, "contentType": "pem"}]}
      """;
  private static final String HSM_SEED =
      "{\"keys\": [{\"name\": \"aes\", \"kty\": \"oct-HSM\", \"size\": 256}]}";
  private static final List<String> TALKATIVE =
      List.of(
          "-Dorg.slf4j.simpleLogger.defaultLogLevel=trace",
          "-Dorg.slf4j.simpleLogger.logFile=System.out");

  @TempDir private Path folder;

  @Test
  void noLogNoExceptionAndNoToStringHoldsASecret() throws Exception {
    try (VaultServer vault = VaultServer.builder().recordSensitiveValues(true).start();
        VaultServer hsm =
            VaultServer.builder().managedHsm(true).recordSensitiveValues(true).start();
        VaultServer lying = VaultServer.builder().recordSensitiveValues(true).start()) {
      vault.seed(SEED);
      hsm.seed(HSM_SEED);
      lying.seed(SEED);
      // The SDK would log the beginning of what it cannot parse.
      lying
          .faults()
          .inject(
              "secrets/get",
              Fault.rewritten(body -> body.replace("\"enabled\":true", "\"enabled\":\"yes\"")));
      String wrong = "a-wrong-secret-0123456789-abcdefghijkl";
      String output =
          run(
              file(vault, "vault", vault.identity().clientSecret()).toString(),
              file(hsm, "hsm", hsm.identity().clientSecret()).toString(),
              file(vault, "wrong", wrong).toString(),
              file(lying, "lying", lying.identity().clientSecret()).toString());
      Set<SensitiveValues.Value> values = new HashSet<>(vault.sensitiveValues().values());
      values.addAll(hsm.sensitiveValues().values());
      values.addAll(lying.sensitiveValues().values());
      assertThat(values)
          .extracting(SensitiveValues.Value::kind)
          .contains("access-token", "client-secret", "plaintext", "private-key", "secret");
      assertThat(values)
          .contains(
              new SensitiveValues.Value(
                  "client-secret",
                  Base64.getEncoder().encodeToString(wrong.getBytes(StandardCharsets.UTF_8))));
      SecretScan scan = new SecretScan(values);
      assertThat(scan.searched()).isGreaterThan(10);
      assertThat(scan.in("the output", output.getBytes(StandardCharsets.UTF_8))).isEmpty();
      assertThat(output)
          .contains("com.azure.", "com.microsoft.aad.msal4j.", "reactor.", "io.vaultjca")
          .contains("failed: decrypt what is none", "failed: open 2", "failed: open a changed");
      System.out.printf(
          Locale.ROOT,
          "Searched %d bytes of output for %d values: none found%n",
          scan.bytes(),
          scan.searched());
    }
  }

  @Test
  void plantedSecretIsFoundInEveryForm() throws Exception {
    byte[] planted = SecretScan.PLANTED.getBytes(StandardCharsets.US_ASCII);
    SecretScan scan =
        new SecretScan(
            List.of(
                new SensitiveValues.Value("planted", Base64.getEncoder().encodeToString(planted))));
    String output = run("plant");
    // The search of the whole suite's output must find it too.
    System.out.println(output);
    assertThat(scan.in("the output", output.getBytes(StandardCharsets.UTF_8)))
        .extracting(SecretScan.Hit::form)
        .containsAll(SecretScan.forms(planted).keySet());
    // Also inside a longer text, at any offset of base64.
    for (String before : List.of("", "x", "xx", "xxx")) {
      byte[] longer = (before + SecretScan.PLANTED + "tail").getBytes(StandardCharsets.US_ASCII);
      assertThat(scan.in("base64", Base64.getEncoder().encode(longer))).isNotEmpty();
      assertThat(scan.in("plain", longer)).isNotEmpty();
      assertThat(scan.in("array", ascii(Arrays.toString(longer)))).isNotEmpty();
    }
    assertThat(scan.in("another", ascii(SecretScan.PLANTED.toUpperCase(Locale.ROOT)))).isEmpty();
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** A key store file with the application's secret. */
  private Path file(VaultServer server, String name, String clientSecret) throws IOException {
    Identity identity = server.identity();
    Path ready = server.writeProperties(folder.resolve(name + ".ready"));
    String others =
        Files.readAllLines(ready).stream()
            .filter(line -> !line.contains("access-token"))
            .collect(Collectors.joining("\n"));
    return Files.writeString(
        folder.resolve(name + ".properties"),
        """
        %s
        azure.keyvault.tenant-id=%s
        azure.keyvault.client-id=%s
        azure.keyvault.client-secret=%s
        azure.keyvault.authority-host=%s
        azure.keyvault.disable-instance-discovery=true
        """
            .formatted(
                others,
                identity.tenantId(),
                identity.clientId(),
                clientSecret,
                identity.authorityHost()));
  }

  private String run(String... arguments) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    command.addAll(TALKATIVE);
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(TalkativeProgram.class.getName());
    command.addAll(List.of(arguments));
    Path output = folder.resolve("output");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
    builder.environment().put("AZURE_LOG_LEVEL", "VERBOSE");
    builder.environment().put("AZURE_HTTP_LOG_DETAIL_LEVEL", "BODY_AND_HEADERS");
    Process process = builder.start();
    assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
    String text = Files.readString(output);
    int end = text.length();
    assertThat(process.exitValue()).as(text.substring(Math.max(0, end - 4000))).isZero();
    return text;
  }
}
