package io.vaultjca.command.keys.crypto;

import io.vaultjca.command.terminal.CommandException;
import io.vaultjca.vault.RemoteKey.Encrypted;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Encryption and decryption with one key and one algorithm.
 *
 * <p>The ciphertext file holds the initialisation vector, unless it is given separately, the
 * ciphertext and the authentication tag. For RSA it holds only the ciphertext.
 *
 * @param iv the initialisation vector, or null if it is in the file
 * @param additionalData the additional authenticated data, or null for none
 */
@SuppressWarnings("ArrayRecordComponent") // Passed on, never compared.
record Encryption(
    UsableKey key, String algorithm, byte @Nullable [] iv, byte @Nullable [] additionalData) {
  private static final int BLOCK = 16;
  private static final int TAG = 16;
  private static final int GCM_IV = 12;

  /** Creates one, and checks that the data fits the algorithm. */
  static Encryption of(
      UsableKey key, String algorithm, byte @Nullable [] iv, byte @Nullable [] additionalData)
      throws CommandException {
    if (additionalData != null && !algorithm.endsWith("GCM")) {
      throw new CommandException("%s takes no additional data: omit --aad.".formatted(algorithm));
    }
    int length = ivLength(algorithm);
    if (iv != null && iv.length != length) {
      throw new CommandException(
          length == 0
              ? "%s takes no initialisation vector: omit --iv.".formatted(algorithm)
              : "The initialisation vector of %s has %s bytes, but --iv has %s."
                  .formatted(algorithm, length, iv.length));
    }
    return new Encryption(key, algorithm, iv, additionalData);
  }

  private static int ivLength(String algorithm) {
    if (algorithm.startsWith("RSA")) {
      return 0;
    }
    return algorithm.endsWith("GCM") ? GCM_IV : BLOCK;
  }

  private boolean isGcm() {
    return algorithm.endsWith("GCM");
  }

  byte[] encrypt(byte[] plaintext) throws IOException, CommandException {
    if (algorithm.startsWith("RSA")) {
      new RsaLimits(key, algorithm).requireFits(plaintext.length, "encrypt");
      return key.remote().encrypt(algorithm, plaintext, null, null).ciphertext();
    }
    if (isGcm()) {
      if (iv != null) {
        throw new CommandException(
            "With %s the service creates the initialisation vector: omit --iv."
                .formatted(algorithm));
      }
      Encrypted sealed = key.remote().encrypt(algorithm, plaintext, null, additionalData);
      if (sealed.iv() == null || sealed.tag() == null) {
        throw new CommandException(
            "The service returned a ciphertext without an initialisation vector or a tag.");
      }
      return joined(sealed.iv(), sealed.ciphertext(), sealed.tag());
    }
    if (!algorithm.endsWith("PAD") && plaintext.length % BLOCK != 0) {
      throw new CommandException(
          "%s encrypts whole blocks of %s bytes, but the file has %s bytes: use %sPAD, or GCM."
              .formatted(algorithm, BLOCK, plaintext.length, algorithm));
    }
    byte[] vector = iv == null ? random() : iv;
    byte[] ciphertext = key.remote().encrypt(algorithm, plaintext, vector, null).ciphertext();
    return iv == null ? joined(vector, ciphertext, new byte[0]) : ciphertext;
  }

  byte[] decrypt(byte[] content) throws IOException, CommandException {
    if (algorithm.startsWith("RSA")) {
      new RsaLimits(key, algorithm).requireCiphertext(content.length);
      return key.remote().decrypt(algorithm, new Encrypted(content, null, null), null);
    }
    int start = iv == null ? ivLength(algorithm) : 0;
    int end = content.length - (isGcm() ? TAG : 0);
    if (end < start) {
      throw new CommandException(
          "The file has %s bytes, but a ciphertext of %s has at least %s."
              .formatted(content.length, algorithm, start + (isGcm() ? TAG : 0)));
    }
    return key.remote()
        .decrypt(
            algorithm,
            new Encrypted(
                Arrays.copyOfRange(content, start, end),
                iv == null ? Arrays.copyOf(content, start) : iv,
                isGcm() ? Arrays.copyOfRange(content, end, content.length) : null),
            additionalData);
  }

  private static byte[] random() {
    byte[] bytes = new byte[BLOCK];
    new SecureRandom().nextBytes(bytes);
    return bytes;
  }

  private static byte[] joined(byte[] first, byte[] second, byte[] third) {
    return ByteBuffer.allocate(first.length + second.length + third.length)
        .put(first)
        .put(second)
        .put(third)
        .array();
  }
}
