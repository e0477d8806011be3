package io.vaultjca.provider.table;

/** How it is known that the service does what a row says. */
public enum Evidence {
  /** Seen in recorded exchanges with the live service. */
  RECORDED,
  /** Stated in the service's documentation. */
  DOCUMENTED,
  /** Stated in the specification of a preview; nobody has seen it answered. */
  PREVIEW,
  /** The service takes no part. */
  LOCAL
}
