package io.vaultjca.provider.mac;

import io.vaultjca.VaultException;
import io.vaultjca.handle.SecretHandle;
import io.vaultjca.provider.jvm.Digest;
import io.vaultjca.provider.remote.RemoteFailure;
import java.nio.ByteBuffer;
import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.security.Key;
import java.security.MessageDigest;
import java.security.ProviderException;
import java.security.spec.AlgorithmParameterSpec;
import javax.crypto.MacSpi;
import org.jspecify.annotations.Nullable;

/**
 * The service's {@code HS256}, {@code HS384} and {@code HS512}: the HMAC of the message's
 * <em>digest</em>, {@code HMAC(key, SHA-2(message))}.
 *
 * <p>Despite its name this is neither {@code HmacSHA256} nor the {@code HS256} of RFC 7518, which
 * authenticate the message itself. A receiver has to repeat both steps.
 *
 * <p>{@link io.vaultjca.provider.remote} documents the use of the lock.
 */
public final class DigestMac extends MacSpi {
  private final String algorithm;
  private final Digest digest;
  private final MessageDigest message;
  private final Object lock = new Object();
  private @Nullable SecretHandle key;

  /** Creates the MAC of this name, which is the same in the JCA and in the service. */
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
  protected void engineInit(@Nullable Key initKey, @Nullable AlgorithmParameterSpec parameters)
      throws InvalidKeyException, InvalidAlgorithmParameterException {
    synchronized (lock) {
      key = null;
      message.reset();
      if (parameters != null) {
        throw new InvalidAlgorithmParameterException(
            "%s takes no parameters; it was given a %s"
                .formatted(algorithm, parameters.getClass().getName()));
      }
      if (!(initKey instanceof SecretHandle own)) {
        throw new InvalidKeyException(
            "%s needs a symmetric key in a vault or Managed HSM; it was given %s. For a key in the JVM use HmacSHA%s"
                .formatted(
                    algorithm,
                    initKey == null ? "null" : "a " + initKey.getClass().getName(),
                    digest.length() * Byte.SIZE));
      }
      key = own;
    }
  }

  @Override
  protected void engineUpdate(byte input) {
    engineUpdate(new byte[] {input}, 0, 1);
  }

  @Override
  protected void engineUpdate(byte[] input, int offset, int length) {
    synchronized (lock) {
      message.update(input, offset, length);
    }
  }

  @Override
  protected void engineUpdate(ByteBuffer input) {
    synchronized (lock) {
      message.update(input);
    }
  }

  @Override
  protected byte[] engineDoFinal() {
    SecretHandle signer;
    byte[] digested;
    synchronized (lock) {
      signer = key;
      digested = message.digest();
      if (signer == null) {
        throw new IllegalStateException(algorithm + " has no key: call init first");
      }
    }
    try {
      byte[] mac = signer.remote().sign(algorithm, digested);
      if (mac.length != digested.length) {
        throw new ProviderException(
            "The service answered with %s bytes for %s with the key %s; it must be %s"
                .formatted(mac.length, algorithm, signer, digested.length));
      }
      return mac;
    } catch (VaultException e) {
      throw RemoteFailure.unchecked(e);
    }
  }

  @Override
  protected void engineReset() {
    synchronized (lock) {
      message.reset();
    }
  }
}
