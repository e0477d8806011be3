package io.vaultjca.conformance.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.vaultjca.conformance.connection.SigningProgram;
import io.vaultjca.conformance.fixture.Full;
import io.vaultjca.embedded.Fault;
import io.vaultjca.embedded.VaultServer;
import io.vaultjca.embedded.identity.TokenRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/** Faults that concern a whole process, each in a child process. */
// Mostly waits for child processes, so it runs beside other classes, one test at a time.
@Execution(ExecutionMode.CONCURRENT)
@ResourceLock("ProcessTest")
@ExtendWith(FaultTable.class)
class ProcessTest {

  /** In seconds, including the start of the JVM. */
  private static final double LONGEST = 120;

  private static final String SEED =
      """
      {"certificates":[{"name":"signer","kty":"EC"},{"name":"unwrapper","kty":"RSA"},\
      {"name":"web","kty":"EC"}]}""";

  @TempDir private Path folder;

  @Full
  @Test
  void handlesFaultsOfHostNames() throws Exception {
    Path hosts = Files.writeString(folder.resolve("hosts"), "127.0.0.1 localhost\n");
    List<String> rows =
        new ChildJvm(folder)
            .option("-Djdk.net.hosts.file=" + hosts)
            .run(FaultProgram.class, Map.of(), "names", hosts.toString());
    assertThat(addAll(FaultKind.HOST_NAME, rows)).hasSize(3 + 4 + 3 + 4);
  }

  @Full
  @Test
  void handlesHugeAnswersInASmallHeap() throws Exception {
    List<String> rows =
        new ChildJvm(folder)
            .option("-Xmx64m")
            .run(FaultProgram.class, Map.of(), "memory", folder.resolve("hosts").toString());
    assertThat(addAll(FaultKind.RESOURCES, rows)).hasSize(4 * 4);
  }

  private static Set<String> addAll(FaultKind kind, List<String> rows) throws IOException {
    int number = 0;
    for (String row : rows) {
      String[] cells = row.split("\t", -1);
      FaultTable.add(
          kind,
          number++,
          cells[0],
          cells[1],
          cells[2],
          cells[3],
          Double.parseDouble(cells[4]),
          cells[5]);
    }
    return rows.stream().collect(Collectors.toSet());
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void noFileHandleIsLeft() throws Exception {
    assumeThat(Path.of("/usr/bin/prlimit")).as("of util-linux").isExecutable();
    try (VaultServer server = VaultServer.start()) {
      server.seed(SEED);
      Path file = server.writeProperties(folder.resolve("vault.properties"));
      Files.writeString(file, Files.readString(file) + "azure.keyvault.max-retries=0\n");
      server.faults().inject("certificates/get", 1, Fault.unavailable());
      server.faults().inject("keys/sign", HandlesProgram.RESETS, Fault.reset());
      long started = System.nanoTime();
      List<String> lines =
          new ChildJvm(folder)
              // Another look-up of the host name would need a handle, too.
              .option("-Dsun.net.inetaddr.ttl=-1")
              .run(HandlesProgram.class, Map.of(), file.toString());
      double seconds = Duration.ofNanos(System.nanoTime() - started).toMillis() / 1000.0;
      String message = "this process has too many open files";
      assertThat(lines).hasSize(11);
      assertThat(lines.get(0)).contains("the Key Vault answered 503");
      assertThat(lines.get(1)).isEqualTo("unwrapped 16");
      assertThat(lines.get(2)).contains("the connection to localhost:");
      int number = 3;
      for (Work work : List.of(Work.SIGN, Work.UNWRAP, Work.LOAD, Work.REFRESH)) {
        String line = lines.get(number++);
        String failure =
            work.failure() == null
                ? "the entry as it was, 1 warning"
                : work.failure().getSimpleName();
        FaultTable.add(
            FaultKind.RESOURCES,
            200,
            "process out of file handles",
            work.title(),
            "%s: “%s”; succeeds when there are handles again; 0–120 s for the whole process"
                .formatted(failure, message),
            line,
            seconds,
            "");
        assertThat(line)
            .startsWith(failure + ": ")
            .contains(message)
            .contains("Raise its limit (ulimit -n, LimitNOFILE)");
      }
      assertThat(lines.subList(7, 11))
          .containsExactly("signed true", "unwrapped 16", "looked true", "looked true");
      assertThat(seconds).isLessThan(LONGEST);
    }
  }

  @Test
  void theDefaultChainUsesTheMetadataService() throws Exception {
    try (VaultServer server = VaultServer.start()) {
      server.seed(SEED);
      long started = System.nanoTime();
      List<String> lines = List.of();
      // The chain's probe waits for only one second, which may be too short on a loaded machine.
      for (int i = 0; i < 3 && !lines.contains("signed true"); i++) {
        lines = sign(server, "default", server.identity().imdsEnvironment());
      }
      double seconds = Duration.ofNanos(System.nanoTime() - started).toMillis() / 1000.0;
      FaultTable.add(
          FaultKind.MANAGED_IDENTITY,
          0,
          "default chain where only the metadata service answers",
          "sign",
          "succeeds; 0–120 s for the whole process",
          lines.get(0),
          seconds,
          server.counters().requests() + " + " + server.identity().requests().size());
      assertThat(lines).containsExactly("signed true");
      assertThat(server.identity().requests()).extracting(TokenRequest::style).containsOnly("imds");
      assertThat(seconds).isLessThan(LONGEST);
    }
  }

  @Full
  @Test
  void theDefaultChainFailsIfNothingAnswers() throws Exception {
    try (VaultServer server = VaultServer.start()) {
      server.seed(SEED);
      long started = System.nanoTime();
      List<String> lines =
          sign(
              server, "default", Map.of("AZURE_POD_IDENTITY_AUTHORITY_HOST", "http://127.0.0.1:1"));
      double seconds = Duration.ofNanos(System.nanoTime() - started).toMillis() / 1000.0;
      FaultTable.add(
          FaultKind.MANAGED_IDENTITY,
          1,
          "default chain where nothing answers",
          "load",
          "ProviderException: “The credential default got no token: ”; 0–120 s for the whole process",
          lines.get(0),
          seconds,
          server.counters().requests() + " + 0");
      assertThat(lines).hasSize(1);
      assertThat(lines.get(0))
          .startsWith("failed Reading the certificate ")
          .contains("The credential default got no token: ")
          .contains("Log in, or set azure.keyvault.credential to the one credential that is meant");
      assertThat(seconds).isLessThan(LONGEST);
    }
  }

  @Full
  @Test
  void signsThoughTheMetadataServicesClockIsAnHourSlow() throws Exception {
    MovableClock clock = new MovableClock();
    clock.offset(Duration.ofMinutes(-61));
    try (VaultServer server =
        VaultServer.builder().clock(clock).tokenLifetime(Duration.ofHours(1)).start()) {
      server.seed(SEED);
      long started = System.nanoTime();
      List<String> lines = sign(server, "managed-identity", server.identity().imdsEnvironment());
      double seconds = Duration.ofNanos(System.nanoTime() - started).toMillis() / 1000.0;
      FaultTable.add(
          FaultKind.MANAGED_IDENTITY,
          2,
          "managed identity's token has expired by this machine's clock, which is an hour fast",
          "sign",
          "succeeds, with a warning that names the clock; 0–120 s for the whole process",
          lines.get(0),
          seconds,
          server.counters().requests() + " + " + server.identity().requests().size());
      assertThat(lines).containsExactly("signed true");
      assertThat(seconds).isLessThan(LONGEST);
    }
  }

  private List<String> sign(VaultServer server, String credential, Map<String, String> environment)
      throws Exception {
    Path file = server.writeProperties(folder.resolve("vault.properties"), "none");
    String settings =
        Files.readString(file)
            .lines()
            .filter(line -> !line.contains("access-token"))
            .collect(Collectors.joining("\n"));
    Files.writeString(file, "%s\nazure.keyvault.credential=%s\n".formatted(settings, credential));
    Map<String, String> all = new HashMap<>(environment);
    // No az and no azd.
    all.put("PATH", folder.toString());
    return new ChildJvm(folder).run(SigningProgram.class, all, file.toString());
  }
}
