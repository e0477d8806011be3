package io.vaultjca.provider.jvm;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Locale;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.DigestInfo;
import org.bouncycastle.operator.DefaultDigestAlgorithmIdentifierFinder;

/** The digests and their DigestInfo, compared with BouncyCastle. */
class DigestPropertyTest {
  @Property
  void digestInfoEqualsBouncyCastles(@ForAll Digest digest, @ForAll byte[] message)
      throws Exception {
    byte[] value = digest.newMessageDigest().digest(message);
    assertThat(value).hasSize(digest.length());
    assertThat(value).isEqualTo(MessageDigest.getInstance(digest.standardName()).digest(message));
    AlgorithmIdentifier found =
        new DefaultDigestAlgorithmIdentifierFinder().find(digest.standardName());
    byte[] expected =
        new DigestInfo(new AlgorithmIdentifier(found.getAlgorithm(), DERNull.INSTANCE), value)
            .getEncoded("DER");
    assertThat(digest.digestInfo(value)).isEqualTo(expected);
    assertThat(digest.valueOf(expected)).hasValueSatisfying(v -> assertThat(v).isEqualTo(value));
    for (Digest other : Digest.values()) {
      assertThat(other.valueOf(expected).isPresent()).isEqualTo(other == digest);
    }
    assertThat(Digest.named(found.getAlgorithm().getId())).hasValue(digest);
  }

  @Property
  void garbageIsNotADigestInfo(@ForAll Digest digest, @ForAll @Size(max = 100) byte[] garbage) {
    byte[] value = new byte[digest.length()];
    boolean equal = Arrays.equals(garbage, digest.digestInfo(value));
    assertThat(digest.valueOf(garbage).isPresent()).isEqualTo(equal);
  }

  @Property
  void acceptsTheSpellingsInUse(@ForAll Digest digest) {
    String name = digest.standardName();
    assertThat(Digest.named(name)).hasValue(digest);
    assertThat(Digest.named(name.toLowerCase(Locale.ROOT))).hasValue(digest);
    if (name.startsWith("SHA-")) {
      assertThat(Digest.named(name.replace("-", ""))).hasValue(digest);
    }
    assertThat(Digest.named("SHA")).hasValue(Digest.SHA_1);
    assertThat(Digest.named("MD5")).isEmpty();
    assertThat(Digest.named("")).isEmpty();
  }
}
