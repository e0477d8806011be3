package io.vaultjca.conformance.cipher;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vaultjca.VaultException;
import io.vaultjca.conformance.fixture.TestVault;
import io.vaultjca.embedded.Fault;
import io.vaultjca.handle.KeyHandle;
import io.vaultjca.provider.AzureKeyVaultProvider;
import java.security.InvalidKeyException;
import java.security.Provider;
import java.security.ProviderException;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.crypto.BadPaddingException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * How the service's 400 to decrypt and unwrap is reported. The service has one code for everything,
 * so its text decides: an error that clearly concerns the request is quoted; everything else is
 * reported as a wrong ciphertext, in the same words for every text.
 */
@ResourceLock(TestVault.SHARED)
class RefusedRequestTest {
  private static final List<String> OF_THE_REQUEST =
      List.of(
          """
          The specified version (2031-01-01) is not recognized. Consider using the latest \
          supported version (7.6).""",
          """
          Key and encryption algorithm are incompatible. Key https://a.vault.azure.net/keys/b/c is \
          of type 'EC', and algorithm 'X' can only be used with a key of type 'Y'.""",
          "Algorithm 'X' is not supported by operation decrypt.",
          "Invalid length of 'value': 9000000 bytes. X requires 256 bytes, encoded with base64url.");

  /**
   * The service sent the first three; the last two only quote, or continue with, the texts above.
   */
  private static final List<String> OF_THE_CIPHERTEXT =
      List.of(
          "Error occurred while decoding OAEP padding.",
          "The parameter is incorrect.",
          "",
          "Bad padding: Algorithm 'X' is not supported",
          "The length is invalid. Invalid length of 'value': 5 bytes.");

  private static final List<String> TRANSFORMATIONS =
      List.of(
          "RSA/ECB/PKCS1Padding",
          "RSA/ECB/OAEPWithSHA-256AndMGF1Padding",
          "AES_256/GCM/NoPadding",
          "AES_256/CBC/PKCS5Padding",
          "AES_256/KW/NoPadding",
          "AES/KWP/NoPadding");

  private final Provider provider = new AzureKeyVaultProvider();

  static Stream<Arguments> refusals() {
    return TRANSFORMATIONS.stream()
        .flatMap(name -> OF_THE_REQUEST.stream().map(words -> Arguments.of(name, words)));
  }

  @ParameterizedTest
  @MethodSource("refusals")
  void reportsAnErrorInTheRequest(String transformation, String words) throws Exception {
    Cipher decrypting = opened(transformation, Cipher.DECRYPT_MODE);
    refuse(transformation, words);
    assertThatThrownBy(() -> decrypting.doFinal(ciphertext(transformation)))
        .isExactlyInstanceOf(ProviderException.class)
        .hasMessageContaining(" answered 400 BadParameter: \"" + words + "\" (request id ")
        .hasCauseInstanceOf(VaultException.class);
    Cipher unwrapping = opened(transformation, Cipher.UNWRAP_MODE);
    refuse(transformation, words);
    assertThatThrownBy(
            () -> unwrapping.unwrap(ciphertext(transformation), "AES", Cipher.SECRET_KEY))
        .isExactlyInstanceOf(InvalidKeyException.class)
        .hasMessageContaining(" answered 400 BadParameter: \"" + words + "\" (request id ")
        .hasCauseInstanceOf(VaultException.class);
  }

  @ParameterizedTest
  @MethodSource("transformations")
  void hidesAnErrorThatMayConcernTheCiphertext(String transformation) throws Exception {
    Cipher decrypting = opened(transformation, Cipher.DECRYPT_MODE);
    Cipher unwrapping = opened(transformation, Cipher.UNWRAP_MODE);
    String message =
        transformation.contains("GCM")
            ? "do not belong together under the key "
            : " was not made with " + transformation + " and the key ";
    // OAEP adds its MGF1, which does not depend on the answer.
    String expected =
        ".*" + Pattern.quote(message + key(transformation)) + "(\\. Here its MGF1 has SHA-256,.*)?";
    for (String words : OF_THE_CIPHERTEXT) {
      refuse(transformation, words);
      assertThatThrownBy(() -> decrypting.doFinal(ciphertext(transformation)))
          .as(words)
          .isInstanceOf(BadPaddingException.class)
          .hasMessageMatching(expected)
          .hasNoCause();
      refuse(transformation, words);
      assertThatThrownBy(
              () -> unwrapping.unwrap(ciphertext(transformation), "AES", Cipher.SECRET_KEY))
          .as(words)
          .isExactlyInstanceOf(InvalidKeyException.class)
          .hasMessageMatching(expected)
          .hasNoCause();
    }
  }

  static List<String> transformations() {
    return TRANSFORMATIONS;
  }

  private static TestVault vault(String transformation) {
    return transformation.startsWith("RSA") ? TestVault.vault() : TestVault.hsm();
  }

  private static KeyHandle key(String transformation) {
    return vault(transformation).key(transformation.startsWith("RSA") ? "rsa-2048" : "oct-256");
  }

  private static void refuse(String transformation, String words) {
    vault(transformation)
        .server()
        .faults()
        .inject(
            "*",
            1,
            Fault.body(
                400, "{\"error\":{\"code\":\"BadParameter\",\"message\":\"" + words + "\"}}"));
  }

  /** Has a length that passes the checks in the JVM. */
  private static byte[] ciphertext(String transformation) {
    byte[] low = new byte[transformation.startsWith("RSA") ? 256 : 32];
    low[low.length - 1] = 2;
    return low;
  }

  private Cipher opened(String transformation, int mode) throws Exception {
    Cipher cipher = Cipher.getInstance(transformation, provider);
    if (transformation.contains("GCM")) {
      cipher.init(mode, key(transformation), new GCMParameterSpec(128, new byte[12]));
    } else if (transformation.contains("CBC")) {
      cipher.init(mode, key(transformation), new IvParameterSpec(new byte[16]));
    } else {
      cipher.init(mode, key(transformation));
    }
    return cipher;
  }
}
