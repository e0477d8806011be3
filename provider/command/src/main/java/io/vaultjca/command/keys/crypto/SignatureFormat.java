package io.vaultjca.command.keys.crypto;

/** The form of an ECDSA signature. */
enum SignatureFormat {
  /** A SEQUENCE of r and s, as OpenSSL, X.509 and the JCA have it. */
  der,
  /** r and s side by side (IEEE P1363), as JSON Web Signatures have it. */
  raw
}
