package io.vaultjca.provider.signature;

import java.nio.ByteBuffer;
import org.bouncycastle.crypto.digests.SHAKEDigest;

/**
 * Computes the representative μ of a message (FIPS 204, algorithm 7, line 6) and its context
 * (algorithm 2, line 10), which ML-DSA signs in place of the message. A new object is needed for
 * each message.
 *
 * <p>It uses BouncyCastle, since JDK 17 does not have SHAKE256.
 */
final class MlDsaMessage implements MessageInput {
  private static final int LENGTH = 64;

  /** The domain separator of a message that is not prehashed (FIPS 204, algorithm 2). */
  private static final byte PURE = 0;

  private final SHAKEDigest digest = new SHAKEDigest(256);

  /** Begins the message; the context has at most 255 bytes. */
  MlDsaMessage(byte[] publicKey, byte[] context) {
    update(publicKey, 0, publicKey.length);
    byte[] keyHash = finish();
    update(keyHash, 0, keyHash.length);
    digest.update(PURE);
    digest.update((byte) context.length);
    update(context, 0, context.length);
  }

  @Override
  public void update(byte[] bytes, int offset, int length) {
    digest.update(bytes, offset, length);
  }

  @Override
  public void update(ByteBuffer buffer) {
    byte[] some = new byte[Math.min(buffer.remaining(), 4096)];
    while (buffer.hasRemaining()) {
      int count = Math.min(buffer.remaining(), some.length);
      buffer.get(some, 0, count);
      update(some, 0, count);
    }
  }

  @Override
  public byte[] finish() {
    byte[] output = new byte[LENGTH];
    digest.doFinal(output, 0, LENGTH);
    return output;
  }
}
