package io.vaultjca.conformance.malice;

import static org.assertj.core.api.Assertions.assertThat;

import io.vaultjca.conformance.faults.Warnings;
import io.vaultjca.conformance.keystore.OpenedVault;
import io.vaultjca.embedded.Fault;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.ASN1TaggedObject;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERTaggedObject;
import org.junit.jupiter.api.Test;

/** A secret whose PKCS#12 file demands a key derivation that would take the caller's time. */
class BoundedDerivationTest {
  private static final Pattern VALUE = Pattern.compile("\"value\":\"([^\"]*)\"");

  @Test
  void costlyKeyDerivationIsRefusedWithoutATry() throws Exception {
    Warnings.listen();
    try (OpenedVault vault =
        OpenedVault.with("{\"certificates\":[{\"name\":\"web\",\"kty\":\"EC\",\"chain\":2}]}")) {
      vault
          .server()
          .faults()
          .inject("secrets/get", Fault.rewritten(body -> withIterations(body, 5_900_000)));
      KeyStore store = vault.open();
      assertThat(store.getCertificate("web")).isNotNull();
      ThreadMXBean threads = ManagementFactory.getThreadMXBean();
      long before = threads.getCurrentThreadCpuTime();
      assertThat(store.getCertificateChain("web")).containsExactly(store.getCertificate("web"));
      assertThat(Duration.ofNanos(threads.getCurrentThreadCpuTime() - before))
          .isLessThan(Duration.ofSeconds(1));
      assertThat(Warnings.all().containing("The chain of web is its certificate alone", "5900000"))
          .singleElement()
          .asString()
          .endsWith(
              """
              The PKCS#12 file needs 5900000 iterations of key derivation in all its parts and \
              tries, and the limit is 2000000""");
    }
  }

  private static String withIterations(String body, int iterations) {
    Matcher value = VALUE.matcher(body);
    assertThat(value.find()).isTrue();
    try {
      byte[] file =
          rewritten(
                  ASN1Primitive.fromByteArray(Base64.getDecoder().decode(value.group(1))),
                  iterations)
              .getEncoded();
      return body.replace(value.group(1), Base64.getEncoder().encodeToString(file));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Replaces every INTEGER that follows a salt, which is a number of iterations. */
  private static ASN1Primitive rewritten(ASN1Primitive value, int iterations) throws IOException {
    if (value instanceof ASN1Sequence sequence) {
      ASN1EncodableVector items = new ASN1EncodableVector();
      for (int i = 0; i < sequence.size(); i++) {
        ASN1Primitive item = sequence.getObjectAt(i).toASN1Primitive();
        boolean behindSalt =
            item instanceof ASN1Integer
                && i > 0
                && sequence.getObjectAt(i - 1) instanceof ASN1OctetString;
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
    if (value instanceof ASN1OctetString octets && octets.getOctets().length > 0) {
      try {
        if (ASN1Primitive.fromByteArray(octets.getOctets()) instanceof ASN1Sequence inside) {
          return new DEROctetString(rewritten(inside, iterations).getEncoded());
        }
      } catch (IOException notAsn1) {
        return value;
      }
    }
    return value;
  }
}
