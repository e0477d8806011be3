package io.vaultjca.key;

import java.nio.ByteBuffer;
import java.security.PublicKey;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/**
 * The parameter sets of ML-DSA (FIPS 204, section 4). The service supports them in previews of its
 * interface, for keys of the type {@code AKP}.
 */
public enum MlDsaParameterSet {
  /** ML-DSA-44, security category 2. */
  ML_DSA_44("ML-DSA-44", 17, 1312, 2420),
  /** ML-DSA-65, security category 3. */
  ML_DSA_65("ML-DSA-65", 18, 1952, 3309),
  /** ML-DSA-87, security category 5. */
  ML_DSA_87("ML-DSA-87", 19, 2592, 4627);

  /** The JCA's name of the algorithm, whatever the parameter set. */
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

  /** {@return the name that both the JCA and the service use, such as {@code ML-DSA-65}} */
  public String standardName() {
    return standardName;
  }

  /** {@return the object identifier of keys and signatures (RFC 9881, section 2)} */
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
   * {@return the X.509 encoding of a public key (RFC 9881, section 4)}
   *
   * @param publicKey the key in the encoding of FIPS 204; it is copied
   * @throws IllegalArgumentException if its length is not {@link #publicKeyLength()}
   */
  public byte[] encode(byte[] publicKey) {
    if (publicKey.length != publicKeyLength) {
      throw new IllegalArgumentException(
          "A public key for %s has %s bytes, not %s"
              .formatted(standardName, publicKeyLength, publicKey.length));
    }
    byte[] prefix = prefix(NO_PARAMETERS);
    return ByteBuffer.allocate(prefix.length + publicKeyLength).put(prefix).put(publicKey).array();
  }

  /** The bytes before the key itself: the same for all keys of the parameter set. */
  private byte[] prefix(String parameters) {
    int length = parameters.length() / 2;
    // SEQUENCE { SEQUENCE { OBJECT IDENTIFIER, parameters }, BIT STRING without unused bits }
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
   * {@return the parameter set with this name; empty if there is none}
   *
   * @param name a name such as {@code ML-DSA-65}
   */
  public static Optional<MlDsaParameterSet> ofName(String name) {
    return Arrays.stream(values()).filter(set -> set.standardName.equals(name)).findFirst();
  }

  /**
   * {@return the parameter set of a public key; empty if it is not a key for ML-DSA}
   *
   * <p>Only the encoding tells: JDK 17 leaves such a key undecoded in its certificate, and then
   * encodes it with NULL parameters that the certificate does not contain.
   *
   * @param key a key from any provider
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
   * {@return a public key in the encoding of FIPS 204}
   *
   * @param key a key for which {@link #of} returns this parameter set
   */
  public byte[] raw(PublicKey key) {
    byte[] encoded = key.getEncoded();
    return Arrays.copyOfRange(encoded, encoded.length - publicKeyLength, encoded.length);
  }
}
