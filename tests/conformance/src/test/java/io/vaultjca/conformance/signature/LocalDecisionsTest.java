package io.vaultjca.conformance.signature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vaultjca.Setting;
import io.vaultjca.conformance.fixture.Bytes;
import io.vaultjca.conformance.fixture.TestVault;
import io.vaultjca.handle.Handles;
import io.vaultjca.handle.PrivateHandle;
import io.vaultjca.provider.AzureKeyVaultProvider;
import io.vaultjca.provider.table.ServiceRow;
import io.vaultjca.provider.table.ServiceTable;
import io.vaultjca.vault.Vault;
import java.math.BigInteger;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** With {@code public-key-operations=local} the JVM accepts exactly what the vault accepts. */
@ResourceLock(TestVault.SHARED)
class LocalDecisionsTest {
  private static final Vault LOCAL =
      TestVault.vault()
          .connect(
              Map.of(
                  Setting.PUBLIC_KEY_OPERATIONS, "local", Setting.API_VERSION, TestVault.PREVIEW));
  private static final byte[] MESSAGE = Bytes.of(64);

  private final Provider provider = new AzureKeyVaultProvider();

  private static Stream<String> keys(ServiceRow row) {
    return switch (row.keys()) {
      case RSA -> Stream.of("rsa-2048");
      case EC -> Stream.of("ec-p256", "ec-p256k", "ec-p521");
      default ->
          Stream.of(
              row.name().equals("ML-DSA") ? "ml-dsa-65" : row.name().toLowerCase(Locale.ROOT));
    };
  }

  static Stream<Arguments> signatures() {
    return ServiceTable.rows().stream()
        .filter(row -> row.type().equals("Signature"))
        .flatMap(row -> keys(row).map(key -> Arguments.of(row, key)));
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("signatures")
  void localDecisionsEqualTheVaults(ServiceRow row, String name) throws Exception {
    PrivateHandle key = TestVault.vault().privateKey(name);
    byte[] signed = signed(row, key);
    PublicKey local = local(name);
    assertThat(outcome(row, local, signed)).isEqualTo("true");
    for (Map.Entry<String, byte[]> other : variants(row, signed).entrySet()) {
      assertThat(outcome(row, local, other.getValue()))
          .as(other.getKey())
          .isEqualTo(outcome(row, key.publicKey(), other.getValue()))
          .isNotEqualTo("true");
    }
  }

  private static PublicKey local(String name) {
    return ((PrivateHandle) TestVault.handle(LOCAL, name)).publicKey();
  }

  /** Signs; in DER both numbers have a leading zero, so that a variant can leave it out. */
  private byte[] signed(ServiceRow row, PrivateHandle key) throws Exception {
    while (true) {
      Signature signature = Signature.getInstance(row.name(), provider);
      signature.initSign(key);
      setParameters(signature, row);
      signature.update(MESSAGE);
      byte[] signed = signature.sign();
      if (!isDer(row) || key.toString().contains("p521") || signed[firstNumber(signed)] == 0) {
        return signed;
      }
    }
  }

  private static boolean isDer(ServiceRow row) {
    return row.name().endsWith("withECDSA");
  }

  /** The offset of r's content. */
  private static int firstNumber(byte[] der) {
    return (der[1] < 0 ? 3 : 2) + 2;
  }

  private static Map<String, byte[]> variants(ServiceRow row, byte[] signed) {
    Map<String, byte[]> variants = new LinkedHashMap<>();
    int length = signed.length;
    int half = length / 2;
    for (int other : new int[] {0, 1, 2, 16, half, length - 1, length + 1, 2 * length}) {
      variants.put("cut or filled to " + other, Arrays.copyOf(signed, other));
    }
    variants.put("zero", new byte[length]);
    byte[] ones = new byte[length];
    Arrays.fill(ones, (byte) 0xff);
    variants.put("ones", ones);
    variants.put("small numbers", HexFormat.of().parseHex("0101"));
    variants.put("a zero in front", joined(new byte[1], signed));
    variants.put(
        "a zero in front of each half",
        joined(
            new byte[1],
            Arrays.copyOf(signed, half),
            new byte[1],
            Arrays.copyOfRange(signed, half, length)));
    variants.put("another bit", Bytes.flipped(signed, length - 1));
    if (isDer(row)) {
      byte[] content = Arrays.copyOfRange(signed, firstNumber(signed) - 2, length);
      if (signed[firstNumber(signed)] == 0) {
        byte[] unsigned = joined(new byte[] {2, (byte) (content[1] - 1)}, after(content, 3));
        variants.put("r without its leading zero", sequence(unsigned));
      }
      byte[] longer = joined(new byte[] {2, (byte) (content[1] + 1), 0}, after(content, 2));
      variants.put("r with one zero more", sequence(longer));
      variants.put("something in the end", joined(signed, new byte[] {5, 0}));
      variants.put("something within", sequence(joined(content, new byte[] {5, 0})));
      variants.put(
          "a long length",
          joined(new byte[] {0x30, (byte) 0x82, 0, (byte) content.length}, content));
      variants.put(
          "an indefinite length", joined(new byte[] {0x30, (byte) 0x80}, content, new byte[2]));
    }
    return variants;
  }

  private static byte[] after(byte[] bytes, int start) {
    return Arrays.copyOfRange(bytes, start, bytes.length);
  }

  private static byte[] sequence(byte[] content) {
    byte[] head =
        content.length < 128
            ? new byte[] {0x30, (byte) content.length}
            : new byte[] {0x30, (byte) 0x81, (byte) content.length};
    return joined(head, content);
  }

  private static byte[] joined(byte[]... parts) {
    return org.bouncycastle.util.Arrays.concatenate(parts);
  }

  private String outcome(ServiceRow row, PublicKey key, byte[] signed) throws Exception {
    Signature signature = Signature.getInstance(row.name(), provider);
    signature.initVerify(key);
    setParameters(signature, row);
    signature.update(MESSAGE);
    try {
      return String.valueOf(signature.verify(signed));
    } catch (SignatureException malformed) {
      return "malformed";
    }
  }

  private static void setParameters(Signature signature, ServiceRow row) throws Exception {
    if (row.serviceAlgorithm().equals("PS256, PS384, PS512")) {
      signature.setParameter(
          new PSSParameterSpec("SHA-512", "MGF1", MGF1ParameterSpec.SHA512, 64, 1));
    }
  }

  /** Vectors of C2SP/wycheproof (Apache License 2.0) that once failed. */
  @ParameterizedTest
  @CsvSource({
    // s misses its leading zero
    "SHA256withECDSA, false, 313233343030, 2927b10512bae3eddcfe467828128bad2903269919f7086069c8c4df6c732838c7787964eaac00e5921fb1498a60f4606766b3d9685001558d1a974e7341513e, 304402202ba3a8be6b94d5ec80a6d9d1190a436effe50d85a1eee859b8cc6af9bd5c2e180220b329f479a2bbd0a5c384ee1493b1f5186a87139cac5df4087c134b49156847db",
    // the x coordinate is n + 3
    "SHA256withECDSA, true, 68656c6c6f2c20776f726c64, ce24c99032d52ac6ead23c0ae3ec68ef41e51a281fd457808c83136d7dcce90e8f7a154b551e9f39c59279357aa491b2a62bdebc2bb78613883fc72936c057e0, 3026020103022100ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc63254e",
    // the x coordinate is greater than n
    "SHA256withECDSAinP1363Format, true, 313233343030, 0ad99500288d466940031d72a9f5445a4d43784640855bf0a69874d2de5fe103c5011e6ef2c42dcd50d5d3d29f99ae6eba2c80c9244f4c5422f0979ff0c3ba5e, 000000000000000000000000000000004319055358e8617b0c46353d039cdaabffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc63254e",
    // 2 and 16 bytes
    "SHA256withECDSAinP1363Format, false, 313233343030, a71af64de5126a4a4e02b7922d66ce9415ce88a4c9d25514d91082c8725ac9575d47723c8fbe580bb369fec9c2665d8e30a435b9932645482e7c9f11e872296b, 0501",
    "SHA256withECDSAinP1363Format, false, 313233343030, e075effd9607d08d5f34e3652f64cfa3bd6d20c58d0a232f058491260ab212a4cc61760ac8b0680c1b644c03cc628ba9dc4a3c0561368489c692bd40f43aa3ca, 9c44febf31c3594f839ed28247c2b06b"
  })
  void vectorsThatOnceFailedAreDecidedCorrectly(
      String algorithm, boolean valid, String message, String point, String signed)
      throws Exception {
    PublicKey plain =
        KeyFactory.getInstance("EC", "SunEC")
            .generatePublic(
                new X509EncodedKeySpec(
                    hex("3059301306072a8648ce3d020106082a8648ce3d03010703420004" + point)));
    PublicKey local =
        Handles.privateHandle(LOCAL.key(TestVault.vault().privateKey("ec-p256").id()), plain)
            .publicKey();
    for (String name :
        new String[] {algorithm, algorithm.replace("ECDSAinP1363Format", "PLAIN-ECDSA")}) {
      Signature signature = Signature.getInstance(name, provider);
      signature.initVerify(local);
      signature.update(hex(message));
      if (valid) {
        assertThat(signature.verify(hex(signed))).isTrue();
      } else {
        assertThatThrownBy(() -> signature.verify(hex(signed)))
            .isExactlyInstanceOf(SignatureException.class);
      }
    }
  }

  private static byte[] hex(String digits) {
    return HexFormat.of().parseHex(digits);
  }

  /** SunRsaSign accepts it, for the sake of faulty signers. */
  @Test
  void digestInfoWithoutNullIsRejected() throws Exception {
    RSAPrivateCrtKey known = (RSAPrivateCrtKey) TestVault.vault().known("rsa-known-2048");
    byte[] digest = MessageDigest.getInstance("SHA-256").digest(MESSAGE);
    byte[] info = HexFormat.of().parseHex("302f300b0609608648016503040201" + "0420");
    byte[] padded = new byte[256];
    Arrays.fill(padded, 2, padded.length, (byte) 0xff);
    padded[1] = 1;
    byte[] content = joined(new byte[1], info, digest);
    System.arraycopy(content, 0, padded, padded.length - content.length, content.length);
    byte[] number =
        new BigInteger(1, padded)
            .modPow(known.getPrivateExponent(), known.getModulus())
            .toByteArray();
    byte[] signed = new byte[256];
    int count = Math.min(256, number.length);
    System.arraycopy(number, number.length - count, signed, 256 - count, count);
    Signature jdk = Signature.getInstance("SHA256withRSA", "SunRsaSign");
    jdk.initVerify(TestVault.vault().privateKey("rsa-known-2048").publicKey());
    jdk.update(MESSAGE);
    assertThat(jdk.verify(signed)).as("the JDK's own decision").isTrue();
    ServiceRow row = row("SHA256withRSA");
    assertThat(outcome(row, TestVault.vault().privateKey("rsa-known-2048").publicKey(), signed))
        .isEqualTo("false");
    assertThat(outcome(row, local("rsa-known-2048"), signed)).isEqualTo("false");
  }

  private static ServiceRow row(String name) {
    return ServiceTable.rows().stream()
        .filter(r -> r.name().equals(name))
        .findFirst()
        .orElseThrow();
  }
}
