package io.vaultjca.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** The program, in a separate process. */
class MainTest {
  private static final long LONGEST_END_SECONDS = 60;

  @TempDir Path folder;
  private Process process;

  @AfterEach
  void end() throws Exception {
    if (process != null) {
      process.toHandle().destroy();
      assertThat(process.waitFor(LONGEST_END_SECONDS, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void printsOneLineWhenItIsReadyAndLeavesNothingBehind() throws Exception {
    Path file = folder.resolve("vault.properties");
    process = start("--port", "0", "--properties", file.toString());
    BufferedReader output = output();
    Properties properties = new Properties();
    assertThat(output.readLine()).matches("ready https://localhost:\\d+");
    try (InputStream in = Files.newInputStream(file)) {
      properties.load(in);
    }
    assertThat(Files.getPosixFilePermissions(file))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    Path ca = Path.of(properties.getProperty("azure.keyvault.trust-certificates"));
    assertThat(ca).exists();
    process.toHandle().destroy();
    assertThat(process.waitFor(LONGEST_END_SECONDS, TimeUnit.SECONDS)).isTrue();
    assertThat(output.readLine()).isNull();
    assertThat(ca).doesNotExist();
  }

  @Test
  void startsAManagedHsmWithASeed() throws Exception {
    Path seed = Files.writeString(folder.resolve("seed.json"), "{\"keys\":[{\"name\":\"k\"}]}");
    Path file = folder.resolve("hsm.properties");
    process =
        start(
            "--managed-hsm",
            "--seed",
            seed.toString(),
            "--port",
            "0",
            "--properties",
            file.toString());
    assertThat(output().readLine()).startsWith("ready ");
    assertThat(Files.readString(file)).contains("azure.keyvault.type=managed-hsm\n");
  }

  @Test
  void refusesBadArgumentsWithItsUsageAndStatus2() throws Exception {
    process = start("--port", "x", "--properties", "f");
    assertThat(text()).isEqualTo("--port needs a number, not x\n" + Options.USAGE);
    assertThat(process.waitFor()).isEqualTo(2);
  }

  @Test
  void printsItsUsageAndItsVersionOnRequest() throws Exception {
    process = start("--port", "0", "--help");
    assertThat(text()).isEqualTo(Options.USAGE);
    assertThat(process.waitFor()).isZero();
    process = start("--version");
    assertThat(text()).matches("embedded-vault \\S.*\n");
    assertThat(process.waitFor()).isZero();
  }

  @Test
  @EnabledIfSystemProperty(
      named = "vaultjca.full",
      matches = "true",
      disabledReason = "It runs with mvn -Pfull.")
  void locatesAMistakeInTheSeed() throws Exception {
    Path seed = folder.resolve("seed.json");
    List<String> arguments =
        List.of("--port", "0", "--properties", folder + "/v", "--seed", seed.toString());
    process = start(arguments.toArray(new String[0]));
    assertThat(text()).isEqualTo("cannot read the seed: there is no file " + seed + "\n");
    assertThat(process.waitFor()).isEqualTo(2);
    Files.writeString(seed, "a key, please");
    process = start(arguments.toArray(new String[0]));
    assertThat(text())
        .startsWith("cannot use the seed: the seed is not JSON (line 1, column 1): Unrecognized");
    assertThat(process.waitFor()).isEqualTo(2);
    Files.writeString(seed, "{\"keys\": [\n  {\"name\": \"k\",\n   \"size\": 1024}]}");
    process = start(arguments.toArray(new String[0]));
    assertThat(text())
        .isEqualTo("cannot use the seed: the key k (line 3, size): Invalid key size: '1024'\n");
    assertThat(process.waitFor()).isEqualTo(2);
    Files.write(seed, new byte[] {'{', '"', (byte) 0xe4});
    process = start(arguments.toArray(new String[0]));
    assertThat(text()).isEqualTo("cannot read the seed: it is not UTF-8 text\n");
    assertThat(process.waitFor()).isEqualTo(2);
  }

  private String text() throws IOException {
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  @Test
  void letsAnotherProcessInjectFaultsAndReadCounters() throws Exception {
    Path control = folder.resolve("control.properties");
    process =
        start(
            "--port",
            "0",
            "--properties",
            folder.resolve("vault.properties").toString(),
            "--control-properties",
            control.toString(),
            "--management-properties",
            folder.resolve("management.properties").toString());
    String uri = output().readLine().substring("ready ".length());
    Properties properties = new Properties();
    try (InputStream in = Files.newInputStream(control)) {
      properties.load(in);
    }
    assertThat(Files.readString(folder.resolve("management.properties")))
        .contains("azure.keyvault.resource-manager=", "azure.keyvault.access-token=");
    assertThat(Files.getPosixFilePermissions(control))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    assertThat(control(properties, "wrong", "GET", "/counters", "").statusCode()).isEqualTo(401);
    String token = properties.getProperty("control.token");
    assertThat(
            control(
                    properties,
                    token,
                    "POST",
                    "/faults",
                    "{\"operation\":\"challenge\",\"times\":1,\"fault\":\"unavailable\"}")
                .statusCode())
        .isEqualTo(204);
    assertThat(challenge(uri)).isEqualTo(503);
    assertThat(challenge(uri)).isEqualTo(401);
    JsonNode counters =
        new ObjectMapper().readTree(control(properties, token, "GET", "/counters", "").body());
    assertThat(counters.at("/operations/challenge").asInt()).isEqualTo(2);
    assertThat(control(properties, token, "POST", "/faults", "{\"fault\":\"flood\"}").body())
        .isEqualTo("{\"error\":\"there is no fault 'flood'\"}");
    assertThat(control(properties, token, "POST", "/seed", "{\"keys\":7}").statusCode())
        .isEqualTo(400);
    assertThat(
            new ObjectMapper()
                .readTree(
                    control(properties, token, "POST", "/tokens", "{\"permissions\":[\"rng\"]}")
                        .body())
                .get("token")
                .asText())
        .contains(".");
  }

  private int challenge(String uri) throws Exception {
    Properties vault = new Properties();
    try (InputStream in = Files.newInputStream(folder.resolve("vault.properties"))) {
      vault.load(in);
    }
    Path ca = Path.of(vault.getProperty("azure.keyvault.trust-certificates"));
    return HttpClient.newBuilder()
        .sslContext(VaultClient.trusting(ca))
        .build()
        .send(
            HttpRequest.newBuilder(URI.create(uri + "/keys?api-version=7.4")).build(),
            HttpResponse.BodyHandlers.ofString())
        .statusCode();
  }

  private static HttpResponse<String> control(
      Properties properties, String token, String method, String path, String body)
      throws IOException, InterruptedException {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create(properties.getProperty("control.uri") + path))
                .header("Authorization", "Bearer " + token)
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build(),
            HttpResponse.BodyHandlers.ofString());
  }

  private BufferedReader output() {
    return new BufferedReader(
        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }

  private static Process start(String... arguments) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                // The program ends after a second.
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command).redirectErrorStream(true).start();
  }
}
