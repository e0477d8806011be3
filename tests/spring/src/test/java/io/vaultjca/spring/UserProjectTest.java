package io.vaultjca.spring;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpsServer;
import io.vaultjca.embedded.VaultServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Builds, tests and starts applications as a user does. {@code src/test/user} has their code, their
 * configuration, and their poms with the coordinates of a release.
 */
@Full
@EnabledOnOs(OS.LINUX)
class UserProjectTest {
  private static final long LONGEST_MINUTES = 5;
  private static final int MOST_SHOWN = 4000;
  private static final Path USER = Path.of("src/test/user");
  private static final Pattern STARTED = Pattern.compile("started on port (\\d+) ");
  private static final String WITHOUT_JETTY =
      "--spring.autoconfigure.exclude="
          + "org.springframework.boot.jetty.autoconfigure.servlet.JettyServletWebServerAutoConfiguration";
  private static final String SEED =
      """
      {"certificates": [
        {"name": "web-rsa", "kty": "RSA", "chain": 2, "dnsNames": ["localhost"]},
        {"name": "web-ec", "kty": "EC", "chain": 2, "dnsNames": ["localhost"]},
        {"name": "client", "kty": "EC", "chain": 2}
      ]}
      """;

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({"3.5, vaultjca.boot-3", "4.0, vaultjca.boot-4"})
  void buildsTestsAndServes(String version, String property) throws Exception {
    copy(USER.resolve("shared"), folder);
    copy(USER.resolve("boot-" + version), folder);
    Path pom = folder.resolve("pom.xml");
    Files.writeString(
        pom,
        Files.readString(pom)
            .replaceFirst(
                "<version>\\d\\.\\d\\.\\d+</version>",
                "<version>" + System.getProperty(property) + "</version>")
            .replaceAll(
                "(?<before><artifactId>vaultjca-[a-z-]+</artifactId>\\s*<version>)[^<]+",
                "${before}" + System.getProperty("vaultjca.version")));
    Path repository = UserRepository.in(Path.of("target/repository").toAbsolutePath());
    run("mvn", "-B", "-q", "-Dmaven.repo.local=" + repository, "package");
    assertThat(
            Files.readString(
                folder.resolve("target/surefire-reports/TEST-com.example.ApplicationTest.xml")))
        .containsPattern("<testsuite [^>]*tests=\"1\" errors=\"0\" skipped=\"0\" failures=\"0\"");

    if (version.equals("3.5")) {
      serves("Tomcat");
    } else {
      // The pom has two servers, and Spring Boot prefers this one.
      serves("Jetty");
      serves("Tomcat", WITHOUT_JETTY);
    }
  }

  /** Starts the jar, and tests its server, its client, its health and a rotation. */
  private void serves(String server, String... arguments) throws Exception {
    try (VaultServer vault = VaultServer.start()) {
      vault.seed(SEED);
      SSLContext own = context(vault, "client");
      HttpsServer partner = Tls.echo(context(vault, "web-ec"));
      Files.writeString(folder.resolve("partners.pem"), Tls.root(vault));
      Map<String, String> settings = new TreeMap<>(Tls.settings(vault, folder));
      settings.put("azure.keyvault.refresh-interval", "1s");
      settings.put("partner", Tls.address(partner));
      settings.put("server.port", "0");
      Files.createDirectories(folder.resolve("config"));
      Files.writeString(
          folder.resolve("config/application.yaml"),
          settings.entrySet().stream()
              .map(setting -> "%s: \"%s\"\n".formatted(setting.getKey(), setting.getValue()))
              .collect(Collectors.joining()));

      List<String> command = new ArrayList<>(List.of("-jar", "target/orders-1.jar"));
      command.addAll(List.of(arguments));
      Path log = folder.resolve(server + ".log");
      Process application = start(log, java(), command.toArray(String[]::new));
      try {
        int port = port(application, log);
        assertThat(Files.readString(log)).contains(server + " started on port");
        HttpClient client = HttpClient.newBuilder().sslContext(own).build();
        assertThat(get(client, port, "")).isEqualTo("CN=client");
        assertThat(get(client, port, "partner")).isEqualTo("CN=client");
        assertThat(get(client, port, "actuator/health"))
            .contains("\"azureKeyVault\":{", "\"token\":\"accepted\"", "\"server/web-ec\":");
        assertThat(
                Tls.shown(own, port, "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256")
                    .getSubjectX500Principal()
                    .getName())
            .isEqualTo("CN=web-rsa");
        BigInteger old = shown(own, port);
        vault.seed(SEED);
        Tls.until("the new certificate", () -> !shown(context(vault, "client"), port).equals(old));
      } finally {
        application.destroyForcibly().waitFor();
        partner.stop(0);
      }
    }
  }

  private static BigInteger shown(SSLContext context, int port) throws IOException {
    return Tls.shown(context, port, "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256").getSerialNumber();
  }

  /** A context in this JVM with a certificate of the vault. */
  private SSLContext context(VaultServer vault, String alias) throws Exception {
    ProviderRegistration.register();
    String file =
        Tls.settings(vault, folder).entrySet().stream()
            .map(setting -> setting.getKey() + "=" + setting.getValue() + "\n")
            .collect(Collectors.joining());
    KeyStore keys = KeyStore.getInstance("AzureKeyVault");
    keys.load(
        new ByteArrayInputStream(
            (file + "azure.keyvault.aliases=" + alias).getBytes(StandardCharsets.UTF_8)),
        null);
    KeyManagerFactory keyManagers = KeyManagerFactory.getInstance("AzureKeyVault");
    keyManagers.init(keys, null);
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("root", vault.seedRoot());
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keyManagers.getKeyManagers(), trust.getTrustManagers(), null);
    return context;
  }

  private static String get(HttpClient client, int port, String path) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("https://localhost:%s/%s".formatted(port, path))).build();
    return client.send(request, HttpResponse.BodyHandlers.ofString()).body();
  }

  private static int port(Process application, Path log) throws Exception {
    Matcher[] started = new Matcher[1];
    Tls.until(
        "the start",
        () -> {
          String text = Files.readString(log);
          assertThat(application.isAlive()).as(end(log)).isTrue();
          started[0] = STARTED.matcher(text);
          return started[0].find();
        });
    return Integer.parseInt(started[0].group(1));
  }

  private static void copy(Path from, Path to) throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.walk(from)) {
      files = all.filter(Files::isRegularFile).toList();
    }
    for (Path file : files) {
      Path copy = to.resolve(from.relativize(file).toString());
      Files.createDirectories(copy.getParent());
      Files.copy(file, copy);
    }
  }

  /** The last lines of a log. */
  private static String end(Path log) throws IOException {
    String text = Files.readString(log);
    return text.substring(Math.max(0, text.length() - MOST_SHOWN));
  }

  private static String java() {
    return Path.of(System.getProperty("java.home"), "bin/java").toString();
  }

  private void run(String program, String... arguments) throws Exception {
    Path log = folder.resolve("maven.log");
    Process process = start(log, program, arguments);
    if (!process.waitFor(LONGEST_MINUTES, TimeUnit.MINUTES)) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly().waitFor();
    }
    assertThat(process.exitValue()).as(end(log)).isZero();
  }

  private Process start(Path log, String program, String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of(program));
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().keySet().removeIf(name -> name.matches("MAVEN_(?!OPTS).*"));
    Process process = builder.start();
    process.getOutputStream().close();
    return process;
  }
}
