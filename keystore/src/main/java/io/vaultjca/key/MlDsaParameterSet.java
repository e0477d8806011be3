package io.vaultjca.key;

import java.nio.ByteBuffer;
import java.security.PublicKey;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/**
 * The parameter sets of ML-DSA (FIPS 204, section 4), which the service offers as a preview, for
 * keys of the type {@code AKP}.
 */
public enum MlDsaParameterSet {
  /** ML-DSA-44, security category 2. */
  ML_DSA_44("ML-DSA-44", 17, 1312, 2420),
  /** ML-DSA-65, security category 3. */
  ML_DSA_65("ML-DSA-65", 18, 1952, 3309),
  /** ML-DSA-87, security category 5. */
  ML_DSA_87("ML-DSA-87", 19, 2592, 4627);

  /** What the JCA calls the algorithm with any of the parameter sets. */
  public static final String ALGORITHM = "ML-DSA";

  private static final String NO_PARAMETERS = "";
  private static final String DER_NULL = "0500";

  private final String standardName;
  private final int arc;
  private final int publicKeyLength;
  private final int signatureLength;

  MlDsaParameterSet(String standardName, int arc, int publicKeyLength, int signatureLength) {
    this.standardName = standardName;
    this.arc = arc;
    this.publicKeyLength = publicKeyLength;
    this.signatureLength = signatureLength;
  }

  /** {@return the name of the JCA and of the service, such as {@code ML-DSA-65}} */
  public String standardName() {
    return standardName;
  }

  /** {@return the object identifier of key and signature (RFC 9881, section 2)} */
  public String oid() {
    return "2.16.840.1.101.3.4.3." + arc;
  }

  /** {@return the length of a public key in bytes: 1312, 1952 or 2592} */
  public int publicKeyLength() {
    return publicKeyLength;
  }

  /** {@return the length of a signature in bytes: 2420, 3309 or 4627} */
  public int signatureLength() {
    return signatureLength;
  }

  /**
   * {@return the X.509 encoding of a public key (RFC 9881, section 4): the object identifier
   * without parameters, and the key itself}
   *
   * @param publicKey the key as FIPS 204 encodes it; not null
   * @throws IllegalArgumentException if it has another length than {@link #publicKeyLength()}
   */
  public byte[] encode(byte[] publicKey) {
    if (publicKey.length != publicKeyLength) {
      throw new IllegalArgumentException(
          "A public key of %s has %s bytes, not %s"
              .formatted(standardName, publicKeyLength, publicKey.length));
    }
    byte[] prefix = prefix(NO_PARAMETERS);
    return ByteBuffer.allocate(prefix.length + publicKeyLength).put(prefix).put(publicKey).array();
  }

  /** All but the key itself, which is the same for all keys of the parameter set. */
  private byte[] prefix(String parameters) {
    int length = parameters.length() / 2;
    // A sequence of: a sequence of the object identifier alone; a bit string without unused bits.
    return HexFormat.of()
        .parseHex(
            "3082%04x30%02x06096086480165030403%02x%s0382%04x00"
                .formatted(
                    publicKeyLength + length + 18,
                    length + 11,
                    arc,
                    parameters,
                    publicKeyLength + 1));
  }

  /**
   * {@return the parameter set of a name, if there is one}
   *
   * @param name such as {@code ML-DSA-65}
   */
  public static Optional<MlDsaParameterSet> ofName(String name) {
    return Arrays.stream(values()).filter(set -> set.standardName.equals(name)).findFirst();
  }

  /**
   * {@return the parameter set of a public key, if it is one for ML-DSA}
   *
   * <p>By its encoding: JDK 17 leaves such a key undecoded in its certificate, and then encodes it
   * with a NULL that is not in the certificate.
   *
   * @param key a key of any provider; not null
   */
  public static Optional<MlDsaParameterSet> of(PublicKey key) {
    byte[] encoded = key.getEncoded();
    return encoded == null
        ? Optional.empty()
        : Arrays.stream(values())
            .filter(
                set -> set.isEncoding(encoded, NO_PARAMETERS) || set.isEncoding(encoded, DER_NULL))
            .findFirst();
  }

  private boolean isEncoding(byte[] encoded, String parameters) {
    byte[] prefix = prefix(parameters);
    return encoded.length == prefix.length + publicKeyLength
        && Arrays.equals(encoded, 0, prefix.length, prefix, 0, prefix.length);
  }

  /**
   * {@return a public key of this parameter set as FIPS 204 encodes it}
   *
   * @param key one for which {@link #of} gives this parameter set; not null
   */
  public byte[] raw(PublicKey key) {
    byte[] encoded = key.getEncoded();
    return Arrays.copyOfRange(encoded, encoded.length - publicKeyLength, encoded.length);
  }
}
