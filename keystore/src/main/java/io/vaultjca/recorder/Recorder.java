package io.vaultjca.recorder;

import java.net.URI;
import java.time.Duration;
import jdk.jfr.FlightRecorder;

/**
 * Emits events to the JDK's flight recorder while it records: each request with its latency, and
 * each change of a vault's state. Does nothing in a JVM without the recorder.
 */
public final class Recorder {
  private static final boolean PRESENT = isPresent();

  private Recorder() {}

  /** Loading the events loads a hundred classes of the recorder, which few programs use. */
  private static boolean isStarted() {
    return PRESENT && FlightRecorder.isInitialized();
  }

  /** A JVM may lack the module, or not resolve it. */
  private static boolean isPresent() {
    Module own = Recorder.class.getModule();
    return ModuleLayer.boot().findModule("jdk.jfr").filter(own::canRead).isPresent();
  }

  /** Reports the end of a request; the status is 0 if there was no answer. */
  public static void request(URI vault, int status, long nanos) {
    if (isStarted() && VaultRequestEvent.isOn()) {
      VaultRequestEvent.commit(vault, status, nanos);
    }
  }

  /** Reports the new state of a vault: throttles, away or well. */
  public static void state(URI vault, String state, Duration pause, double pace) {
    if (isStarted() && VaultStateEvent.isOn()) {
      VaultStateEvent.commit(vault, state, pause, pace);
    }
  }
}
