package io.vaultjca.exchange;

import java.net.URI;
import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;

/** One request to a vault, as the flight recorder shows it. */
@Name("io.vaultjca.VaultRequest")
@Label("Vault Request")
@Description("A request to a vault and its answer")
@Category("vaultjca")
@StackTrace(false)
final class VaultRequestEvent extends Event {
  /** Asked whether it is recorded, so that nothing is made where it is not. */
  private static final VaultRequestEvent ANY = new VaultRequestEvent();

  @Label("Vault")
  String vault;

  @Label("Status")
  @Description("The HTTP status; 0 for no answer")
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
