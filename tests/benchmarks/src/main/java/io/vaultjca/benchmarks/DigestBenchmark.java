package io.vaultjca.benchmarks;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.Signature;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * A long message, with a digest only and with a signature, whose digest goes to the vault at the
 * end.
 */
@State(Scope.Benchmark)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class DigestBenchmark {
  /** The receiver of the message. */
  public enum Taker {
    /** A {@link MessageDigest} of the JDK. */
    DIGEST,
    /** A {@link Signature} of the JDK with a key in the JVM: the cost of the JCA's layers. */
    JDK_SIGNATURE,
    /** Our {@link Signature}. */
    SIGNATURE
  }

  /** The form of the message. */
  public enum Form {
    /** {@code update(byte[], int, int)}. */
    ARRAY,
    /** {@code update(ByteBuffer)} with an array. */
    HEAP_BUFFER,
    /** {@code update(ByteBuffer)} outside the heap. */
    DIRECT_BUFFER
  }

  @Param({"DIGEST", "JDK_SIGNATURE", "SIGNATURE"})
  public Taker taker;

  @Param("ARRAY")
  public Form form;

  /** The size of a piece in bytes. */
  @Param("65536")
  public int chunk;

  /** The size of the message in MiB. */
  @Param("1024")
  public int mebibytes;

  private Sink sink;
  private byte[] array;
  private ByteBuffer buffer;

  private interface Sink {
    void update(byte[] bytes) throws GeneralSecurityException;

    void update(ByteBuffer bytes) throws GeneralSecurityException;

    byte[] finish() throws GeneralSecurityException;
  }

  /** Opens the key store and creates the piece. */
  @Setup
  public void open() throws Exception {
    sink =
        switch (taker) {
          case DIGEST -> digest();
          case JDK_SIGNATURE ->
              signature(Signature.getInstance("SHA256withRSA", "SunRsaSign"), localKey());
          case SIGNATURE -> signature(VaultAccess.ofEnvironment());
        };
    array = new byte[chunk];
    for (int i = 0; i < chunk; i++) {
      array[i] = (byte) (i * 31);
    }
    buffer =
        form == Form.DIRECT_BUFFER
            ? ByteBuffer.allocateDirect(chunk).put(array).flip()
            : ByteBuffer.wrap(array);
  }

  private static Sink digest() throws GeneralSecurityException {
    MessageDigest digest = MessageDigest.getInstance("SHA-256", "SUN");
    return new Sink() {
      @Override
      public void update(byte[] bytes) {
        digest.update(bytes, 0, bytes.length);
      }

      @Override
      public void update(ByteBuffer bytes) {
        digest.update(bytes);
      }

      @Override
      public byte[] finish() {
        return digest.digest();
      }
    };
  }

  private static Sink signature(VaultAccess vault) throws Exception {
    vault.delay(0);
    Provider provider = OurKeyStore.provider();
    KeyStore store = OurKeyStore.open(vault, provider);
    return signature(
        Signature.getInstance("SHA256withRSA", provider),
        (PrivateKey) store.getKey(Signer.Kind.RSA.certificate(), null));
  }

  private static PrivateKey localKey() throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA", "SunRsaSign");
    generator.initialize(2048);
    return generator.generateKeyPair().getPrivate();
  }

  private static Sink signature(Signature signature, PrivateKey key)
      throws GeneralSecurityException {
    signature.initSign(key);
    return new Sink() {
      @Override
      public void update(byte[] bytes) throws GeneralSecurityException {
        signature.update(bytes, 0, bytes.length);
      }

      @Override
      public void update(ByteBuffer bytes) throws GeneralSecurityException {
        signature.update(bytes);
      }

      @Override
      public byte[] finish() throws GeneralSecurityException {
        return signature.sign();
      }
    };
  }

  /** Processes the whole message. */
  @Benchmark
  public byte[] message() throws GeneralSecurityException {
    long chunks = ((long) mebibytes << 20) / chunk;
    for (long i = 0; i < chunks; i++) {
      if (form == Form.ARRAY) {
        sink.update(array);
      } else {
        buffer.rewind();
        sink.update(buffer);
      }
    }
    return sink.finish();
  }
}
