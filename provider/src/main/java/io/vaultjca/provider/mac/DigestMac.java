package io.vaultjca.provider.mac;

import io.vaultjca.key.VaultSecretKey;
import io.vaultjca.provider.jvm.Digest;
import io.vaultjca.provider.remote.RemoteFailure;
import io.vaultjca.vault.VaultException;
import java.nio.ByteBuffer;
import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.security.Key;
import java.security.MessageDigest;
import java.security.ProviderException;
import java.security.spec.AlgorithmParameterSpec;
import java.util.concurrent.locks.ReentrantLock;
import javax.crypto.MacSpi;

/**
 * The service's {@code HS256}, {@code HS384} and {@code HS512}: the HMAC of the message's
 * <em>digest</em>, {@code HMAC(key, SHA-2(message))}.
 *
 * <p>It is not the HMAC of the message, and so neither {@code HmacSHA256} nor the {@code HS256} of
 * RFC 7518, whatever its name: nobody else can check it but with the same two steps.
 */
public final class DigestMac extends MacSpi {
  private final String algorithm;
  private final Digest digest;
  private final MessageDigest message;
  private final ReentrantLock lock = new ReentrantLock();
  private VaultSecretKey key;

  /**
   * Creates a message authentication code.
   *
   * @param algorithm the name, here and in the service
   * @param digest the digest
   */
  public DigestMac(String algorithm, Digest digest) {
    this.algorithm = algorithm;
    this.digest = digest;
    this.message = digest.newMessageDigest();
  }

  @Override
  protected int engineGetMacLength() {
    return digest.length();
  }

  @Override
  protected void engineInit(Key initKey, AlgorithmParameterSpec parameters)
      throws InvalidKeyException, InvalidAlgorithmParameterException {
    lock.lock();
    try {
      key = null;
      message.reset();
      if (parameters != null) {
        throw new InvalidAlgorithmParameterException(
            algorithm + " takes no parameters; it was given a " + parameters.getClass().getName());
      }
      if (!(initKey instanceof VaultSecretKey own)) {
        throw new InvalidKeyException(
            algorithm
                + " needs a symmetric key of a Managed HSM; it was given "
                + (initKey == null ? "null" : "a " + initKey.getClass().getName())
                + ". For a key in the JVM there is HmacSHA"
                + digest.length() * Byte.SIZE);
      }
      key = own;
    } finally {
      lock.unlock();
    }
  }

  @Override
  protected void engineUpdate(byte input) {
    engineUpdate(new byte[] {input}, 0, 1);
  }

  @Override
  protected void engineUpdate(byte[] input, int offset, int length) {
    lock.lock();
    try {
      message.update(input, offset, length);
    } finally {
      lock.unlock();
    }
  }

  @Override
  protected void engineUpdate(ByteBuffer input) {
    lock.lock();
    try {
      message.update(input);
    } finally {
      lock.unlock();
    }
  }

  @Override
  protected byte[] engineDoFinal() {
    lock.lock();
    try {
      byte[] digested = message.digest();
      if (key == null) {
        throw new IllegalStateException(algorithm + " has no key: call init first");
      }
      byte[] mac = key.remote().sign(algorithm, digested);
      if (mac.length != digest.length()) {
        throw new ProviderException(
            "The service answered "
                + mac.length
                + " bytes for "
                + algorithm
                + " with the key "
                + key
                + "; it must be "
                + digest.length());
      }
      return mac;
    } catch (VaultException e) {
      throw new ProviderException(RemoteFailure.logged(e).getMessage(), e);
    } finally {
      lock.unlock();
    }
  }

  @Override
  protected void engineReset() {
    lock.lock();
    try {
      message.reset();
    } finally {
      lock.unlock();
    }
  }
}
