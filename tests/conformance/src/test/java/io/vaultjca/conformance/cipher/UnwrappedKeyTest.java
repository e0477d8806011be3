package io.vaultjca.conformance.cipher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vaultjca.conformance.fixture.Bytes;
import io.vaultjca.conformance.fixture.TestVault;
import io.vaultjca.provider.AzureKeyVaultProvider;
import java.security.InvalidKeyException;
import java.security.Key;
import java.security.Provider;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code unwrap} returns secret keys only of lengths that their algorithm supports. */
@ResourceLock(TestVault.SHARED)
class UnwrappedKeyTest {
  private final Provider provider = new AzureKeyVaultProvider();

  private Key unwrapped(String transformation, String algorithm, int length) throws Exception {
    boolean rsa = transformation.startsWith("RSA");
    Key unwrapping =
        rsa ? TestVault.vault().privateKey("rsa-2048") : TestVault.hsm().key("oct-256");
    Cipher cipher = Cipher.getInstance(transformation, provider);
    cipher.init(
        Cipher.WRAP_MODE, rsa ? TestVault.vault().privateKey("rsa-2048").publicKey() : unwrapping);
    byte[] wrapped = cipher.wrap(new SecretKeySpec(Bytes.of(length), "any"));
    cipher.init(Cipher.UNWRAP_MODE, unwrapping);
    return cipher.unwrap(wrapped, algorithm, Cipher.SECRET_KEY);
  }

  @ParameterizedTest
  @CsvSource({
    "AES/KWP/NoPadding, AES, 16",
    "AES/KWP/NoPadding, AES, 24",
    "RSA/ECB/PKCS1Padding, aes, 32",
    "AES/KWP/NoPadding, 2.16.840.1.101.3.4.1.42, 32",
    "AES/KWP/NoPadding, DESede, 24",
    "AES/KWP/NoPadding, ChaCha20, 32",
    "AES/KWP/NoPadding, HmacSHA256, 26",
    "RSA/ECB/OAEPWithSHA-256AndMGF1Padding, HmacSHA512, 1"
  })
  void acceptsTheKeyLengthsOfTheAlgorithm(String transformation, String algorithm, int length)
      throws Exception {
    Key key = unwrapped(transformation, algorithm, length);
    assertThat(key.getEncoded()).isEqualTo(Bytes.of(length));
    assertThat(key.getAlgorithm()).isEqualTo(algorithm);
  }

  @ParameterizedTest
  @CsvSource({
    "AES/KWP/NoPadding, AES, 26",
    "AES/KW/NoPadding, AES, 40",
    "RSA/ECB/PKCS1Padding, AES, 26",
    "RSA/ECB/OAEPWithSHA-256AndMGF1Padding, aes, 1",
    "AES/KWP/NoPadding, 2.16.840.1.101.3.4.1.42, 33",
    "AES/KWP/NoPadding, DES, 7",
    "AES/KWP/NoPadding, DESede, 16",
    "AES/KWP/NoPadding, ChaCha20, 16",
    "AES/KWP/NoPadding, Blowfish, 57",
    "AES/KWP/NoPadding, ARCFOUR, 4"
  })
  void refusesOtherLengths(String transformation, String algorithm, int length) {
    assertThatThrownBy(() -> unwrapped(transformation, algorithm, length))
        .isExactlyInstanceOf(InvalidKeyException.class)
        .hasMessage("The unwrapped key is not a secret key of the algorithm " + algorithm);
  }
}
