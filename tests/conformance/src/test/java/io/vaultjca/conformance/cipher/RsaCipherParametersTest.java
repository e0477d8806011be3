package io.vaultjca.conformance.cipher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vaultjca.conformance.fixture.Bytes;
import io.vaultjca.conformance.fixture.TestVault;
import io.vaultjca.handle.PrivateHandle;
import io.vaultjca.provider.AzureKeyVaultProvider;
import java.nio.charset.StandardCharsets;
import java.security.AlgorithmParameters;
import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.security.Key;
import java.security.Provider;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.MGF1ParameterSpec;
import javax.crypto.Cipher;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The OAEP parameters that the service offers, and the refusal of all others. */
@ResourceLock(TestVault.SHARED)
class RsaCipherParametersTest {
  private final Provider provider = new AzureKeyVaultProvider();
  private final PrivateHandle key = TestVault.vault().privateKey("rsa-known-2048");
  private final Key known = TestVault.vault().known("rsa-known-2048");

  private static OAEPParameterSpec oaep(String hash, String mgf, String mgfHash, String label) {
    return new OAEPParameterSpec(
        hash,
        mgf,
        new MGF1ParameterSpec(mgfHash),
        new PSource.PSpecified(
            label == null ? new byte[0] : label.getBytes(StandardCharsets.US_ASCII)));
  }

  @ParameterizedTest
  @CsvSource({
    "RSA/ECB/OAEPPadding, SHA-1, MGF1, SHA-1, 214",
    "RSA/ECB/OAEPPadding, SHA1, mgf1, sha-1, 214",
    "RSA/ECB/OAEPPadding, SHA-256, MGF1, SHA-256, 190",
    "RSA/ECB/OAEPPadding, sha256, 1.2.840.113549.1.1.8, SHA-256, 190",
    "RSA/ECB/OAEPWithSHA-1AndMGF1Padding, SHA-1, MGF1, SHA-1, 214",
    "RSA/ECB/OAEPWithSHA-256AndMGF1Padding, SHA-256, MGF1, SHA-256, 190"
  })
  void acceptsTheOaepThatTheServiceOffers(
      String transformation, String hash, String mgf, String mgfHash, int limit) throws Exception {
    OAEPParameterSpec given = oaep(hash, mgf, mgfHash, null);
    OAEPParameterSpec standard = CipherCase.oaep(limit == 190 ? "SHA-256" : "SHA-1");
    Cipher ours = Cipher.getInstance(transformation, provider);
    Cipher theirs = Cipher.getInstance("RSA/ECB/OAEPPadding", "SunJCE");
    byte[] message = Bytes.of(limit);

    ours.init(Cipher.ENCRYPT_MODE, key.publicKey(), given);
    theirs.init(Cipher.DECRYPT_MODE, known, standard);
    assertThat(theirs.doFinal(ours.doFinal(message))).isEqualTo(message);
    AlgorithmParameters used = ours.getParameters();
    assertThat(used.getAlgorithm()).isEqualTo("OAEP");
    OAEPParameterSpec spec = used.getParameterSpec(OAEPParameterSpec.class);
    assertThat(spec.getDigestAlgorithm()).isEqualTo(standard.getDigestAlgorithm());
    assertThat(((MGF1ParameterSpec) spec.getMGFParameters()).getDigestAlgorithm())
        .isEqualTo(standard.getDigestAlgorithm());

    // Each side accepts the parameters that the other reports.
    theirs.init(Cipher.ENCRYPT_MODE, key.publicKey(), used);
    ours.init(Cipher.DECRYPT_MODE, key, theirs.getParameters());
    assertThat(ours.doFinal(theirs.doFinal(message))).isEqualTo(message);
  }

  @ParameterizedTest
  @CsvSource({
    "SHA-384, MGF1, SHA-384, , the hash SHA-384",
    "SHA-256, MGF2, SHA-256, , the mask generation function MGF2",
    "SHA-256, MGF1, SHA-1, , the hash of MGF1 SHA-1",
    "SHA-1, MGF1, SHA-256, , the hash of MGF1 SHA-256",
    "SHA-256, MGF1, SHA-256, label, the label that is not empty"
  })
  void refusesEveryOtherOaepAndNamesTheDifference(
      String hash, String mgf, String mgfHash, String label, String named) throws Exception {
    Cipher ours = Cipher.getInstance("RSA/ECB/OAEPPadding", provider);
    for (int mode : new int[] {Cipher.ENCRYPT_MODE, Cipher.UNWRAP_MODE}) {
      assertThatThrownBy(
              () ->
                  ours.init(
                      mode,
                      mode == Cipher.ENCRYPT_MODE ? key.publicKey() : key,
                      oaep(hash, mgf, mgfHash, label)))
          .isExactlyInstanceOf(InvalidAlgorithmParameterException.class)
          .hasMessage(
              """
              The service does not offer OAEP with %s: it offers SHA-1 with MGF1 of SHA-1, and \
              SHA-256 with MGF1 of SHA-256, both with an empty label"""
                  .formatted(named));
    }
  }

  @Test
  void refusesParametersThatContradictTheName() throws Exception {
    Cipher sha256 = Cipher.getInstance("RSA/ECB/OAEPWithSHA-256AndMGF1Padding", provider);
    assertThatThrownBy(
            () -> sha256.init(Cipher.ENCRYPT_MODE, key.publicKey(), CipherCase.oaep("SHA-1")))
        .isExactlyInstanceOf(InvalidAlgorithmParameterException.class)
        .hasMessage(
            "RSA/ECB/OAEPWithSHA-256AndMGF1Padding has another hash than the parameters: SHA-1");
    Cipher pkcs1 = Cipher.getInstance("RSA", provider);
    assertThatThrownBy(
            () -> pkcs1.init(Cipher.ENCRYPT_MODE, key.publicKey(), CipherCase.oaep("SHA-1")))
        .isExactlyInstanceOf(InvalidAlgorithmParameterException.class)
        .hasMessageContaining("RSA/ECB/PKCS1Padding takes no parameters");
    assertThat(pkcs1.getParameters()).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "RSA/ECB/OAEPPadding, SHA-1",
    "RSA/ECB/OAEPWithSHA-1AndMGF1Padding, SHA-1",
    "RSA/ECB/OAEPWithSHA-256AndMGF1Padding, SHA-256"
  })
  void reportsItsDefaultParameters(String transformation, String hash) throws Exception {
    Cipher ours = Cipher.getInstance(transformation, provider);
    ours.init(Cipher.ENCRYPT_MODE, key.publicKey());
    OAEPParameterSpec used = ours.getParameters().getParameterSpec(OAEPParameterSpec.class);
    assertThat(used.getDigestAlgorithm()).isEqualTo(hash);
    assertThat(((MGF1ParameterSpec) used.getMGFParameters()).getDigestAlgorithm()).isEqualTo(hash);
  }

  /** JSSE tries this first and decrypts only after exactly this exception. */
  @ParameterizedTest
  @ValueSource(strings = {"RSA/ECB/PKCS1Padding", "RSA/ECB/OAEPPadding"})
  void refusesToUnwrapATlsPremasterSecretWithAnInvalidKey(String transformation) throws Exception {
    Cipher ours = Cipher.getInstance(transformation, provider);
    assertThatThrownBy(
            () -> ours.init(Cipher.UNWRAP_MODE, key, new TlsRsaPremasterSecretParameterSpec()))
        .isExactlyInstanceOf(InvalidKeyException.class)
        .hasMessage(
            transformation + " in a vault cannot unwrap a TLS premaster secret: decrypt it");
  }

  /** Has the name of the JDK's class, whose package is not exported. */
  private static final class TlsRsaPremasterSecretParameterSpec implements AlgorithmParameterSpec {}

  @Test
  void theShortNameIsPkcs1() throws Exception {
    Cipher ours = Cipher.getInstance("RSA", provider);
    ours.init(Cipher.ENCRYPT_MODE, key.publicKey());
    Cipher theirs = Cipher.getInstance("RSA/ECB/PKCS1Padding", "SunJCE");
    theirs.init(Cipher.DECRYPT_MODE, known);
    assertThat(theirs.doFinal(ours.doFinal(Bytes.of(245)))).isEqualTo(Bytes.of(245));
  }
}
