package io.vaultjca.embedded.service;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vaultjca.embedded.crypto.CertificateProfile;
import io.vaultjca.embedded.crypto.Certificates;
import io.vaultjca.embedded.crypto.Curve;
import io.vaultjca.embedded.crypto.InvalidInputException;
import io.vaultjca.embedded.crypto.KeyMaterial;
import io.vaultjca.embedded.store.KeyVersion;
import io.vaultjca.embedded.store.Once;
import io.vaultjca.embedded.store.Settings;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;

/**
 * The attestation of a Managed HSM's key. It has the members of a real one, and states that it
 * attests nothing.
 */
final class Attestations {
  private final Once<String> certificate;

  Attestations(Settings settings) {
    this.certificate = new Once<>(() -> certificate(settings.now()));
  }

  ObjectNode of(String name, KeyVersion version) {
    ObjectNode node = Json.object();
    node.put("certificatePemFile", text(certificate.get()));
    String key = "/keys/%s/%s: the %s key is in the memory of an embedded vault";
    node.put("privateKeyAttestation", text(key.formatted(name, version.version(), "private")));
    if (!(version.material() instanceof KeyMaterial.Oct)) {
      node.put("publicKeyAttestation", text(key.formatted(name, version.version(), "public")));
    }
    node.put("version", "MRVL-1");
    return node;
  }

  private static String text(String text) {
    return Json.base64Url(text.getBytes(StandardCharsets.UTF_8));
  }

  /** The HSM's own key, with its self-signed certificate. */
  @SuppressWarnings("ArrayRecordComponent") // carried, never compared
  record Signer(KeyMaterial.Pair key, byte[] certificate) {}

  private static String certificate(Instant now) {
    return "-----BEGIN CERTIFICATE-----\n%s\n-----END CERTIFICATE-----\n"
        .formatted(
            Base64.getMimeEncoder(64, new byte[] {'\n'})
                .encodeToString(signer(KeyMaterial.generateEc(Curve.P_256), now).certificate()));
  }

  /** Creates the key that signs released keys. */
  static Signer signer(Instant now) {
    return signer(KeyMaterial.generateRsa(2048, BigInteger.valueOf(65_537)), now);
  }

  private static Signer signer(KeyMaterial.Pair key, Instant now) {
    CertificateProfile profile =
        new CertificateProfile(
            "CN=Embedded vault",
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            false,
            now.minus(Duration.ofHours(1)),
            now.plus(Duration.ofDays(3650)));
    try {
      return new Signer(key, Certificates.selfSigned(key, profile));
    } catch (InvalidInputException impossible) {
      throw new IllegalStateException("our own name is valid", impossible);
    }
  }
}
