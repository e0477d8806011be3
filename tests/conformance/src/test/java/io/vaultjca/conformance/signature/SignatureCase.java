package io.vaultjca.conformance.signature;

import static org.assertj.core.api.Assertions.assertThat;

import io.vaultjca.conformance.fixture.Bytes;
import io.vaultjca.conformance.fixture.Position;
import io.vaultjca.conformance.fixture.TestVault;
import io.vaultjca.handle.EcPrivateHandle;
import io.vaultjca.handle.MlDsaHandle;
import io.vaultjca.handle.PrivateHandle;
import io.vaultjca.key.Curve;
import io.vaultjca.provider.jvm.Digest;
import io.vaultjca.provider.table.KeyClasses;
import io.vaultjca.provider.table.ServiceRow;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.RSAKey;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.OptionalInt;
import org.bouncycastle.crypto.signers.PlainDSAEncoding;
import org.bouncycastle.crypto.signers.StandardDSAEncoding;
import org.bouncycastle.jce.provider.BouncyCastleProvider;

/** One row of the table with one key, at one position of the provider. */
record SignatureCase(
    ServiceRow row, TestVault vault, String keyName, Position position, String hash) {
  static final Provider BOUNCY_CASTLE = new BouncyCastleProvider();

  PrivateHandle key() {
    return vault.privateKey(keyName);
  }

  boolean isRaw() {
    return row.name().startsWith("NONE");
  }

  /** r and s concatenated, under the JDK's name or the BSI's. */
  boolean isP1363() {
    return row.name().endsWith("inP1363Format") || isPlain();
  }

  boolean isPlain() {
    return row.name().endsWith("PLAIN-ECDSA");
  }

  boolean isMlDsa() {
    return row.keys() == KeyClasses.ML_DSA;
  }

  /** RSASSA-PSS, over a message or a ready digest, has no default parameters. */
  boolean needsParameters() {
    return isPss() && row.digest().isEmpty();
  }

  /** PSS over a ready digest, which no JDK provider supports. */
  boolean isRawPss() {
    return isRaw() && isPss();
  }

  boolean isPss() {
    return row.name().contains("PSS");
  }

  /** Whether the embedded vault takes several times as long with this RSA key. */
  boolean isLarge() {
    return keyName.matches("rsa-known-(3072|4096)");
  }

  /** Whether this key represents its kind in checks that do not depend on its size. */
  boolean isTypical() {
    return keyName.matches("(hsm-)?(rsa-2048|ec-p256|ml-dsa-65)");
  }

  /** Whether the digest represents all in checks that do not depend on it. */
  boolean isOfSha256() {
    return isRaw() || hash.equals("SHA-256");
  }

  /** The length of a signature in bytes; empty for DER, whose length varies. */
  OptionalInt signatureLength() {
    if (key() instanceof EcPrivateHandle ec) {
      return isP1363() ? OptionalInt.of(2 * ec.curve().coordinateLength()) : OptionalInt.empty();
    }
    if (key() instanceof MlDsaHandle mlDsa) {
      return OptionalInt.of(mlDsa.parameterSet().signatureLength());
    }
    return OptionalInt.of(((RSAKey) key()).getModulus().bitLength() / Byte.SIZE);
  }

  /** Returns an uninitialised object of the algorithm. */
  Signature open() throws GeneralSecurityException {
    return position == Position.NAMED
        ? Signature.getInstance(row.name(), "AzureKeyVault")
        : Signature.getInstance(row.name());
  }

  Signature signing() throws GeneralSecurityException {
    Signature signature = open();
    signature.initSign(key());
    setParameters(signature);
    return signature;
  }

  /** Names the provider if it is last, where a public handle would go to the JDK. */
  Signature verifying() throws GeneralSecurityException {
    Signature signature =
        position == Position.LAST ? Signature.getInstance(row.name(), "AzureKeyVault") : open();
    signature.initVerify(key().publicKey());
    setParameters(signature);
    return signature;
  }

  void setParameters(Signature signature) throws GeneralSecurityException {
    if (needsParameters()) {
      signature.setParameter(pssParameters());
    }
  }

  PSSParameterSpec pssParameters() {
    int length = Digest.named(hash).orElseThrow().length();
    return new PSSParameterSpec(hash, "MGF1", new MGF1ParameterSpec(hash), length, 1);
  }

  /** A message, or for the NONE algorithms an input that the caller has to prepare. */
  byte[] message(int number) throws GeneralSecurityException {
    byte[] content = Bytes.of(1000 + number);
    if (!isRaw()) {
      return content;
    }
    byte[] digest = MessageDigest.getInstance(isRawPss() ? hash : "SHA-256").digest(content);
    return row.name().equals("NONEwithRSA") ? Digest.SHA_256.digestInfo(digest) : digest;
  }

  byte[] sign(byte[] message) throws GeneralSecurityException {
    Signature signature = signing();
    signature.update(message);
    return signature.sign();
  }

  boolean verify(byte[] message, byte[] signed) throws GeneralSecurityException {
    Signature signature = verifying();
    signature.update(message);
    return signature.verify(signed);
  }

  /** Verifies a signature with another implementation. */
  boolean verifiesElsewhere(byte[] message, byte[] signed) throws GeneralSecurityException {
    if (key() instanceof EcPrivateHandle ec) {
      return ec.curve() == Curve.P_256K
          ? verifiesByBouncyCastle(ec.curve(), message, signed)
          : verifiesBy(
              "SunEC",
              row.name().replace("withPLAIN-ECDSA", "withECDSAinP1363Format"),
              message,
              signed);
    }
    if (isMlDsa()) {
      return verifiesByOthers(message, signed);
    }
    if (row.name().equals("NONEwithRSA")) {
      return verifiesBy("SunJCE", row.name(), message, signed);
    }
    if (isRawPss()) {
      Signature signature = Signature.getInstance("RAWRSASSA-PSS", BOUNCY_CASTLE);
      signature.setParameter(pssParameters());
      signature.initVerify(plainPublicKey());
      signature.update(message);
      return signature.verify(signed);
    }
    return verifiesBy("SunRsaSign", isPss() ? "RSASSA-PSS" : row.name(), message, signed);
  }

  /** Verifies an ML-DSA signature with BouncyCastle, and with the JDK if it supports ML-DSA. */
  private boolean verifiesByOthers(byte[] message, byte[] signed) throws GeneralSecurityException {
    Signature signature = Signature.getInstance(row.name(), BOUNCY_CASTLE);
    signature.initVerify(plainPublicKey());
    signature.update(message);
    boolean right = signature.verify(signed);
    if (Runtime.version().feature() >= 24) {
      assertThat(verifiesBy("SUN", row.name(), message, signed)).isEqualTo(right);
    }
    return right;
  }

  private boolean verifiesBy(String provider, String name, byte[] message, byte[] signed)
      throws GeneralSecurityException {
    Signature signature = Signature.getInstance(name, provider);
    if (isPss()) {
      signature.setParameter(pssParameters());
    }
    signature.initVerify(plainPublicKey());
    signature.update(message);
    return signature.verify(signed);
  }

  private boolean verifiesByBouncyCastle(Curve curve, byte[] message, byte[] signed)
      throws GeneralSecurityException {
    Signature signature =
        Signature.getInstance(
            row.name().replace("inP1363Format", "").replace("PLAIN-", ""), BOUNCY_CASTLE);
    signature.initVerify(plainPublicKey());
    signature.update(message);
    return signature.verify(isP1363() ? der(curve, signed) : signed);
  }

  private static byte[] der(Curve curve, byte[] p1363) throws GeneralSecurityException {
    try {
      BigInteger order = curve.parameters().getOrder();
      BigInteger[] numbers = PlainDSAEncoding.INSTANCE.decode(order, p1363);
      return StandardDSAEncoding.INSTANCE.encode(order, numbers[0], numbers[1]);
    } catch (java.io.IOException e) {
      throw new GeneralSecurityException(e);
    }
  }

  /** A copy of the public key that is not tied to the vault. */
  PublicKey plainPublicKey() throws GeneralSecurityException {
    boolean unknownToTheJdk =
        isMlDsa() || (key() instanceof EcPrivateHandle ec && ec.curve() == Curve.P_256K);
    KeyFactory factory =
        unknownToTheJdk
            ? KeyFactory.getInstance(key().getAlgorithm(), BOUNCY_CASTLE)
            : KeyFactory.getInstance(
                key().getAlgorithm(), key().getAlgorithm().equals("EC") ? "SunEC" : "SunRsaSign");
    return factory.generatePublic(new X509EncodedKeySpec(key().publicKey().getEncoded()));
  }

  /** Whether the signature is of the message repeated up to a number of times. */
  boolean verifiesRepeated(byte[] message, byte[] signed, int most)
      throws GeneralSecurityException {
    for (int times = 0; times <= most; times++) {
      byte[] repeated = new byte[message.length * times];
      for (int i = 0; i < times; i++) {
        System.arraycopy(message, 0, repeated, i * message.length, message.length);
      }
      if (verifiesElsewhere(repeated, signed)) {
        return true;
      }
    }
    return false;
  }

  @Override
  public String toString() {
    return "%s%s, %s, provider %s"
        .formatted(
            row.name(),
            needsParameters() ? "(" + hash + ")" : "",
            keyName,
            position.name().toLowerCase(java.util.Locale.ROOT));
  }
}
