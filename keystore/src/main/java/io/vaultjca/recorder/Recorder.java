package io.vaultjca.recorder;

import java.net.URI;
import java.time.Duration;
import jdk.jfr.FlightRecorder;

/**
 * What the JDK's flight recorder gets to see of the vaults, while it records: each request and its
 * latency, and when a vault throttles, is left alone, or answers again. Where there is no recorder
 * this does nothing.
 */
public final class Recorder {
  private static final boolean PRESENT = isPresent();

  private Recorder() {}

  /** The events load a hundred classes of the recorder, which most programs never start. */
  private static boolean isStarted() {
    return PRESENT && FlightRecorder.isInitialized();
  }

  /** A JVM may lack the module, or not have resolved it. */
  private static boolean isPresent() {
    Module own = Recorder.class.getModule();
    return ModuleLayer.boot().findModule("jdk.jfr").filter(own::canRead).isPresent();
  }

  /** A request ended; a status of 0 stands for no answer. */
  public static void request(URI vault, int status, long nanos) {
    if (isStarted() && VaultRequestEvent.isOn()) {
      VaultRequestEvent.commit(vault, status, nanos);
    }
  }

  /** A vault is asked at another pace, or not at all for some time. */
  public static void state(URI vault, String state, Duration pause, double pace) {
    if (isStarted() && VaultStateEvent.isOn()) {
      VaultStateEvent.commit(vault, state, pause, pace);
    }
  }
}
