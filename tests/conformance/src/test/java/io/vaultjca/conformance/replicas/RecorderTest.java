package io.vaultjca.conformance.replicas;

import static org.assertj.core.api.Assertions.assertThat;

import io.vaultjca.conformance.connection.SigningProgram;
import io.vaultjca.conformance.faults.ChildJvm;
import io.vaultjca.conformance.fixture.Full;
import io.vaultjca.embedded.Fault;
import io.vaultjca.embedded.VaultServer;
import io.vaultjca.key.VaultPrivateKey;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/** The flight recorder's events about two vaults. */
@Isolated
class RecorderTest {
  @Test
  void requestsAndVaultStatesAreEvents(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("vaults.jfr");
    try (ReplicatedVaults vaults = ReplicatedVaults.two();
        Recording recording = new Recording()) {
      VaultPrivateKey key = vaults.key("ec", Map.of());
      vaults.signUntilUsed(1, key);
      recording.enable("io.vaultjca.VaultRequest");
      recording.enable("io.vaultjca.VaultState");
      recording.start();
      vaults.get(1).stop();
      vaults.get(0).faults().inject("keys/sign", 1, Fault.throttled(Duration.ofMillis(100)));
      for (int i = 0; i < 5; i++) {
        vaults.signWell(key);
      }
      vaults.get(1).restart();
      vaults.signUntilUsed(1, key);
      recording.stop();
      recording.dump(file);
      List<RecordedEvent> events =
          RecordingFile.readAllEvents(file).stream()
              .filter(event -> event.getEventType().getName().startsWith("io.vaultjca."))
              .toList();
      String first = vaults.get(0).uri().toString();
      String second = vaults.get(1).uri().toString();
      assertThat(events)
          .anyMatch(event -> isRequest(event, first, 200))
          .anyMatch(event -> isRequest(event, first, 429))
          .anyMatch(event -> isRequest(event, second, 0))
          .anyMatch(event -> isRequest(event, second, 200))
          .anyMatch(event -> isState(event, first, "throttles"))
          .anyMatch(event -> isState(event, second, "away"))
          .anyMatch(event -> isState(event, second, "well"));
    }
  }

  @Full
  @Test
  void recorderIsNotStartedIfNothingRecords(@TempDir Path folder) throws Exception {
    try (VaultServer server = VaultServer.builder().start()) {
      server.seed("{\"certificates\": [{\"name\": \"web\", \"kty\": \"EC\"}]}");
      Path file = server.writeProperties(folder.resolve("vault.properties"));
      Path classes = folder.resolve("classes");
      List<String> output =
          new ChildJvm(folder)
              .option("-Xlog:class+load=info:file=" + classes + "::filecount=0")
              .run(SigningProgram.class, Map.of(), file.toString());
      assertThat(output).containsExactly("signed true");
      try (Stream<String> lines = Files.lines(classes)) {
        assertThat(lines)
            .filteredOn(line -> line.contains(".recorder.") || line.contains("PlatformRecorder "))
            .allMatch(line -> line.contains(".recorder.Recorder"));
      }
    }
  }

  private static boolean isRequest(RecordedEvent event, String vault, int status) {
    return event.getEventType().getName().equals("io.vaultjca.VaultRequest")
        && event.getString("vault").equals(vault)
        && event.getInt("status") == status
        && event.getDuration("latency").toNanos() > 0;
  }

  private static boolean isState(RecordedEvent event, String vault, String state) {
    return event.getEventType().getName().equals("io.vaultjca.VaultState")
        && event.getString("vault").equals(vault)
        && event.getString("state").equals(state);
  }
}
