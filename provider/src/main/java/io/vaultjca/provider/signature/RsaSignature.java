package io.vaultjca.provider.signature;

import io.vaultjca.key.VaultKey;
import io.vaultjca.key.VaultPublicKey;
import io.vaultjca.key.VaultRsaPublicKey;
import io.vaultjca.provider.jvm.OtherProviders;
import java.math.BigInteger;
import java.security.InvalidKeyException;
import java.security.SignatureException;
import java.security.interfaces.RSAKey;
import java.util.Optional;

/** An RSA signature: a number as long as the modulus. */
abstract sealed class RsaSignature extends VaultSignature
    permits RsaPkcs1Signature, RsaRawSignature, RsaPssSignature {
  RsaSignature(OtherProviders others, String algorithm) {
    super(others, algorithm);
  }

  abstract RsaRequest request(VaultRsaPublicKey key, byte[] message) throws SignatureException;

  @Override
  final RsaRequest request(VaultPublicKey key, byte[] message) throws SignatureException {
    return request((VaultRsaPublicKey) key, message);
  }

  @Override
  final void checkType(VaultKey candidate) throws InvalidKeyException {
    if (!(candidate instanceof RSAKey)) {
      throw new InvalidKeyException(
          "%s needs an RSA key; %s is of the type %s"
              .formatted(algorithm(), candidate, candidate.getAlgorithm()));
    }
  }

  /** As in the JDK: a wrong length is an exception, a number out of range is false. */
  @Override
  final Optional<byte[]> toService(VaultPublicKey key, byte[] signature) throws SignatureException {
    BigInteger modulus = ((VaultRsaPublicKey) key).getModulus();
    if (signature.length != modulusLength(modulus)) {
      throw new SignatureException(
          "An RSA signature by the key %s has %s bytes; this one has %s"
              .formatted(key, modulusLength(modulus), signature.length));
    }
    // RFC 8017, section 8.2.2, step 2b: the service need not be asked.
    return new BigInteger(1, signature).compareTo(modulus) < 0
        ? Optional.of(signature)
        : Optional.empty();
  }

  static int modulusLength(BigInteger modulus) {
    return (modulus.bitLength() + 7) / 8;
  }
}
