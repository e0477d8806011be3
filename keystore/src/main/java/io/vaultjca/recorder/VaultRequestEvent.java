package io.vaultjca.recorder;

import java.net.URI;
import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;

/** The flight recorder's event of a request. */
@Name("io.vaultjca.VaultRequest")
@Label("Vault Request")
@Description("A request to a vault and its answer")
@Category("vaultjca")
@StackTrace(false)
final class VaultRequestEvent extends Event {
  /** Tells whether the event is enabled, so that no event is made while it is not. */
  private static final VaultRequestEvent ANY = new VaultRequestEvent();

  @Label("Vault")
  String vault = "";

  @Label("Status")
  @Description("The HTTP status; 0 if there was no answer")
  int status;

  @Label("Latency")
  @Timespan(Timespan.NANOSECONDS)
  long latency;

  static boolean isOn() {
    return ANY.isEnabled();
  }

  static void commit(URI vault, int status, long latency) {
    VaultRequestEvent event = new VaultRequestEvent();
    event.vault = vault.toString();
    event.status = status;
    event.latency = latency;
    event.commit();
  }
}
