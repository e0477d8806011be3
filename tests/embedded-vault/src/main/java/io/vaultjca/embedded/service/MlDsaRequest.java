package io.vaultjca.embedded.service;

import io.vaultjca.embedded.crypto.InvalidInputException;
import io.vaultjca.embedded.crypto.KeyMaterial;
import io.vaultjca.embedded.crypto.MlDsa;

/**
 * A request to sign or verify with an AKP key: either a message with its context, or only μ. The
 * rules are those of the specification ({@code KeySignParameters} and {@code KeyVerifyParameters}
 * in {@code Keys/models.tsp}); its examples omit {@code alg}, although the model requires it for a
 * signature; if present, it must be the key's.
 *
 * @param mu null if there is a message
 * @param message null if there is μ
 * @param context empty for none
 */
@SuppressWarnings("ArrayRecordComponent") // carried, never compared
record MlDsaRequest(byte[] mu, byte[] message, byte[] context) {
  private static final String MU = "external_mu";
  private static final String CONTEXT = "context";

  /**
   * Parses a request.
   *
   * @param messageMember the member with the message: {@code value} to sign, {@code digest} to
   *     verify
   */
  static MlDsaRequest of(Body body, String messageMember, KeyMaterial.Akp key)
      throws ServiceException {
    byte[] mu = body.bytes(MU);
    String algorithm = body.text("alg");
    if (mu != null) {
      for (String other : new String[] {"alg", messageMember, CONTEXT}) {
        if (body.has(other)) {
          throw ServiceException.badParameter(
                  "'%s' must not be set when '%s' is specified.".formatted(other, MU))
              .about(other);
        }
      }
      return new MlDsaRequest(mu, null, null);
    }
    if (algorithm != null && !algorithm.equals(key.parameterSet())) {
      throw ServiceException.badParameter(
          "Key and signing algorithm are incompatible. The key's algorithm is '%s', not '%s'."
              .formatted(key.parameterSet(), algorithm));
    }
    byte[] context = body.bytes(CONTEXT);
    return new MlDsaRequest(
        null, body.requiredBytes(messageMember), context == null ? new byte[0] : context);
  }

  /** Refuses the members of ML-DSA for a key of another type. */
  static void refuse(Body body) throws ServiceException {
    for (String member : new String[] {MU, CONTEXT}) {
      if (body.has(member)) {
        throw ServiceException.badParameter(
                "'%s' is only supported for ML-DSA (AKP) keys.".formatted(member))
            .about(member);
      }
    }
  }

  byte[] sign(KeyMaterial.Akp key) throws InvalidInputException {
    return mu == null ? MlDsa.sign(key, message, context) : MlDsa.signMu(key, mu);
  }

  boolean verify(KeyMaterial.Akp key, byte[] signature) throws InvalidInputException {
    return mu == null
        ? MlDsa.verify(key, message, context, signature)
        : MlDsa.verifyMu(key, mu, signature);
  }
}
