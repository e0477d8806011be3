package io.vaultjca.keystore.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.LongAdder;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.ASN1TaggedObject;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERTaggedObject;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * Randomly changed files with a chain, as the secret of a certificate may hold them. The reader
 * accepts them or throws a declared exception, and does so quickly.
 */
@SuppressWarnings("JavaUtilDate") // BouncyCastle's certificate builder takes Dates.
class CertificateChainFuzzTest {
  private static final LongAdder INPUTS = new LongAdder();
  private static final Duration TIME = Duration.ofSeconds(20);
  private static final long LONGEST_NANOS = 30_000_000_000L;
  private static final List<byte[]> PKCS12 = new ArrayList<>();
  private static X509Certificate certificate;
  private static byte[] pem;

  @BeforeContainer
  static void make() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC", "SunEC");
    generator.initialize(256);
    KeyPair pair = generator.generateKeyPair();
    X500Name subject = new X500Name("CN=test");
    Instant now = Instant.now();
    certificate =
        new JcaX509CertificateConverter()
            .getCertificate(
                new JcaX509v3CertificateBuilder(
                        subject,
                        BigInteger.TEN,
                        Date.from(now),
                        Date.from(now.plusSeconds(60)),
                        subject,
                        pair.getPublic())
                    .build(
                        new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate())));
    String property = "keystore.pkcs12.certProtectionAlgorithm";
    for (String algorithm :
        List.of("PBEWithSHA1AndDESede", "PBEWithHmacSHA256AndAES_256", "NONE")) {
      System.setProperty(property, algorithm);
      KeyStore store = KeyStore.getInstance("PKCS12", "SunJSSE");
      store.load(null, null);
      store.setKeyEntry("key", pair.getPrivate(), new char[0], new Certificate[] {certificate});
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      store.store(bytes, new char[0]);
      PKCS12.add(bytes.toByteArray());
    }
    System.clearProperty(property);
    String body =
        Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(certificate.getEncoded());
    String block = "-----BEGIN CERTIFICATE-----\n" + body + "\n-----END CERTIFICATE-----\n";
    pem =
        ("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n" + block + block)
            .getBytes(StandardCharsets.US_ASCII);
  }

  @AfterContainer
  static void count() {
    System.out.println("Fuzzed PEM and PKCS#12 files: " + INPUTS.sum() + " inputs");
  }

  @Property(edgeCases = EdgeCasesMode.NONE, shrinking = ShrinkingMode.OFF)
  void readsOrRefusesAMutatedPkcs12File(@ForAll long seed) {
    Random random = new Random(seed);
    byte[] file = mutated(PKCS12.get(random.nextInt(PKCS12.size())), random);
    reads(Base64.getEncoder().encode(file), "application/x-pkcs12");
  }

  @Property(edgeCases = EdgeCasesMode.NONE, shrinking = ShrinkingMode.OFF)
  void readsOrRefusesAMutatedPemFile(@ForAll long seed) {
    Random random = new Random(seed);
    reads(mutated(pem, random), "application/x-pem-file");
  }

  @Property(edgeCases = EdgeCasesMode.NONE, shrinking = ShrinkingMode.OFF)
  void readsOrRefusesAMutatedCertificate(@ForAll long seed) throws Exception {
    Random random = new Random(seed);
    String body = Base64.getMimeEncoder().encodeToString(mutated(certificate.getEncoded(), random));
    reads(
        ("-----BEGIN CERTIFICATE-----\n" + body + "\n-----END CERTIFICATE-----\n")
            .getBytes(StandardCharsets.US_ASCII),
        "application/x-pem-file");
  }

  @Property(edgeCases = EdgeCasesMode.NONE, shrinking = ShrinkingMode.OFF)
  void readsOrRefusesAnyBytes(@ForAll byte[] bytes, @ForAll String contentType) {
    reads(bytes, contentType);
  }

  /** A year of key derivation would block the program. */
  @Example
  void refusesMoreIterationsThanTheJdkDoes() throws Exception {
    byte[] modern = withIterations(PKCS12.get(1), 6_000_001);
    assertThatThrownBy(() -> Pkcs12Certificates.read(modern, TIME)).isInstanceOf(IOException.class);
    byte[] old = withIterations(PKCS12.get(0), Integer.MAX_VALUE);
    assertThatThrownBy(() -> Pkcs12Certificates.read(old, TIME)).isInstanceOf(IOException.class);
  }

  /** The bag's value under an implicit tag is well-formed ASN.1, but not PKCS#12. */
  @Example
  void refusesAsn1ThatIsNotPkcs12() throws Exception {
    byte[] file = PKCS12.get(2);
    int refused = 0;
    for (int i = 0; i < file.length; i++) {
      if ((file[i] & 0xff) == 0xa0) {
        byte[] implicit = file.clone();
        implicit[i] = (byte) 0x80;
        try {
          Pkcs12Certificates.read(implicit, TIME);
        } catch (IOException documented) {
          refused++;
        }
      }
    }
    assertThat(refused).isPositive();
  }

  /** Replaces each INTEGER after a salt, which is a number of iterations. */
  private static byte[] withIterations(byte[] pkcs12, int iterations) throws IOException {
    return rewritten(ASN1Primitive.fromByteArray(pkcs12), iterations).getEncoded();
  }

  private static ASN1Primitive rewritten(ASN1Primitive value, int iterations) throws IOException {
    if (value instanceof ASN1Sequence sequence) {
      ASN1EncodableVector items = new ASN1EncodableVector();
      for (int i = 0; i < sequence.size(); i++) {
        ASN1Primitive item = sequence.getObjectAt(i).toASN1Primitive();
        boolean behindSalt =
            item instanceof ASN1Integer
                && i > 0
                && sequence.getObjectAt(i - 1) instanceof DEROctetString;
        items.add(behindSalt ? new ASN1Integer(iterations) : rewritten(item, iterations));
      }
      return new DERSequence(items);
    }
    if (value instanceof ASN1TaggedObject tagged && tagged.isExplicit()) {
      return new DERTaggedObject(
          true,
          tagged.getTagNo(),
          rewritten(tagged.getExplicitBaseObject().toASN1Primitive(), iterations));
    }
    if (value instanceof DEROctetString octets) {
      Optional<ASN1Primitive> inside = sequence(octets.getOctets());
      if (inside.isPresent()) {
        return new DEROctetString(rewritten(inside.get(), iterations).getEncoded());
      }
    }
    return value;
  }

  /** The sequence in the octets; empty for other content, such as encrypted data. */
  private static Optional<ASN1Primitive> sequence(byte[] octets) {
    try {
      return Optional.ofNullable(ASN1Primitive.fromByteArray(octets))
          .filter(ASN1Sequence.class::isInstance);
    } catch (IOException | IllegalArgumentException noSequence) {
      return Optional.empty();
    }
  }

  private static void reads(byte[] content, String contentType) {
    INPUTS.increment();
    long begin = System.nanoTime();
    try {
      List<X509Certificate> candidates = CertificateChains.secret(content, contentType, TIME);
      assertThat(CertificateChains.order(certificate, candidates)).isNotEmpty();
      for (X509Certificate candidate : candidates) {
        assertThat(CertificateChains.order(candidate, candidates)).isNotEmpty();
      }
    } catch (IOException | GeneralSecurityException | TimeoutException documented) {
      assertThat(documented.toString()).isNotBlank();
    }
    assertThat(System.nanoTime() - begin).isLessThan(LONGEST_NANOS);
  }

  private static byte[] mutated(byte[] right, Random random) {
    byte[] bytes = right.clone();
    for (int i = random.nextInt(4); i >= 0; i--) {
      int at = random.nextInt(bytes.length);
      switch (random.nextInt(6)) {
        case 0 -> bytes = Arrays.copyOf(bytes, Math.max(1, at));
        case 1 -> {
          byte[] longer = new byte[bytes.length + random.nextInt(64)];
          System.arraycopy(bytes, 0, longer, 0, at);
          System.arraycopy(
              bytes, at, longer, longer.length - (bytes.length - at), bytes.length - at);
          bytes = longer;
        }
        case 2 -> bytes[at] = (byte) 0x80;
        case 3 -> bytes[at] = (byte) 0xff;
        default -> bytes[at] ^= (byte) (1 << random.nextInt(8));
      }
    }
    return bytes;
  }
}
