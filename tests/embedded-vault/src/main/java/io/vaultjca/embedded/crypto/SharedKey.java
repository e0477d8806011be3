package io.vaultjca.embedded.crypto;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Keys of storage accounts, in base64, and their signatures. */
public final class SharedKey {
  private static final int BYTES = 64;

  private SharedKey() {}

  /** Generates a key. */
  public static String generate() {
    return Base64.getEncoder().encodeToString(KeyMaterial.randomBytes(BYTES));
  }

  /** Returns the HMAC-SHA256 of a text, in base64. */
  public static String sign(String key, String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256", Providers.JCE);
      mac.init(new SecretKeySpec(Base64.getDecoder().decode(key), "HmacSHA256"));
      byte[] signature = mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
      return Base64.getEncoder().encodeToString(signature);
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("every JDK has HMAC-SHA256", impossible);
    }
  }
}
