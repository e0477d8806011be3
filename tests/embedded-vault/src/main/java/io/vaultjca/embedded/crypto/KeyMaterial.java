package io.vaultjca.embedded.crypto;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPrivateKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.RSAKeyGenParameterSpec;
import org.bouncycastle.jcajce.interfaces.MLDSAPrivateKey;
import org.bouncycastle.jcajce.interfaces.MLDSAPublicKey;

/** The key itself. Its text does not contain secrets. */
public sealed interface KeyMaterial {

  /** A key pair that can have a certificate. */
  sealed interface Pair extends KeyMaterial {
    PrivateKey privateKey();

    PublicKey publicKey();
  }

  /** An RSA key of 2048 to 4096 bits. */
  record Rsa(RSAPrivateKey privateKey, RSAPublicKey publicKey) implements Pair {
    public int bits() {
      return publicKey.getModulus().bitLength();
    }

    @Override
    public String toString() {
      return "RSA " + bits();
    }
  }

  /** A key on one of the service's curves. */
  record Ec(Curve curve, ECPrivateKey privateKey, ECPublicKey publicKey) implements Pair {
    @Override
    public String toString() {
      return "EC " + curve.label();
    }
  }

  /** An ML-DSA key; the service calls the type AKP, algorithm key pair. */
  record Akp(MLDSAPrivateKey privateKey, MLDSAPublicKey publicKey) implements KeyMaterial {
    /** Returns {@code ML-DSA-44}, {@code ML-DSA-65} or {@code ML-DSA-87}. */
    public String parameterSet() {
      return publicKey.getParameterSpec().getName();
    }

    /** Returns the public key in the encoding of FIPS 204. */
    public byte[] rawPublicKey() {
      return publicKey.getPublicData();
    }

    @Override
    public String toString() {
      return parameterSet();
    }
  }

  /** An AES or HMAC key of 128, 192 or 256 bits; the service does not distinguish them. */
  @SuppressWarnings("ArrayRecordComponent") // carried, never compared
  record Oct(byte[] value) implements KeyMaterial {
    public int bits() {
      return value.length * 8;
    }

    @Override
    public String toString() {
      return "oct " + bits();
    }
  }

  static Rsa generateRsa(int bits, BigInteger exponent) {
    return RsaKeys.next(bits, exponent);
  }

  /** Returns an RSA key that differs from {@code before}, which may be null. */
  static Rsa generateRsa(int bits, BigInteger exponent, KeyMaterial before) {
    Rsa key = generateRsa(bits, exponent);
    while (key.equals(before)) {
      key = generateRsa(bits, exponent);
    }
    return key;
  }

  /** Generates an RSA key without the cache of {@link RsaKeys}. */
  static Rsa makeRsa(int bits, BigInteger exponent) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA", Providers.RSA);
      generator.initialize(new RSAKeyGenParameterSpec(bits, exponent), Providers.RANDOM);
      KeyPair pair = generator.generateKeyPair();
      return new Rsa((RSAPrivateKey) pair.getPrivate(), (RSAPublicKey) pair.getPublic());
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("the JDK generates RSA keys of " + bits, impossible);
    }
  }

  static Ec generateEc(Curve curve) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC", curve.provider());
      generator.initialize(new ECGenParameterSpec(curve.standardName()), Providers.RANDOM);
      KeyPair pair = generator.generateKeyPair();
      return new Ec(curve, (ECPrivateKey) pair.getPrivate(), (ECPublicKey) pair.getPublic());
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(curve + " is always there", impossible);
    }
  }

  static Oct generateOct(int bits) {
    return new Oct(randomBytes(bits / 8));
  }

  static byte[] randomBytes(int count) {
    byte[] bytes = new byte[count];
    Providers.RANDOM.nextBytes(bytes);
    return bytes;
  }
}
