package io.vaultjca.embedded.service;

import io.vaultjca.embedded.crypto.InvalidInputException;
import io.vaultjca.embedded.crypto.KeyMaterial;
import io.vaultjca.embedded.crypto.KeyParts;
import java.math.BigInteger;

/** Reads the private JSON Web Key (RFC 7517, RFC 7518) of an import. */
final class JsonWebKey {
  private JsonWebKey() {}

  static KeyMaterial material(Body jwk, KeyType type) throws ServiceException {
    try {
      return switch (type.family()) {
        case RSA ->
            KeyParts.rsa(
                integer(jwk, "n"),
                integer(jwk, "e"),
                integer(jwk, "d"),
                integer(jwk, "p"),
                integer(jwk, "q"),
                integer(jwk, "dp"),
                integer(jwk, "dq"),
                integer(jwk, "qi"));
        case EC ->
            KeyParts.ec(
                KeyGeneration.curve(jwk.required("crv")),
                integer(jwk, "x"),
                integer(jwk, "y"),
                integer(jwk, "d"));
        case OCT -> KeyParts.oct(jwk.requiredBytes("k"));
        // The specification's JSON Web Key has only a member for the public part.
        case AKP ->
            throw ServiceException.badParameter(
                    "A key of type '%s' cannot be imported.".formatted(type.label()))
                .about("kty");
      };
    } catch (InvalidInputException invalid) {
      throw ServiceException.badParameter(invalid);
    }
  }

  private static BigInteger integer(Body jwk, String member) throws ServiceException {
    return new BigInteger(1, jwk.requiredBytes(member));
  }
}
