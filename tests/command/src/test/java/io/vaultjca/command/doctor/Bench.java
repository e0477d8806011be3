package io.vaultjca.command.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.vaultjca.command.Main;
import io.vaultjca.command.Run;
import io.vaultjca.embedded.VaultServer;
import io.vaultjca.provider.AzureKeyVaultProvider;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** A healthy vault, its configuration, and the doctor that checks both. */
final class Bench implements AutoCloseable {
  /** Its contents: one certificate with an EC key and its chain. */
  static final String SEED =
      """
      {"certificates": [{"name": "release", "kty": "EC", "chain": 2, "validity": "P200D",
                         "contentType": "pem"}]}
      """;

  private final Path folder;
  private final Map<String, String> settings = new LinkedHashMap<>();
  private VaultServer vault;

  Bench(Path folder) {
    this.folder = folder;
    use(VaultServer.start(), SEED);
  }

  /** Replaces the vault by one with other contents. */
  Bench use(VaultServer other, String seed) {
    if (vault != null) {
      vault.close();
    }
    vault = other;
    vault.seed(seed);
    return at(other);
  }

  /** Uses a vault that the caller closes. */
  Bench at(VaultServer other) {
    settings.clear();
    settings.put("uri", other.uri().toString());
    settings.put("access-token", other.accessToken());
    settings.put("trust-certificates", other.caCertificate().toString());
    settings.put("disable-challenge-resource-verification", "true");
    return this;
  }

  VaultServer vault() {
    return vault;
  }

  Path folder() {
    return folder;
  }

  /** Changes a setting; the name lacks its prefix. */
  Bench set(String name, String value) {
    settings.put(name, value);
    return this;
  }

  Bench unset(String name) {
    settings.remove(name);
    return this;
  }

  /** Uses a token with only these permissions. */
  Bench permitting(String... operations) {
    return set("access-token", vault.accessToken(operations));
  }

  /** Uses an application instead of a token. */
  Bench application() {
    return unset("access-token")
        .set("tenant-id", vault.identity().tenantId())
        .set("client-id", vault.identity().clientId())
        .set("client-secret", vault.identity().clientSecret())
        .set("authority-host", vault.identity().authorityHost().toString())
        .set("disable-instance-discovery", "true");
  }

  /** The key store file. */
  Path file() throws IOException {
    Path file = folder.resolve("vault.properties");
    List<String> lines = new ArrayList<>();
    settings.forEach((name, value) -> lines.add("azure.keyvault.%s=%s".formatted(name, value)));
    return Files.write(file, lines);
  }

  /** Runs the doctor in this JVM. */
  Shown doctor(String... arguments) throws IOException {
    return doctor(file(), arguments);
  }

  Shown doctor(Path file, String... arguments) {
    List<String> words = new ArrayList<>(List.of("doctor"));
    words.addAll(List.of(arguments));
    long begun = System.nanoTime();
    Run run = Run.with(file).run(words.toArray(String[]::new));
    assertThat(run.err()).isEmpty();
    return Shown.of(run.exitCode(), run.out(), Duration.ofNanos(System.nanoTime() - begun));
  }

  /** The folder or jar of the provider's classes. */
  static String jar() {
    try {
      return Path.of(
              AzureKeyVaultProvider.class
                  .getProtectionDomain()
                  .getCodeSource()
                  .getLocation()
                  .toURI())
          .toString();
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Runs the doctor in a new JVM. */
  Shown doctorOf(Map<String, String> environment, List<String> options, String... arguments)
      throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Dfile.encoding=UTF-8"));
    command.add("-Dstdout.encoding=UTF-8");
    command.addAll(options);
    if (!options.contains("-cp")) {
      command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    }
    command.addAll(List.of("--config", file().toString(), "doctor"));
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectError(folder.resolve("err.txt").toFile());
    builder
        .environment()
        .keySet()
        .removeIf(
            name ->
                name.toLowerCase(Locale.ROOT).contains("proxy")
                    || name.startsWith("AZURE")
                    || name.equals("CLASSPATH"));
    builder.environment().putAll(environment);
    long begun = System.nanoTime();
    Process process = builder.start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
    return Shown.of(process.exitValue(), out, Duration.ofNanos(System.nanoTime() - begun));
  }

  /** Replaces everything that differs from run to run by placeholders. */
  String normal(String text) {
    String normal =
        text.replace(vault.uri().getAuthority(), "VAULT")
            .replace("127.0.0.1:" + vault.uri().getPort(), "127.0.0.1:PORT")
            .replace(folder.toString(), "FOLDER")
            .replace(System.getProperty("java.home"), "JAVA_HOME")
            .replace(Runtime.version().toString(), "JAVA_VERSION")
            .replace(jar(), "JAR")
            .replace(vault.caCertificate().toString(), "CA.pem");
    for (Changing one : CHANGING) {
      normal = one.pattern().matcher(normal).replaceAll(one.name());
    }
    return normal;
  }

  /** The parts that differ from run to run, and their placeholders. */
  private record Changing(Pattern pattern, String name) {
    static Changing of(String regex, String name) {
      return new Changing(Pattern.compile(regex), name);
    }
  }

  private static final List<Changing> CHANGING =
      List.of(
          Changing.of("request id [-0-9a-f]{36}", "request id ID"),
          Changing.of("\\b[0-9a-f]{32}\\b", "VERSION"),
          Changing.of("vault CA [0-9a-f]+", "vault CA"),
          Changing.of("\\d{4}-\\d\\d-\\d\\dT[0-9:.]+Z", "TIME"),
          Changing.of("on \\d{4}-\\d\\d-\\d\\d", "on DAY"),
          Changing.of("\\b\\d+ (ms|days|minutes)\\b", "N $1"),
          // The doctor's time limit leaves fewer tries on a busy machine.
          Changing.of("after \\d+ tries", "after N tries"),
          Changing.of("\\b\\d+(\\.\\d)? s\\b", "N s"),
          Changing.of("NotAfter: [^)]*", "NotAfter: TIME"),
          Changing.of("Trace ID: .* Timestamp: [-0-9]+ [0-9:]+Z", "Trace ID: ID"),
          Changing.of("security.provider.\\d+", "security.provider.N"),
          Changing.of("AzureKeyVault, \\d+ of \\d+", "AzureKeyVault, N of N"),
          Changing.of("localhost:\\d+", "localhost:PORT"),
          Changing.of("net:\\d+", "net:PORT"),
          Changing.of("127\\.0\\.0\\.1:\\d+", "127.0.0.1:PORT"));

  @Override
  public void close() {
    vault.close();
  }
}
