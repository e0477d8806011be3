package io.vaultjca.embedded.service;

import io.vaultjca.embedded.crypto.CertificateProfile;
import io.vaultjca.embedded.crypto.Certificates;
import io.vaultjca.embedded.crypto.Curve;
import io.vaultjca.embedded.crypto.InvalidInputException;
import io.vaultjca.embedded.crypto.KeyMaterial;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** The test CA that signs seeded certificates: a root and an intermediate, both P-256. */
@SuppressWarnings("ArrayRecordComponent") // carried, never compared
record TestAuthority(
    KeyMaterial.Ec rootKey, byte[] root, KeyMaterial.Ec intermediateKey, byte[] intermediate) {

  /** Creates a CA that is valid for ten years. */
  static TestAuthority create(Instant now) {
    try {
      KeyMaterial.Ec rootKey = KeyMaterial.generateEc(Curve.P_256);
      byte[] root = Certificates.selfSigned(rootKey, profile("CN=Embedded Test Root", now));
      KeyMaterial.Ec key = KeyMaterial.generateEc(Curve.P_256);
      byte[] intermediate =
          Certificates.issued(
              key.publicKey(), profile("CN=Embedded Test Intermediate", now), rootKey, root);
      return new TestAuthority(rootKey, root, key, intermediate);
    } catch (InvalidInputException impossible) {
      throw new IllegalStateException("our own names are valid", impossible);
    }
  }

  private static CertificateProfile profile(String subject, Instant now) {
    return new CertificateProfile(
        subject,
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of("keyCertSign", "cRLSign"),
        List.of(),
        true,
        now.minus(Duration.ofHours(1)),
        now.plus(Duration.ofDays(3650)));
  }
}
