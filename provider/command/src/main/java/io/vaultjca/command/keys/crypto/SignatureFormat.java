package io.vaultjca.command.keys.crypto;

/** The encoding of an ECDSA signature. */
enum SignatureFormat {
  /** A SEQUENCE of r and s, as in OpenSSL, X.509 and the JCA. */
  der,
  /** r followed by s (IEEE P1363), as in JSON Web Signatures. */
  raw
}
