package io.vaultjca.consumers.tomcat;

import static io.vaultjca.consumers.fixture.Condition.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.vaultjca.consumers.Product;
import io.vaultjca.consumers.Tool;
import io.vaultjca.consumers.fixture.ServedVault;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A Tomcat of the distribution in a separate process, with the files of {@code
 * src/test/resources/tomcat} and the self-contained jar in its {@code CATALINA_BASE}.
 */
final class StandaloneTomcat implements AutoCloseable {
  private static final Pattern STARTED =
      Pattern.compile("Starting ProtocolHandler \\[\"https-[a-z]+-nio[^\\]]*-(\\d+)\"\\]");
  private static final long LONGEST_SECONDS = 60;
  private static final String LOG = "catalina.out";

  private final Process process;
  private final Path log;

  /**
   * Starts it on a free port.
   *
   * @param version such as {@code 10.1}
   * @param base an empty folder
   */
  StandaloneTomcat(String version, Path base, ServedVault vault) throws Exception {
    this(version, base, vault, UnaryOperator.identity());
  }

  /**
   * Starts it on a free port.
   *
   * @param version such as {@code 10.1}
   * @param base an empty folder
   * @param edit changes {@code conf/server.xml}
   */
  StandaloneTomcat(String version, Path base, ServedVault vault, UnaryOperator<String> edit)
      throws Exception {
    Path home = prepare(version, base, vault, edit);
    log = base.resolve(LOG);
    process = start(home, base);
  }

  /**
   * Starts it, waits for its end, and returns its exit code.
   *
   * @param version such as {@code 10.1}
   * @param base an empty folder
   * @param edit changes {@code conf/server.xml}
   * @param options the options of the JVM, as in {@code CATALINA_OPTS}
   */
  static int exitCode(
      String version, Path base, ServedVault vault, UnaryOperator<String> edit, String options)
      throws Exception {
    Process process = builder(prepare(version, base, vault, edit), base, options).start();
    try {
      assertThat(process.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS))
          .as(Files.readString(base.resolve(LOG)))
          .isTrue();
      return process.exitValue();
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }

  /** Fills the folder; returns the folder of the distribution. */
  private static Path prepare(
      String version, Path base, ServedVault vault, UnaryOperator<String> edit) throws Exception {
    copyEditedFiles(base);
    Path server = base.resolve("conf/server.xml");
    Files.writeString(server, edit.apply(Files.readString(server)));
    Files.copy(Product.jar(), base.resolve("bin/vaultjca.jar"));
    Files.copy(Product.root().resolve("java.security.sample"), base.resolve("conf/java.security"));
    Path home = home(version);
    Files.copy(home.resolve("conf/web.xml"), base.resolve("conf/web.xml"));
    vault.trustStore(base.resolve("conf/partners.p12"));
    pointTo(vault, base.resolve("conf/vault.properties"));
    Files.createDirectory(base.resolve("temp"));
    return home;
  }

  private static Path home(String version) throws IOException {
    try (Stream<Path> homes = Files.list(Path.of(System.getProperty("vaultjca.tomcats")))) {
      return homes
          .filter(home -> home.getFileName().toString().startsWith("apache-tomcat-" + version))
          .findFirst()
          .orElseThrow();
    }
  }

  private static void copyEditedFiles(Path base) throws IOException, URISyntaxException {
    Path files = Path.of(StandaloneTomcat.class.getResource("/tomcat").toURI());
    try (Stream<Path> all = Files.walk(files)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        Path copy = base.resolve(files.relativize(file).toString());
        Files.createDirectories(copy.getParent());
        Files.copy(file, copy);
      }
    }
  }

  /** Replaces the vault in the user's file with the embedded one, refreshed at once. */
  private static void pointTo(ServedVault vault, Path file) throws IOException {
    List<String> lines =
        Files.readAllLines(file).stream()
            .filter(line -> !line.startsWith("azure.keyvault.uri="))
            .map(line -> line.replace("refresh-interval=5m", "refresh-interval=1s"))
            .toList();
    vault.file(file, lines.toArray(String[]::new));
  }

  private static ProcessBuilder builder(Path home, Path base, String options) {
    ProcessBuilder builder =
        new ProcessBuilder("sh", home.resolve("bin/catalina.sh").toString(), "run")
            .directory(base.toFile())
            .redirectErrorStream(true)
            .redirectOutput(base.resolve(LOG).toFile());
    builder
        .environment()
        .keySet()
        .removeIf(
            name ->
                name.matches(".*JAVA.*|CLASSPATH|CATALINA_.*|AZURE_.*|(?i:(HTTPS?|ALL)_PROXY)"));
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().put("JRE_HOME", System.getProperty("java.home"));
    builder.environment().put("CATALINA_HOME", home.toString());
    builder.environment().put("CATALINA_BASE", base.toString());
    builder
        .environment()
        .put(
            "CATALINA_OPTS",
            "-Dhttps.port=0 %s %s".formatted(String.join(" ", Tool.QUICK), options));
    return builder;
  }

  private Process start(Path home, Path base) throws Exception {
    Process started = builder(home, base, "").start();
    try {
      until(
          "Tomcat has started",
          () -> {
            assertThat(started.isAlive()).as(log()).isTrue();
            return log().contains("Server startup in");
          });
    } catch (Exception | AssertionError e) {
      stop(started);
      throw e;
    }
    return started;
  }

  /** Whether it has loaded OpenSSL, which needs JDK 22 or later and the library. */
  boolean hasOpenSsl() throws IOException {
    return log().contains("OpenSSL successfully initialized");
  }

  /** Its output. */
  String log() throws IOException {
    return Files.readString(log);
  }

  /** The port of its connector. */
  int port() throws IOException {
    Matcher started = STARTED.matcher(log());
    assertThat(started.find()).as(log()).isTrue();
    return Integer.parseInt(started.group(1));
  }

  @Override
  public void close() {
    try {
      stop(process);
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static void stop(Process process) throws InterruptedException {
    List<ProcessHandle> children = process.descendants().toList();
    process.destroy();
    if (!process.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly().waitFor();
      throw new AssertionError("Tomcat does not stop");
    }
    assertThat(children).noneMatch(ProcessHandle::isAlive);
  }
}
