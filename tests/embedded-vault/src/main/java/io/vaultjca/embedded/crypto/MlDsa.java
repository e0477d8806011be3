package io.vaultjca.embedded.crypto;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.List;
import org.bouncycastle.jcajce.interfaces.MLDSAPrivateKey;
import org.bouncycastle.jcajce.interfaces.MLDSAPublicKey;
import org.bouncycastle.jcajce.spec.ContextParameterSpec;
import org.bouncycastle.jcajce.spec.MLDSAParameterSpec;

/**
 * ML-DSA (FIPS 204), hedged, of a message or of μ that the caller computed (section 6.2). Uses
 * BouncyCastle, because the JDK has ML-DSA only since 24, and without context or μ.
 */
public final class MlDsa {
  /** The length of μ, in bytes. */
  public static final int MU_LENGTH = 64;

  /** The length of the longest context, in bytes. */
  public static final int LONGEST_CONTEXT = 255;

  private static final String PURE = "ML-DSA";
  private static final String EXTERNAL_MU = "ML-DSA-EXTERNAL-MU";
  private static final List<String> PARAMETER_SETS = List.of("ML-DSA-44", "ML-DSA-65", "ML-DSA-87");

  private MlDsa() {}

  /** Returns whether a parameter set has exactly this name. */
  public static boolean isParameterSet(String name) {
    return PARAMETER_SETS.contains(name);
  }

  /**
   * Generates a key.
   *
   * @param parameterSet one for which {@link #isParameterSet} holds
   */
  public static KeyMaterial.Akp generate(String parameterSet) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance(PURE, Providers.bouncyCastle());
      generator.initialize(MLDSAParameterSpec.fromName(parameterSet), Providers.RANDOM);
      KeyPair pair = generator.generateKeyPair();
      return new KeyMaterial.Akp(
          (MLDSAPrivateKey) pair.getPrivate(), (MLDSAPublicKey) pair.getPublic());
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(parameterSet + " is always there", impossible);
    }
  }

  /**
   * Builds a key from its encodings.
   *
   * @param pkcs8 the private key
   * @param spki the public key
   * @throws InvalidInputException if they are malformed or do not match
   */
  public static KeyMaterial.Akp read(byte[] pkcs8, byte[] spki) throws InvalidInputException {
    KeyMaterial.Akp key = read(pkcs8);
    if (!Arrays.equals(key.publicKey().getEncoded(), spki)) {
      throw new InvalidInputException("The ML-DSA key's private and public part do not match.");
    }
    return key;
  }

  /**
   * Builds a key from the encoding of its private part, which determines the public one.
   *
   * @throws InvalidInputException if it is malformed
   */
  public static KeyMaterial.Akp read(byte[] pkcs8) throws InvalidInputException {
    try {
      KeyFactory factory = KeyFactory.getInstance(PURE, Providers.bouncyCastle());
      MLDSAPrivateKey key =
          (MLDSAPrivateKey) factory.generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
      return new KeyMaterial.Akp(key, key.getPublicKey());
    } catch (GeneralSecurityException malformed) {
      throw new InvalidInputException("The ML-DSA key is not valid.", malformed);
    }
  }

  /**
   * Signs a message.
   *
   * @param context empty for none
   * @throws InvalidInputException if the context is too long
   */
  public static byte[] sign(KeyMaterial.Akp key, byte[] message, byte[] context)
      throws InvalidInputException {
    checkContext(context);
    try {
      Signature signature = Signature.getInstance(PURE, Providers.bouncyCastle());
      signature.initSign(key.privateKey(), Providers.RANDOM);
      signature.setParameter(new ContextParameterSpec(context));
      signature.update(message);
      return signature.sign();
    } catch (GeneralSecurityException failed) {
      throw new IllegalStateException("signing with ML-DSA failed", failed);
    }
  }

  /**
   * Signs the message that μ represents.
   *
   * @throws InvalidInputException if μ has another length
   */
  public static byte[] signMu(KeyMaterial.Akp key, byte[] mu) throws InvalidInputException {
    checkMu(mu);
    try {
      Signature signature = Signature.getInstance(EXTERNAL_MU, Providers.bouncyCastle());
      signature.initSign(key.privateKey(), Providers.RANDOM);
      signature.update(mu);
      return signature.sign();
    } catch (GeneralSecurityException failed) {
      throw new IllegalStateException("signing with ML-DSA failed", failed);
    }
  }

  /**
   * Verifies the signature of a message; false also for a malformed one.
   *
   * @throws InvalidInputException as {@link #sign} does
   */
  public static boolean verify(
      KeyMaterial.Akp key, byte[] message, byte[] context, byte[] signature)
      throws InvalidInputException {
    checkContext(context);
    try {
      Signature verifier = Signature.getInstance(PURE, Providers.bouncyCastle());
      verifier.initVerify(key.publicKey());
      verifier.setParameter(new ContextParameterSpec(context));
      verifier.update(message);
      return verifier.verify(signature);
    } catch (GeneralSecurityException malformed) {
      return false;
    }
  }

  /**
   * Verifies the signature of the message that μ represents; false also for a malformed one.
   *
   * @throws InvalidInputException as {@link #signMu} does
   */
  public static boolean verifyMu(KeyMaterial.Akp key, byte[] mu, byte[] signature)
      throws InvalidInputException {
    checkMu(mu);
    try {
      Signature verifier = Signature.getInstance(EXTERNAL_MU, Providers.bouncyCastle());
      verifier.initVerify(key.publicKey());
      verifier.update(mu);
      return verifier.verify(signature);
    } catch (GeneralSecurityException malformed) {
      return false;
    }
  }

  private static void checkContext(byte[] context) throws InvalidInputException {
    if (context.length > LONGEST_CONTEXT) {
      throw new InvalidInputException(
          "Invalid length of 'context': %d bytes. ML-DSA requires at most %d bytes"
              .formatted(context.length, LONGEST_CONTEXT));
    }
  }

  private static void checkMu(byte[] mu) throws InvalidInputException {
    if (mu.length != MU_LENGTH) {
      throw new InvalidInputException(
          "Invalid length of 'external_mu': %d bytes. ML-DSA requires %d bytes"
              .formatted(mu.length, MU_LENGTH));
    }
  }
}
