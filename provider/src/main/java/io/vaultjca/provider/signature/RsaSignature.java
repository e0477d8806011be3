package io.vaultjca.provider.signature;

import io.vaultjca.key.VaultKey;
import io.vaultjca.key.VaultPrivateKey;
import io.vaultjca.key.VaultPublicKey;
import io.vaultjca.key.VaultRsaPrivateKey;
import io.vaultjca.key.VaultRsaPublicKey;
import io.vaultjca.provider.jvm.OtherProviders;
import io.vaultjca.vault.VaultException;
import java.math.BigInteger;
import java.security.InvalidKeyException;
import java.security.SignatureException;
import java.security.interfaces.RSAKey;

/** An RSA signature: a number as long as the modulus. */
abstract sealed class RsaSignature extends VaultSignature
    permits RsaPkcs1Signature, RsaRawSignature, RsaPssSignature {
  RsaSignature(OtherProviders others, String algorithm) {
    super(others, algorithm);
  }

  /** What to ask the service for. */
  abstract ServiceSignature request(VaultKey key, byte[] message) throws SignatureException;

  /** Whether a signature of the right length is that of a finished message, without a request. */
  abstract boolean matches(VaultRsaPublicKey key, byte[] message, byte[] signature)
      throws SignatureException;

  @Override
  final void checkType(VaultKey candidate) throws InvalidKeyException {
    if (!(candidate instanceof RSAKey)) {
      throw new InvalidKeyException(
          algorithm()
              + " needs an RSA key; "
              + candidate
              + " is of the type "
              + candidate.getAlgorithm());
    }
  }

  @Override
  final byte[] sign(VaultPrivateKey by, byte[] message) throws SignatureException, VaultException {
    ServiceSignature request = request(by, message);
    byte[] signature = by.remote().sign(request.algorithm(), request.value());
    int expected = modulusLength(((VaultRsaPrivateKey) by).getModulus());
    if (signature.length != expected) {
      throw new SignatureException(
          "The service answered a signature of "
              + signature.length
              + " bytes for the key "
              + by
              + "; it must have "
              + expected);
    }
    prove(by, () -> matches(((VaultRsaPrivateKey) by).publicKey(), message, signature));
    return signature;
  }

  /** As in the JDK: of a wrong length is an exception, out of range is false. */
  @Override
  final boolean verify(VaultPublicKey by, byte[] message, byte[] signature)
      throws SignatureException, VaultException {
    BigInteger modulus = ((VaultRsaPublicKey) by).getModulus();
    if (signature.length != modulusLength(modulus)) {
      throw new SignatureException(
          "An RSA signature by the key "
              + by
              + " has "
              + modulusLength(modulus)
              + " bytes; this one has "
              + signature.length);
    }
    // RFC 8017, section 8.2.2, step 2b: the service need not be asked.
    if (new BigInteger(1, signature).compareTo(modulus) >= 0) {
      return false;
    }
    ServiceSignature request = request(by, message);
    return by.remote().verify(request.algorithm(), request.value(), signature);
  }

  static int modulusLength(BigInteger modulus) {
    return (modulus.bitLength() + 7) / 8;
  }
}
