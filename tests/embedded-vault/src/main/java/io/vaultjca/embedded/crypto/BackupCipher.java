package io.vaultjca.embedded.crypto;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Seals backups as a JWE in compact form (RFC 7516, {@code dir}, {@code A256GCM}). The key is the
 * same in every embedded vault, so that one can restore the backups of another; it does not keep
 * them secret.
 */
public final class BackupCipher {
  private static final String HEADER =
      encode(
          "{\"kid\":\"embedded-vault\",\"alg\":\"dir\",\"enc\":\"A256GCM\"}"
              .getBytes(StandardCharsets.US_ASCII));
  private static final int IV_BYTES = 12;
  private static final int TAG_BYTES = 16;

  private BackupCipher() {}

  /** Seals a document. */
  public static String seal(byte[] document) {
    byte[] iv = KeyMaterial.randomBytes(IV_BYTES);
    try {
      byte[] sealed = cipher(Cipher.ENCRYPT_MODE, HEADER, iv).doFinal(document);
      int end = sealed.length - TAG_BYTES;
      return String.join(
          ".",
          HEADER,
          "",
          encode(iv),
          encode(Arrays.copyOf(sealed, end)),
          encode(Arrays.copyOfRange(sealed, end, sealed.length)));
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("every JDK has AES-GCM", impossible);
    }
  }

  /**
   * Opens what {@link #seal} made.
   *
   * @throws InvalidInputException if the text is not such a backup
   */
  public static byte[] open(String text) throws InvalidInputException {
    String[] parts = text.split("\\.", -1);
    if (parts.length != 5) {
      throw new InvalidInputException("The backup is not a JWE.");
    }
    try {
      Base64.Decoder base64 = Base64.getUrlDecoder();
      Cipher cipher = cipher(Cipher.DECRYPT_MODE, parts[0], base64.decode(parts[2]));
      cipher.update(base64.decode(parts[3]));
      return cipher.doFinal(base64.decode(parts[4]));
    } catch (GeneralSecurityException | IllegalArgumentException wrong) {
      throw new InvalidInputException("The backup cannot be opened.", wrong);
    }
  }

  private static Cipher cipher(int mode, String header, byte[] iv) throws GeneralSecurityException {
    byte[] key =
        MessageDigest.getInstance("SHA-256", Providers.SUN)
            .digest("io.vaultjca.embedded backup".getBytes(StandardCharsets.US_ASCII));
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding", Providers.JCE);
    cipher.init(mode, new SecretKeySpec(key, "AES"), new GCMParameterSpec(TAG_BYTES * 8, iv));
    cipher.updateAAD(header.getBytes(StandardCharsets.US_ASCII));
    return cipher;
  }

  private static String encode(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
