package io.vaultjca.conformance.signature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vaultjca.conformance.fixture.TestVault;
import io.vaultjca.provider.AzureKeyVaultProvider;
import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.security.InvalidParameterException;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.ProviderException;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** RSASSA-PSS accepts the parameters that the service offers and refuses all others. */
@ResourceLock(TestVault.SHARED)
class PssParametersTest {
  private final Provider provider = new AzureKeyVaultProvider();
  private final PrivateKey key = TestVault.vault().privateKey("rsa-2048");

  private static PSSParameterSpec spec(
      String hash, String mgf, String mgfHash, int salt, int trailer) {
    return new PSSParameterSpec(
        hash, mgf, mgfHash == null ? null : new MGF1ParameterSpec(mgfHash), salt, trailer);
  }

  @ParameterizedTest
  @CsvSource({
    "SHA-256, MGF1, SHA-256, 32, SHA-256",
    "SHA-384, MGF1, SHA-384, 48, SHA-384",
    "SHA-512, MGF1, SHA-512, 64, SHA-512",
    "SHA256, mgf1, SHA-256, 32, SHA-256",
    "sha-256, MGF1, sha256, 32, SHA-256",
    "2.16.840.1.101.3.4.2.1, 1.2.840.113549.1.1.8, SHA-256, 32, SHA-256",
    "SHA-256, MGF1, , 32, SHA-256"
  })
  void takesWhatTheServiceOffers(String hash, String mgf, String mgfHash, int salt, String as)
      throws Exception {
    Signature signature = Signature.getInstance("RSASSA-PSS", provider);
    signature.initSign(key);
    signature.setParameter(spec(hash, mgf, mgfHash, salt, 1));
    signature.update(new byte[9]);
    byte[] signed = signature.sign();
    Signature jdk = Signature.getInstance("RSASSA-PSS", "SunRsaSign");
    jdk.setParameter(spec(as, "MGF1", as, salt, 1));
    jdk.initVerify(TestVault.vault().privateKey("rsa-2048").publicKey());
    jdk.update(new byte[9]);
    assertThat(jdk.verify(signed)).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "SHA-1, MGF1, SHA-1, 20, 1, hash SHA-1",
    "SHA-224, MGF1, SHA-224, 28, 1, hash SHA-224",
    "SHA3-256, MGF1, SHA3-256, 32, 1, hash SHA3-256",
    "MD5, MGF1, MD5, 16, 1, hash MD5",
    "SHA-256, MGF2, SHA-256, 32, 1, mask generation function MGF2",
    "SHA-256, MGF1, SHA-1, 32, 1, hash of MGF1 SHA-1",
    "SHA-512, MGF1, SHA-256, 64, 1, hash of MGF1 SHA-256",
    "SHA-256, MGF1, SHA-256, 20, 1, salt length 20",
    "SHA-256, MGF1, SHA-256, 0, 1, salt length 0",
    "SHA-256, MGF1, SHA-256, 222, 1, salt length 222",
    "SHA-256, MGF1, SHA-256, 32, 2, trailer field 2"
  })
  void refusesEverythingElseByName(
      String hash, String mgf, String mgfHash, int salt, int trailer, String named)
      throws Exception {
    PSSParameterSpec wrong = spec(hash, mgf, mgfHash, salt, trailer);
    Signature signature = Signature.getInstance("RSASSA-PSS", provider);
    signature.initSign(key);
    assertThatThrownBy(() -> signature.setParameter(wrong))
        .isExactlyInstanceOf(InvalidAlgorithmParameterException.class)
        .hasMessageContaining("does not offer RSASSA-PSS with the " + named + ":");
    // Before the key is set another provider may accept both; with our key they are refused.
    Signature early = Signature.getInstance("RSASSA-PSS", provider);
    early.setParameter(wrong);
    assertThatThrownBy(() -> early.initSign(key))
        .isExactlyInstanceOf(InvalidKeyException.class)
        .hasMessageContaining(named)
        .hasMessageContaining(key.toString());
  }

  @Test
  void requiresParametersLikeTheJdk() throws Exception {
    Signature signature = Signature.getInstance("RSASSA-PSS", provider);
    assertThat(signature.getParameters()).isNull();
    signature.initSign(key);
    assertThatThrownBy(() -> signature.update(new byte[1]))
        .isExactlyInstanceOf(SignatureException.class)
        .hasMessageContaining("needs parameters");
    assertThatThrownBy(() -> signature.update(java.nio.ByteBuffer.allocate(1)))
        .isExactlyInstanceOf(ProviderException.class);
    assertThatThrownBy(signature::sign).isExactlyInstanceOf(SignatureException.class);
    assertThatThrownBy(() -> signature.setParameter(null))
        .isExactlyInstanceOf(InvalidAlgorithmParameterException.class)
        .hasMessage("RSASSA-PSS takes a PSSParameterSpec; it was given null");
    assertThatThrownBy(() -> signature.setParameter(new ECGenParameterSpec("secp256r1")))
        .isExactlyInstanceOf(InvalidAlgorithmParameterException.class);
  }

  @Test
  void keepsParametersAcrossAnInit() throws Exception {
    Signature signature = Signature.getInstance("RSASSA-PSS", provider);
    signature.setParameter(spec("SHA-384", "MGF1", "SHA-384", 48, 1));
    signature.initSign(key);
    signature.initSign(key);
    signature.update(new byte[9]);
    signature.sign();
    PSSParameterSpec used = signature.getParameters().getParameterSpec(PSSParameterSpec.class);
    assertThat(used.getDigestAlgorithm()).isEqualTo("SHA-384");
    assertThat(used.getSaltLength()).isEqualTo(48);
  }

  @Test
  void refusesParametersInTheMiddleOfAMessage() throws Exception {
    Signature signature = Signature.getInstance("SHA256withRSASSA-PSS", provider);
    signature.initSign(key);
    signature.update(new byte[1]);
    assertThatThrownBy(() -> signature.setParameter(spec("SHA-256", "MGF1", "SHA-256", 32, 1)))
        .isExactlyInstanceOf(InvalidAlgorithmParameterException.class)
        .hasMessageContaining("set the parameters before the first update");
    signature.sign();
    signature.setParameter(spec("SHA-256", "MGF1", "SHA-256", 32, 1));
  }

  @Test
  void nameWithAHashRefusesOtherHashes() throws Exception {
    Signature signature = Signature.getInstance("SHA256withRSAandMGF1", provider);
    assertThat(
            signature.getParameters().getParameterSpec(PSSParameterSpec.class).getDigestAlgorithm())
        .isEqualTo("SHA-256");
    assertThatThrownBy(() -> signature.setParameter(spec("SHA-512", "MGF1", "SHA-512", 64, 1)))
        .isExactlyInstanceOf(InvalidAlgorithmParameterException.class)
        .hasMessage("SHA256withRSASSA-PSS has the hash SHA-256, not SHA-512");
  }

  @Test
  @SuppressWarnings("deprecation") // Tests a deprecated method.
  void otherSignaturesTakeNoParameters() throws Exception {
    Signature signature = Signature.getInstance("SHA256withRSA", provider);
    signature.initSign(key);
    signature.setParameter(null);
    assertThat(signature.getParameters()).isNull();
    assertThatThrownBy(() -> signature.setParameter(spec("SHA-256", "MGF1", "SHA-256", 32, 1)))
        .isExactlyInstanceOf(InvalidAlgorithmParameterException.class)
        .hasMessageContaining("takes no parameters");
    assertThatThrownBy(() -> signature.setParameter("salt", 5))
        .isExactlyInstanceOf(InvalidParameterException.class);
    assertThatThrownBy(() -> signature.getParameter("salt"))
        .isExactlyInstanceOf(InvalidParameterException.class);
  }
}
