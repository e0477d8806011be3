package io.vaultjca.provider.signature;

import static org.assertj.core.api.Assertions.assertThat;

import io.vaultjca.key.Curve;
import java.math.BigInteger;
import java.security.SignatureException;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.atomic.LongAdder;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.lifecycle.AfterContainer;

/** Malformed ECDSA signatures decode to two numbers or are a SignatureException. */
class EcdsaEncodingFuzzTest {
  private static final LongAdder INPUTS = new LongAdder();

  @AfterContainer
  static void count() {
    System.out.println("Fuzzed ECDSA signatures: " + INPUTS.sum() + " inputs");
  }

  @Property(edgeCases = EdgeCasesMode.NONE)
  void decodesOrRefusesAnyBytes(@ForAll byte[] signature, @ForAll Curve curve) {
    decodes(signature, curve);
  }

  @Property(edgeCases = EdgeCasesMode.NONE, shrinking = ShrinkingMode.OFF)
  void decodesOrRefusesAMutatedSignature(@ForAll long seed, @ForAll Curve curve) throws Exception {
    Random random = new Random(seed);
    int bits = curve.parameters().getOrder().bitLength() - 1;
    byte[] signature =
        EcdsaEncoding.DER.encode(
            curve,
            new BigInteger(bits, random).add(BigInteger.ONE),
            new BigInteger(bits, random).add(BigInteger.ONE));
    for (int i = random.nextInt(3); i >= 0; i--) {
      int at = random.nextInt(signature.length);
      switch (random.nextInt(4)) {
        case 0 -> signature = Arrays.copyOf(signature, Math.max(1, at));
        case 1 -> signature = Arrays.copyOf(signature, signature.length + random.nextInt(9));
        case 2 -> signature[at] = (byte) random.nextInt(256);
        default -> signature[random.nextInt(Math.min(4, signature.length))] ^= (byte) 0x80;
      }
    }
    decodes(signature, curve);
  }

  private static void decodes(byte[] signature, Curve curve) {
    for (EcdsaEncoding encoding : EcdsaEncoding.values()) {
      INPUTS.increment();
      try {
        BigInteger[] numbers = encoding.decode(curve, signature);
        assertThat(numbers).hasSize(2);
        if (EcdsaEncoding.inRange(curve, numbers)) {
          // DER is unique: a signature that decodes is the encoding of its numbers.
          assertThat(encoding.encode(curve, numbers[0], numbers[1])).isEqualTo(signature);
        }
      } catch (SignatureException documented) {
        assertThat(documented.getMessage()).isNotBlank();
      }
    }
    INPUTS.increment();
    try {
      assertThat(EcdsaEncoding.P1363.ofService(curve, signature)).isEqualTo(signature);
    } catch (SignatureException documented) {
      assertThat(documented.getMessage()).startsWith("The service answered with ");
    }
  }
}
