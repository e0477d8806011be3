package io.vaultjca.recorder;

import java.net.URI;
import java.time.Duration;
import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;

/** The flight recorder's event of a vault's new state. */
@Name("io.vaultjca.VaultState")
@Label("Vault State")
@Description("A vault throttles its callers, is away, or answers again")
@Category("vaultjca")
@StackTrace(false)
final class VaultStateEvent extends Event {
  private static final VaultStateEvent ANY = new VaultStateEvent();

  @Label("Vault")
  String vault = "";

  @Label("State")
  @Description("throttles, away or well")
  String state = "";

  @Label("Pause")
  @Description("How long the vault gets no requests")
  @Timespan(Timespan.MILLISECONDS)
  long pause;

  @Label("Pace")
  @Description("The requests per second from now on; infinite if there is no limit")
  double pace;

  static boolean isOn() {
    return ANY.isEnabled();
  }

  static void commit(URI vault, String state, Duration pause, double pace) {
    VaultStateEvent event = new VaultStateEvent();
    event.vault = vault.toString();
    event.state = state;
    event.pause = pause.toMillis();
    event.pace = pace;
    event.commit();
  }
}
