package io.vaultjca.command.keys.change;

import com.azure.security.keyvault.keys.models.JsonWebKey;
import com.azure.security.keyvault.keys.models.KeyCurveName;
import com.azure.security.keyvault.keys.models.KeyType;
import io.vaultjca.command.terminal.CommandException;
import io.vaultjca.key.Curve;
import java.io.IOException;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.RSAPrivateKey;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.asn1.x9.ECNamedCurveTable;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.math.ec.ECPoint;
import org.bouncycastle.util.BigIntegers;

/**
 * Reads the numbers of a private key from its encoding. It uses BouncyCastle's ASN.1 because the
 * JDK does not support secp256k1 and derives no public key from a private one.
 *
 * @param file the file's name in messages
 */
record PrivateKeyNumbers(String file) {

  /** Reads PKCS#8 (RFC 5958). */
  JsonWebKey ofPkcs8(byte[] der) throws CommandException {
    try {
      PrivateKeyInfo info = PrivateKeyInfo.getInstance(der);
      ASN1ObjectIdentifier algorithm = info.getPrivateKeyAlgorithm().getAlgorithm();
      if (algorithm.equals(PKCSObjectIdentifiers.rsaEncryption)) {
        return rsa(RSAPrivateKey.getInstance(info.parsePrivateKey()));
      }
      if (algorithm.equals(X9ObjectIdentifiers.id_ecPublicKey)) {
        return ec(
            info.getPrivateKeyAlgorithm().getParameters(),
            ECPrivateKey.getInstance(info.parsePrivateKey()));
      }
      throw new CommandException(
          "%s is a key of the algorithm %s, and the service imports RSA and EC keys."
              .formatted(file, algorithm));
    } catch (IOException | RuntimeException e) {
      throw malformed();
    }
  }

  /** Reads an RSA key in PKCS#1 (RFC 8017). */
  JsonWebKey ofPkcs1(byte[] der) throws CommandException {
    try {
      return rsa(RSAPrivateKey.getInstance(der));
    } catch (RuntimeException e) {
      throw malformed();
    }
  }

  /** Reads an EC key in SEC 1 (RFC 5915), which names its curve. */
  JsonWebKey ofSec1(byte[] der) throws CommandException {
    try {
      ECPrivateKey key = ECPrivateKey.getInstance(der);
      return ec(key.getParametersObject(), key);
    } catch (RuntimeException e) {
      throw malformed();
    }
  }

  /** Has no cause: it may quote the key. */
  private CommandException malformed() {
    return new CommandException("%s does not hold a complete private key.".formatted(file));
  }

  private JsonWebKey rsa(RSAPrivateKey key) throws CommandException {
    int bits = key.getModulus().bitLength();
    if (bits != 2048 && bits != 3072 && bits != 4096) {
      throw new CommandException(
          "%s is an RSA key of %s bits, and the service accepts 2048, 3072 and 4096."
              .formatted(file, bits));
    }
    return new JsonWebKey()
        .setKeyType(KeyType.RSA)
        .setN(unsigned(key.getModulus()))
        .setE(unsigned(key.getPublicExponent()))
        .setD(unsigned(key.getPrivateExponent()))
        .setP(unsigned(key.getPrime1()))
        .setQ(unsigned(key.getPrime2()))
        .setDp(unsigned(key.getExponent1()))
        .setDq(unsigned(key.getExponent2()))
        .setQi(unsigned(key.getCoefficient()));
  }

  private JsonWebKey ec(ASN1Encodable parameters, ECPrivateKey key) throws CommandException {
    Optional<Curve> known =
        parameters instanceof ASN1ObjectIdentifier oid
            ? Arrays.stream(Curve.values())
                .filter(curve -> oid.equals(ECNamedCurveTable.getOID(curve.standardName())))
                .findFirst()
            : Optional.empty();
    Curve curve =
        known.orElseThrow(
            () ->
                new CommandException(
                    "%s is a key on a curve that the service does not support. It supports %s."
                        .formatted(
                            file,
                            Arrays.stream(Curve.values())
                                .map(Curve::serviceName)
                                .collect(Collectors.joining(", ")))));
    ECPoint point =
        ECNamedCurveTable.getByName(curve.standardName()).getG().multiply(key.getKey()).normalize();
    int length = curve.coordinateLength();
    return new JsonWebKey()
        .setKeyType(KeyType.EC)
        .setCurveName(KeyCurveName.fromString(curve.serviceName()))
        .setX(BigIntegers.asUnsignedByteArray(length, point.getAffineXCoord().toBigInteger()))
        .setY(BigIntegers.asUnsignedByteArray(length, point.getAffineYCoord().toBigInteger()))
        .setD(BigIntegers.asUnsignedByteArray(length, key.getKey()));
  }

  private static byte[] unsigned(BigInteger number) {
    return BigIntegers.asUnsignedByteArray(number);
  }
}
