package io.vaultjca.conformance.faults;

/** The kinds of faults, in the order of docs/faults.md. Its data contains their titles. */
enum FaultKind {
  THROTTLED("the vault throttles (429)"),
  SERVER_ERROR("the vault fails (500, 503)"),
  CONNECTION("the connection fails"),
  ANSWER("the answer is not the service's"),
  OTHER_SERVER("the TLS certificate is wrong"),
  TOKEN_REFUSED("the vault refuses the token"),
  NO_TOKEN("the token endpoint fails"),
  MANY_CALLERS("64 threads meet a throttle"),
  INTERRUPTED("the calling thread is interrupted"),
  KEY_CHANGED("the key changes after look-up"),
  HOST_NAME("host names and challenges"),
  RESOURCES("memory or file handles run out"),
  MANAGED_IDENTITY("the default chain, managed identities");

  private final String title;

  FaultKind(String title) {
    this.title = title;
  }

  String title() {
    return title;
  }
}
