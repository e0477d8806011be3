package io.vaultjca.provider.signature;

import io.vaultjca.handle.KeyHandle;
import io.vaultjca.handle.PublicHandle;
import io.vaultjca.handle.RsaPublicHandle;
import io.vaultjca.provider.jvm.OtherProviders;
import java.math.BigInteger;
import java.security.InvalidKeyException;
import java.security.SignatureException;
import java.security.interfaces.RSAKey;
import java.util.Optional;

/** RSA signatures: numbers as long as the modulus. */
abstract sealed class RsaSignature extends VaultSignature
    permits RsaPkcs1Signature, RsaRawSignature, RsaPssSignature {
  /** RFC 8017, section 9.2, step 3: 00 01, at least eight bytes FF, and 00. */
  static final int PKCS1_PADDING = 11;

  RsaSignature(OtherProviders others, String algorithm) {
    super(others, algorithm);
  }

  abstract RsaRequest request(RsaPublicHandle key, byte[] message) throws SignatureException;

  @Override
  final RsaRequest request(PublicHandle key, byte[] message) throws SignatureException {
    return request((RsaPublicHandle) key, message);
  }

  @Override
  final void checkType(KeyHandle candidate) throws InvalidKeyException {
    if (!(candidate instanceof RSAKey)) {
      throw wrongType("an RSA", candidate);
    }
  }

  /** As in the JDK, a wrong length is an exception, and a number out of range does not verify. */
  @Override
  final Optional<byte[]> toService(PublicHandle key, byte[] signature) throws SignatureException {
    BigInteger modulus = ((RsaPublicHandle) key).getModulus();
    if (signature.length != modulusLength(modulus)) {
      throw new SignatureException(
          "An RSA signature by the key %s has %s bytes; this one has %s"
              .formatted(key, modulusLength(modulus), signature.length));
    }
    // RFC 8017, section 8.2.2, step 2b.
    return new BigInteger(1, signature).compareTo(modulus) < 0
        ? Optional.of(signature)
        : Optional.empty();
  }

  static int modulusLength(BigInteger modulus) {
    return (modulus.bitLength() + 7) / 8;
  }
}
