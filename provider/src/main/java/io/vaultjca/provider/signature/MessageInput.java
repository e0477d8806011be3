package io.vaultjca.provider.signature;

import io.vaultjca.provider.jvm.Digest;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.SignatureException;
import java.util.Arrays;

/** Consumes the message of a signature, in constant memory. */
sealed interface MessageInput permits MessageInput.Hashed, MessageInput.Raw, MlDsaMessage {
  void update(byte[] bytes, int offset, int length);

  /** Consumes all remaining bytes of the buffer. */
  void update(ByteBuffer buffer);

  /** Ends the message, returns the bytes to sign, and begins the next message. */
  byte[] finish() throws SignatureException;

  /** Hashes the message. */
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

  /** Keeps a message that the caller has hashed. Bytes beyond the limit are only counted. */
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
