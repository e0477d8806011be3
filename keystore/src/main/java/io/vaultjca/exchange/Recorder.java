package io.vaultjca.exchange;

import java.net.URI;
import java.time.Duration;

/**
 * What the JDK's flight recorder gets to see of the vaults, while it records: each request and its
 * latency, and when a vault throttles, is left alone, or answers again. Where there is no recorder
 * this does nothing.
 */
final class Recorder {
  private static final boolean PRESENT = isPresent();

  private Recorder() {}

  /** A JVM may lack the module, or not have resolved it. */
  private static boolean isPresent() {
    Module own = Recorder.class.getModule();
    return ModuleLayer.boot().findModule("jdk.jfr").filter(own::canRead).isPresent();
  }

  /** A request ended; a status of 0 stands for no answer. */
  static void request(URI vault, int status, long nanos) {
    if (PRESENT && VaultRequestEvent.isOn()) {
      VaultRequestEvent.commit(vault, status, nanos);
    }
  }

  /** A vault is asked at another pace, or not at all for some time. */
  static void state(URI vault, String state, Duration pause, double pace) {
    if (PRESENT && VaultStateEvent.isOn()) {
      VaultStateEvent.commit(vault, state, pause, pace);
    }
  }
}
