package io.vaultjca.provider.table;

/** The source of what a row says about the service. */
public enum Evidence {
  /** Seen in recorded exchanges with the live service. */
  RECORDED,
  /** Stated in the service's documentation. */
  DOCUMENTED,
  /** Stated in the specification of a preview; never seen in an exchange. */
  PREVIEW,
  /** The service is not involved. */
  LOCAL
}
