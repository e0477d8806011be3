package io.vaultjca.embedded.crypto;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.bouncycastle.crypto.params.ParametersWithRandom;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.crypto.util.PrivateKeyFactory;
import org.bouncycastle.crypto.util.PublicKeyFactory;
import org.bouncycastle.util.BigIntegers;

/** ECDSA of a digest on secp256k1, which the JDK lacks. Signatures are r and s of fixed width. */
final class Secp256k1 {
  private static final int WIDTH = 32;

  private Secp256k1() {}

  static byte[] sign(KeyMaterial.Ec key, byte[] digest) throws IOException {
    ECDSASigner signer = new ECDSASigner();
    signer.init(
        true,
        new ParametersWithRandom(
            PrivateKeyFactory.createKey(key.privateKey().getEncoded()), Providers.RANDOM));
    BigInteger[] numbers = signer.generateSignature(digest);
    return ByteBuffer.allocate(2 * WIDTH)
        .put(BigIntegers.asUnsignedByteArray(WIDTH, numbers[0]))
        .put(BigIntegers.asUnsignedByteArray(WIDTH, numbers[1]))
        .array();
  }

  static boolean verify(KeyMaterial.Ec key, byte[] digest, byte[] signature) throws IOException {
    if (signature.length != 2 * WIDTH) {
      return false;
    }
    ECDSASigner verifier = new ECDSASigner();
    verifier.init(false, PublicKeyFactory.createKey(key.publicKey().getEncoded()));
    return verifier.verifySignature(
        digest,
        new BigInteger(1, Arrays.copyOf(signature, WIDTH)),
        new BigInteger(1, Arrays.copyOfRange(signature, WIDTH, 2 * WIDTH)));
  }
}
