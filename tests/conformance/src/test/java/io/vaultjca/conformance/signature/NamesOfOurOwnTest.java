package io.vaultjca.conformance.signature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vaultjca.conformance.fixture.Bytes;
import io.vaultjca.conformance.fixture.Position;
import io.vaultjca.conformance.fixture.TestVault;
import io.vaultjca.handle.PrivateHandle;
import java.security.InvalidKeyException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Provider;
import java.security.Security;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.stream.Stream;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Algorithm names that the JDK lacks, with keys in a vault and with software keys. */
@Isolated("It lets another provider stand first.")
class NamesOfOurOwnTest {
  private static final byte[] MESSAGE = Bytes.of(100);
  private static final Provider BOUNCY_CASTLE = new BouncyCastleProvider();

  static Stream<Arguments> everywhere() {
    return Stream.of(Position.values())
        .flatMap(
            position ->
                Stream.of(
                    Arguments.of(position, "SHA256withRSAandMGF1", "RSA"),
                    Arguments.of(position, "SHA384withRSASSA-PSS", "RSA"),
                    Arguments.of(position, "SHA512withRSAandMGF1", "RSASSA-PSS"),
                    Arguments.of(position, "SHA256withPLAIN-ECDSA", "EC"),
                    Arguments.of(position, "SHA3-512withPLAIN-ECDSA", "EC"),
                    Arguments.of(position, "0.4.0.127.0.7.1.1.4.1.3", "EC")));
  }

  @ParameterizedTest
  @MethodSource("everywhere")
  void ownNamesAcceptSoftwareKeys(Position position, String algorithm, String type)
      throws Exception {
    KeyPair pair = KeyPairGenerator.getInstance(type).generateKeyPair();
    byte[][] signed = new byte[1][];
    position.during(
        () -> {
          Signature signature =
              position == Position.NAMED
                  ? Signature.getInstance(algorithm, "AzureKeyVault")
                  : Signature.getInstance(algorithm);
          signature.initSign(pair.getPrivate());
          signature.update(MESSAGE);
          signed[0] = signature.sign();
          Signature verifier = Signature.getInstance(algorithm);
          verifier.initVerify(pair.getPublic());
          verifier.update(MESSAGE);
          assertThat(verifier.verify(signed[0])).isTrue();
        });
    Signature other =
        Signature.getInstance(
            type.equals("RSASSA-PSS") ? "SHA512withRSAandMGF1" : algorithm, BOUNCY_CASTLE);
    other.initVerify(pair.getPublic());
    other.update(MESSAGE);
    assertThat(other.verify(signed[0])).isTrue();
  }

  /** Another provider with the same name keeps its keys. */
  @ParameterizedTest
  @CsvSource({"SHA256withRSAandMGF1, RSA", "SHA256withPLAIN-ECDSA, EC"})
  void softwareKeyGoesToAnotherProviderWithTheSameName(String algorithm, String type)
      throws Exception {
    KeyPair pair = KeyPairGenerator.getInstance(type).generateKeyPair();
    Security.addProvider(new BouncyCastleProvider());
    try {
      Position.FIRST.during(
          () -> {
            Signature signature = Signature.getInstance(algorithm);
            signature.initSign(pair.getPrivate());
            assertThat(signature.getProvider().getName()).isEqualTo("BC");
          });
    } finally {
      Security.removeProvider("BC");
    }
  }

  @ParameterizedTest
  @EnumSource(Position.class)
  void ownCipherNamesAcceptSoftwareKeys(Position position) throws Exception {
    SecretKeySpec key = new SecretKeySpec(Bytes.of(16), "AES");
    position.during(
        () -> {
          Cipher cipher = Cipher.getInstance("AES_128/CBC/PKCS5Padding");
          cipher.init(Cipher.ENCRYPT_MODE, key);
          Cipher jdk = Cipher.getInstance("AES/CBC/PKCS5Padding", "SunJCE");
          byte[] sealed = cipher.doFinal(MESSAGE);
          jdk.init(Cipher.DECRYPT_MODE, key, cipher.getParameters());
          assertThat(jdk.doFinal(sealed)).isEqualTo(MESSAGE);
        });
  }

  @ParameterizedTest
  @CsvSource({"SHA256withRSAandMGF1, EC", "SHA256withPLAIN-ECDSA, RSA"})
  void ownNamesRefuseKeysOfAnotherType(String algorithm, String type) throws Exception {
    KeyPair pair = KeyPairGenerator.getInstance(type).generateKeyPair();
    Position.LAST.during(
        () ->
            assertThatThrownBy(() -> Signature.getInstance(algorithm).initSign(pair.getPrivate()))
                .isInstanceOf(InvalidKeyException.class));
  }

  private static PSSParameterSpec pss(int bits) {
    String hash = "SHA-" + bits;
    return new PSSParameterSpec(hash, "MGF1", new MGF1ParameterSpec(hash), bits / 8, 1);
  }

  /** As BouncyCastle and EU DSS sign a ready digest. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "NONEwithRSASSA-PSS",
        "NONEwithRSAandMGF1",
        "RAWRSASSA-PSS",
        "NONEWITHRSAPSS",
        "RAWRSAPSS"
      })
  void pssSignsAReadyDigest(String name) throws Exception {
    PrivateHandle key = TestVault.vault().privateKey("rsa-2048");
    for (int bits : new int[] {256, 384, 512}) {
      byte[] digest = MessageDigest.getInstance("SHA-" + bits).digest(MESSAGE);
      Position.LAST.during(
          () -> {
            Signature signature = Signature.getInstance(name);
            signature.setParameter(pss(bits));
            signature.initSign(key);
            signature.update(digest);
            byte[] signed = signature.sign();
            Signature jdk = Signature.getInstance("RSASSA-PSS", "SunRsaSign");
            jdk.setParameter(pss(bits));
            jdk.initVerify(key.publicKey());
            jdk.update(MESSAGE);
            assertThat(jdk.verify(signed)).isTrue();
            signature.initVerify(key.publicKey());
            signature.update(digest);
            assertThat(signature.verify(signed)).isTrue();
            signature.update(Bytes.flipped(digest, 0));
            assertThat(signature.verify(signed)).isFalse();
          });
    }
  }

  @Test
  void messageSaysWhatAReadyDigestNeeds() throws Exception {
    PrivateHandle key = TestVault.vault().privateKey("rsa-2048");
    Position.LAST.during(
        () -> {
          Signature signature = Signature.getInstance("NONEwithRSASSA-PSS");
          signature.initSign(key);
          assertThatThrownBy(() -> signature.update(new byte[32]))
              .isExactlyInstanceOf(SignatureException.class)
              .hasMessage(
                  """
                  NONEwithRSASSA-PSS needs parameters: call setParameter with a PSSParameterSpec \
                  first""");
          signature.setParameter(pss(384));
          signature.update(new byte[32]);
          assertThatThrownBy(signature::sign)
              .isExactlyInstanceOf(SignatureException.class)
              .hasMessage(
                  "NONEwithRSASSA-PSS with SHA-384 takes a digest of 48 bytes; it was given 32");
          signature.update(new byte[64]);
          assertThatThrownBy(signature::sign)
              .isExactlyInstanceOf(SignatureException.class)
              .hasMessageContaining(
                  "too long for NONEwithRSASSA-PSS with SHA-384: it has 64 bytes");
          assertThatThrownBy(() -> signature.initSign(software("RSA").getPrivate()))
              .isExactlyInstanceOf(InvalidKeyException.class)
              .hasMessageContaining("no other provider takes it for NONEwithRSASSA-PSS");
        });
  }

  private static KeyPair software(String type) throws Exception {
    return KeyPairGenerator.getInstance(type).generateKeyPair();
  }

  @ParameterizedTest
  @CsvSource({
    "SHA256withPLAIN-ECDSA, ec-p256",
    "SHA384withPLAIN-ECDSA, ec-p384",
    "SHA512withPLAIN-ECDSA, ec-p256k",
    "SHA1withPLAIN-ECDSA, ec-p521",
    "0.4.0.127.0.7.1.1.4.1.2, ec-p256",
    "OID.0.4.0.127.0.7.1.1.4.1.9, ec-p256"
  })
  void bsiNamesSignLikeTheJdks(String algorithm, String name) throws Exception {
    PrivateHandle key = TestVault.vault().privateKey(name);
    Position.LAST.during(
        () -> {
          Signature signature = Signature.getInstance(algorithm);
          signature.initSign(key);
          signature.update(MESSAGE);
          byte[] signed = signature.sign();
          Signature other =
              Signature.getInstance(algorithm.replaceFirst("^OID\\.", ""), BOUNCY_CASTLE);
          other.initVerify(
              java.security.KeyFactory.getInstance("EC", BOUNCY_CASTLE)
                  .generatePublic(
                      new java.security.spec.X509EncodedKeySpec(key.publicKey().getEncoded())));
          other.update(MESSAGE);
          assertThat(other.verify(signed)).isTrue();
        });
  }
}
