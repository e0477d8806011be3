package io.vaultjca.provider.signature;

import io.vaultjca.provider.jvm.Digest;
import java.math.BigInteger;
import java.security.interfaces.RSAPublicKey;
import java.util.Arrays;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.digests.SHA384Digest;
import org.bouncycastle.crypto.digests.SHA512Digest;
import org.bouncycastle.crypto.engines.RSAEngine;
import org.bouncycastle.crypto.params.RSAKeyParameters;
import org.bouncycastle.crypto.signers.PSSSigner;

/** Verifies RSA signatures of a digest in the JVM. The JDK needs the message, which is gone. */
final class RsaVerification {
  /** The only trailer field of RFC 8017, section 9.1. */
  private static final byte TRAILER = (byte) 0xbc;

  private RsaVerification() {}

  /** Verifies an RSASSA-PKCS1-v1_5 signature (RFC 8017, section 8.2.2) of a DigestInfo. */
  static boolean pkcs1(RSAPublicKey key, byte[] digestInfo, byte[] signature) {
    // Section 9.2: 00 01 FF … FF 00 DigestInfo. Comparing all of it leaves no room for a forgery.
    byte[] expected = new byte[RsaSignature.modulusLength(key.getModulus())];
    if (expected.length < digestInfo.length + RsaSignature.PKCS1_PADDING) {
      return false;
    }
    int start = expected.length - digestInfo.length;
    expected[1] = 1;
    Arrays.fill(expected, 2, start - 1, (byte) 0xff);
    System.arraycopy(digestInfo, 0, expected, start, digestInfo.length);
    return new BigInteger(1, signature)
        .modPow(key.getPublicExponent(), key.getModulus())
        .equals(new BigInteger(1, expected));
  }

  /**
   * Verifies an RSASSA-PSS signature (RFC 8017, section 8.1.2) with MGF1 of the same hash and a
   * salt as long as the hash.
   */
  static boolean pss(RSAPublicKey key, Digest digest, byte[] digested, byte[] signature) {
    // RFC 8017, section 9.1.1, step 3: BouncyCastle throws if the modulus is too short.
    if (key.getModulus().bitLength() - 1 < 8 * 2 * digest.length() + 9) {
      return false;
    }
    PSSSigner verifier =
        PSSSigner.createRawSigner(
            new RSAEngine(), hash(digest), hash(digest), digest.length(), TRAILER);
    verifier.init(
        false, new RSAKeyParameters(false, key.getModulus(), key.getPublicExponent(), true));
    verifier.update(digested, 0, digested.length);
    return verifier.verifySignature(signature);
  }

  private static org.bouncycastle.crypto.Digest hash(Digest digest) {
    return switch (digest) {
      case SHA_256 -> new SHA256Digest();
      case SHA_384 -> new SHA384Digest();
      case SHA_512 -> new SHA512Digest();
      default ->
          throw new IllegalArgumentException("The service does not offer PSS with " + digest);
    };
  }
}
