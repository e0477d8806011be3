package io.vaultjca.provider.signature;

import io.vaultjca.provider.jvm.Digest;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.SignatureException;
import java.util.Arrays;

/** Takes the message of a signature, in constant memory. */
sealed interface MessageInput permits MessageInput.Hashed, MessageInput.Raw, MlDsaMessage {
  void update(byte[] bytes, int offset, int length);

  /** Takes all that remains in the buffer. */
  void update(ByteBuffer buffer);

  /** Ends the message and begins the next: what is to be signed. */
  byte[] finish() throws SignatureException;

  /** A message that is hashed as it comes. */
  final class Hashed implements MessageInput {
    private final MessageDigest digest;

    Hashed(Digest digest) {
      this.digest = digest.newMessageDigest();
    }

    @Override
    public void update(byte[] bytes, int offset, int length) {
      digest.update(bytes, offset, length);
    }

    @Override
    public void update(ByteBuffer buffer) {
      digest.update(buffer);
    }

    @Override
    public byte[] finish() {
      return digest.digest();
    }
  }

  /** A message that the caller hashed already. What exceeds the limit is counted, not kept. */
  final class Raw implements MessageInput {
    private final byte[] message;
    private final String tooLong;
    private long length;

    Raw(int limit, String tooLong) {
      this.message = new byte[limit];
      this.tooLong = tooLong;
    }

    @Override
    public void update(byte[] bytes, int offset, int count) {
      update(ByteBuffer.wrap(bytes, offset, count));
    }

    @Override
    public void update(ByteBuffer buffer) {
      int count = buffer.remaining();
      if (length + count <= message.length) {
        buffer.get(message, (int) length, count);
      } else {
        buffer.position(buffer.limit());
      }
      length += count;
    }

    @Override
    public byte[] finish() throws SignatureException {
      long finished = length;
      length = 0;
      if (finished > message.length) {
        throw new SignatureException(
            "%s: it has %s bytes, the limit is %s".formatted(tooLong, finished, message.length));
      }
      return Arrays.copyOf(message, (int) finished);
    }
  }
}
