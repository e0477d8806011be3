package io.vaultjca.provider.signature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vaultjca.key.Curve;
import java.io.IOException;
import java.math.BigInteger;
import java.security.SignatureException;
import java.util.Arrays;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.x9.ECNamedCurveTable;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.crypto.signers.PlainDSAEncoding;

/** The conversions between the JCA's and the service's forms, compared with BouncyCastle. */
class EcdsaConversionPropertyTest {
  /** r and s of a signature on a curve. */
  record Numbers(Curve curve, BigInteger r, BigInteger s) {}

  @Provide
  Arbitrary<Numbers> signatures() {
    return Arbitraries.of(Curve.class)
        .flatMap(
            curve ->
                Combinators.combine(inRange(curve), inRange(curve))
                    .as((r, s) -> new Numbers(curve, r, s)));
  }

  /** Prefers small numbers, large numbers and numbers with leading zeros. */
  private static Arbitrary<BigInteger> inRange(Curve curve) {
    BigInteger most = curve.parameters().getOrder().subtract(BigInteger.ONE);
    return Arbitraries.oneOf(
        Arbitraries.bigIntegers().between(BigInteger.ONE, most),
        Arbitraries.integers()
            .between(1, most.bitLength() - 1)
            .map(bits -> BigInteger.ONE.shiftLeft(bits).subtract(BigInteger.ONE)),
        Arbitraries.integers().between(0, most.bitLength() - 2).map(BigInteger.ONE::shiftLeft),
        Arbitraries.of(BigInteger.ONE, most));
  }

  @Property
  void derEqualsBouncyCastles(@ForAll("signatures") Numbers numbers) throws Exception {
    byte[] service =
        PlainDSAEncoding.INSTANCE.encode(
            numbers.curve().parameters().getOrder(), numbers.r(), numbers.s());
    assertThat(service).hasSize(2 * numbers.curve().coordinateLength());
    ASN1EncodableVector both = new ASN1EncodableVector();
    both.add(new ASN1Integer(numbers.r()));
    both.add(new ASN1Integer(numbers.s()));
    assertThat(EcdsaEncoding.DER.ofService(numbers.curve(), service))
        .isEqualTo(new DERSequence(both).getEncoded());
    assertThat(EcdsaEncoding.P1363.ofService(numbers.curve(), service)).isEqualTo(service);
  }

  @Property
  void theServicesFormEqualsBouncyCastlesPlainEncoding(@ForAll("signatures") Numbers numbers) {
    assertThat(EcdsaEncoding.fixedLength(numbers.curve(), numbers.r(), numbers.s()))
        .isEqualTo(
            PlainDSAEncoding.INSTANCE.encode(
                numbers.curve().parameters().getOrder(), numbers.r(), numbers.s()));
  }

  @Property
  void bothFormsRoundTrip(@ForAll("signatures") Numbers numbers) throws Exception {
    for (EcdsaEncoding encoding : EcdsaEncoding.values()) {
      byte[] encoded = encoding.encode(numbers.curve(), numbers.r(), numbers.s());
      BigInteger[] decoded = encoding.decode(numbers.curve(), encoded);
      assertThat(decoded).containsExactly(numbers.r(), numbers.s());
      assertThat(EcdsaEncoding.inRange(numbers.curve(), decoded)).isTrue();
    }
  }

  @Property
  void garbageIsASignatureException(@ForAll Curve curve, @ForAll @Size(max = 160) byte[] garbage) {
    try {
      BigInteger[] numbers = EcdsaEncoding.DER.decode(curve, garbage);
      assertThat(ASN1Sequence.getInstance(garbage).size()).isEqualTo(2);
      assertThat(numbers).hasSize(2);
    } catch (SignatureException refused) {
      assertThat(refused).hasMessageContaining("is not the DER encoding");
    }
  }

  @Property
  void aModifiedEncodingIsRefusedOrHasOtherNumbers(
      @ForAll("signatures") Numbers numbers, @ForAll int position, @ForAll byte change)
      throws Exception {
    byte[] encoded = EcdsaEncoding.DER.encode(numbers.curve(), numbers.r(), numbers.s());
    int index = Math.floorMod(position, encoded.length);
    byte[] changed = encoded.clone();
    changed[index] ^= change;
    if (Arrays.equals(changed, encoded)) {
      return;
    }
    try {
      assertThat(EcdsaEncoding.DER.decode(numbers.curve(), changed))
          .isNotEqualTo(new BigInteger[] {numbers.r(), numbers.s()});
    } catch (SignatureException refused) {
      assertThat(refused).hasMessageContaining("is not the DER encoding");
    }
  }

  @Property
  void refusesP1363OfAnotherLength(@ForAll Curve curve, @ForAll @Size(max = 160) byte[] bytes)
      throws Exception {
    if (bytes.length == 2 * curve.coordinateLength()) {
      assertThat(EcdsaEncoding.P1363.decode(curve, bytes)).hasSize(2);
    } else {
      assertThatThrownBy(() -> EcdsaEncoding.P1363.decode(curve, bytes))
          .isExactlyInstanceOf(SignatureException.class)
          .hasMessageContaining("this one has " + bytes.length);
      assertThatThrownBy(() -> EcdsaEncoding.P1363.ofService(curve, bytes))
          .isExactlyInstanceOf(SignatureException.class);
    }
  }

  @Property
  void detectsNumbersOutOfRange(@ForAll Curve curve, @ForAll BigInteger number) {
    BigInteger order = curve.parameters().getOrder();
    for (BigInteger wrong :
        new BigInteger[] {BigInteger.ZERO, order, order.add(number.abs()), number.abs().negate()}) {
      assertThat(EcdsaEncoding.inRange(curve, new BigInteger[] {wrong, BigInteger.ONE})).isFalse();
      assertThat(EcdsaEncoding.inRange(curve, new BigInteger[] {BigInteger.ONE, wrong})).isFalse();
    }
  }

  @Property(tries = 200)
  void aFittedDigestVerifiesTheSameSignatures(
      @ForAll Curve curve,
      @ForAll @Size(max = 64) byte[] digest,
      @ForAll("secrets") BigInteger secret)
      throws IOException {
    X9ECParameters x9 = ECNamedCurveTable.getByName(curve.standardName());
    ECDomainParameters domain = new ECDomainParameters(x9);
    BigInteger d = secret.mod(x9.getN().subtract(BigInteger.ONE)).add(BigInteger.ONE);
    ECDSASigner signer = new ECDSASigner();
    signer.init(true, new ECPrivateKeyParameters(d, domain));
    byte[] fitted = EcdsaSignature.fit(digest, curve.digestLength());
    assertThat(fitted).hasSize(curve.digestLength());
    // BouncyCastle uses the leftmost bits of a digest of any length, as FIPS 186-5 says.
    BigInteger[] signature = signer.generateSignature(digest);
    ECDSASigner verifier = new ECDSASigner();
    verifier.init(false, new ECPublicKeyParameters(x9.getG().multiply(d).normalize(), domain));
    assertThat(verifier.verifySignature(fitted, signature[0], signature[1])).isTrue();
  }

  @Provide
  Arbitrary<BigInteger> secrets() {
    return Arbitraries.bigIntegers()
        .between(BigInteger.ONE, BigInteger.ONE.shiftLeft(520).subtract(BigInteger.ONE));
  }
}
