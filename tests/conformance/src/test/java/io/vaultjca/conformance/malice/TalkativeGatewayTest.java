package io.vaultjca.conformance.malice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.vaultjca.conformance.keystore.OpenedVault;
import io.vaultjca.embedded.Fault;
import io.vaultjca.handle.PrivateHandle;
import io.vaultjca.provider.AzureKeyVaultProvider;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.Signature;
import java.security.SignatureException;
import java.util.Base64;
import javax.crypto.Cipher;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A gateway in front of the vault puts secrets and control characters into its refusals. */
class TalkativeGatewayTest {
  private static OpenedVault vault;
  private final Provider provider = new AzureKeyVaultProvider();

  @BeforeAll
  static void start() {
    vault = OpenedVault.with("{\"certificates\":[{\"name\":\"web\",\"kty\":\"RSA\"}]}");
  }

  @AfterAll
  static void close() {
    vault.close();
  }

  @AfterEach
  void quiet() {
    vault.server().faults().clear();
  }

  @Test
  void repeatedTokenAndPlaintextAreNotInTheException() throws Exception {
    String token = vault.server().accessToken();
    PrivateHandle key = (PrivateHandle) vault.openWithToken(token).getKey("web", null);
    byte[] plaintext = "the plaintext of a key".getBytes(StandardCharsets.US_ASCII);
    String sent = Base64.getUrlEncoder().withoutPadding().encodeToString(plaintext);
    refuse("Bearer " + token + " may not send {\"alg\":\"RSA1_5\",\"value\":\"" + sent + "\"}");
    Cipher cipher = Cipher.getInstance("RSA/ECB/PKCS1Padding", provider);
    cipher.init(Cipher.ENCRYPT_MODE, key.publicKey());
    Throwable refused = catchThrowable(() -> cipher.doFinal(plaintext));
    assertThat(refused)
        .hasMessageContaining(
            """
            the Key Vault answered 403 Blocked: "Bearer [left out] may not send \
            {"alg":"RSA1_5","value":"[left out]"}\"""");
    assertThat(stackTrace(refused)).doesNotContain(token, sent, "the plaintext");
  }

  @Test
  void messageIsOnePrintableLineOfBoundedLength() throws Exception {
    KeyStore store = vault.open();
    PrivateKey key = (PrivateKey) store.getKey("web", null);
    refuse(
        "\\u001b[2J\\u001b]0;title\\u0007\\u202e\\r\\nWARNING: all is well " + "x".repeat(1 << 20));
    Signature signature = Signature.getInstance("SHA256withRSA", provider);
    signature.initSign(key);
    Throwable refused = catchThrowable(signature::sign);
    assertThat(refused)
        .isExactlyInstanceOf(SignatureException.class)
        .hasMessageContaining("\"[2J ]0;title WARNING: all is well xxx")
        .hasMessageContaining("x…\"");
    assertThat(refused.getMessage()).hasSizeLessThan(1_200).matches("[\\x20-\\x7e…]+");
  }

  @Test
  void errorCodesAreOfBoundedLength() throws Exception {
    PrivateKey key = (PrivateKey) vault.open().getKey("web", null);
    String code = "\\u001b[2J" + "c".repeat(1 << 20);
    vault
        .server()
        .faults()
        .inject(
            "keys/sign",
            Fault.body(
                403,
                "{\"error\":{\"code\":\"%s\",\"innererror\":{\"code\":\"%s\"},\"message\":1}}"
                    .formatted(code, code)));
    Signature signature = Signature.getInstance("SHA256withRSA", provider);
    signature.initSign(key);
    assertThat(catchThrowable(signature::sign).getMessage())
        .hasSizeLessThan(2_000)
        .contains("the Key Vault answered 403 [2Jccc")
        .matches("[\\x20-\\x7e…]+");
  }

  private static void refuse(String message) {
    String json = message.replace("\"", "\\\"");
    String body = "{\"error\":{\"code\":\"Blocked\",\"message\":\"" + json + "\"}}";
    vault.server().faults().inject("keys/sign", Fault.body(403, body));
    vault.server().faults().inject("keys/encrypt", Fault.body(403, body));
  }

  private static String stackTrace(Throwable failure) {
    StringWriter text = new StringWriter();
    failure.printStackTrace(new PrintWriter(text));
    return text.toString();
  }
}
