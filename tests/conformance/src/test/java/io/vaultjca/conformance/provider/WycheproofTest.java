package io.vaultjca.conformance.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vaultjca.Setting;
import io.vaultjca.conformance.fixture.TestVault;
import io.vaultjca.handle.Handles;
import io.vaultjca.handle.PrivateHandle;
import io.vaultjca.key.MlDsaParameterSet;
import io.vaultjca.provider.AzureKeyVaultProvider;
import io.vaultjca.provider.spec.MlDsaContextParameterSpec;
import io.vaultjca.vault.KeyBundle;
import io.vaultjca.vault.KeyMaterial;
import io.vaultjca.vault.Vault;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.Key;
import java.security.KeyFactory;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.crypto.BadPaddingException;
import javax.crypto.Cipher;
import javax.crypto.IllegalBlockSizeException;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Test vectors of C2SP/wycheproof (testvectors_v1), if {@code -Dwycheproof=FOLDER} names a folder
 * with them.
 *
 * <p>An embedded vault cannot hold a public key without its private key. So signatures are verified
 * with {@code public-key-operations=local}; the vault also verifies those of the one RSA key whose
 * private key is among the vectors. The vault does all unwrapping and decryption.
 */
@EnabledIfSystemProperty(
    named = "wycheproof",
    matches = ".+",
    disabledReason =
        """
        Wycheproof's vectors for ECDSA (P-256, P-384; DER and P1363), RSA PKCS #1 v1.5, \
        RSASSA-PSS, ML-DSA, RSA-OAEP and AES-KWP are left out: -Dwycheproof=FOLDER names their \
        folder.""")
@ResourceLock(TestVault.SHARED)
class WycheproofTest {
  private static final String RSA_KEYS = "rsa_oaep_2048_sha256_mgf1sha256_test.json";
  private static final Vault LOCAL =
      TestVault.vault()
          .connect(
              Map.of(
                  Setting.PUBLIC_KEY_OPERATIONS, "local", Setting.API_VERSION, TestVault.PREVIEW));

  private static final Vault HSM = TestVault.hsm().connect(Map.of());

  private final Provider provider = new AzureKeyVaultProvider();

  private static JsonNode groups(String file) throws IOException {
    return new ObjectMapper()
        .readTree(Path.of(System.getProperty("wycheproof"), file).toFile())
        .get("testGroups");
  }

  private static byte[] bytes(JsonNode parent, String member) {
    return HexFormat.of().parseHex(parent.get(member).asText());
  }

  /** Wycheproof accepts a DigestInfo without its NULL; RFC 8017 and the vault do not. */
  private static boolean isValid(JsonNode test) {
    return test.get("result").asText().equals("valid");
  }

  private static String name(JsonNode test) {
    return test.get("tcId").asText() + " " + test.get("comment").asText();
  }

  @ParameterizedTest
  @CsvSource({
    "ecdsa_secp256r1_sha256_test.json, EC, SHA256withECDSA, 484",
    "ecdsa_secp384r1_sha384_test.json, EC, SHA384withECDSA, 504",
    "ecdsa_secp256r1_sha256_p1363_test.json, EC, SHA256withECDSAinP1363Format, 262",
    "ecdsa_secp256r1_sha256_p1363_test.json, EC, SHA256withPLAIN-ECDSA, 262",
    "ecdsa_secp384r1_sha384_p1363_test.json, EC, SHA384withECDSAinP1363Format, 280",
    "rsa_signature_2048_sha256_test.json, RSA, SHA256withRSA, 259",
    "rsa_pss_2048_sha256_mgf1_32_test.json, RSA, SHA256withRSASSA-PSS, 108"
  })
  void verifiesInTheJvm(String file, String type, String algorithm, int count) throws Exception {
    List<String> wrong = new ArrayList<>();
    int seen = 0;
    KeyFactory factory = KeyFactory.getInstance(type, type.equals("EC") ? "SunEC" : "SunRsaSign");
    for (JsonNode group : groups(file)) {
      PublicKey key = factory.generatePublic(new X509EncodedKeySpec(bytes(group, "publicKeyDer")));
      PublicKey handle =
          Handles.privateHandle(LOCAL.key(TestVault.vault().privateKey("rsa-2048").id()), key)
              .publicKey();
      for (JsonNode test : group.get("tests")) {
        seen++;
        if (isAccepted(algorithm, handle, test) != isValid(test)) {
          wrong.add(name(test));
        }
      }
    }
    assertThat(wrong).isEmpty();
    assertThat(seen).isEqualTo(count);
  }

  /** The JDK verifies too, if it supports ML-DSA and there is no context. */
  @ParameterizedTest
  @CsvSource({"ML_DSA_44, 180", "ML_DSA_65, 210", "ML_DSA_87, 241"})
  void verifiesMlDsaInTheJvm(MlDsaParameterSet set, int count) throws Exception {
    List<String> wrong = new ArrayList<>();
    int seen = 0;
    String file = set.standardName().toLowerCase(Locale.ROOT).replace("ml-dsa-", "mldsa_");
    for (JsonNode group : groups(file + "_verify_test.json")) {
      Optional<PublicKey> key = mlDsaKey(set, bytes(group, "publicKey"));
      for (JsonNode test : group.get("tests")) {
        seen++;
        boolean accepted = key.isPresent() && isAccepted(key.get(), test);
        if (accepted != isValid(test) || !isDecidedAlikeByTheJdk(key, test, accepted)) {
          wrong.add(name(test));
        }
      }
    }
    assertThat(wrong).isEmpty();
    assertThat(seen).isEqualTo(count);
  }

  /** Returns empty for bytes whose length is not a key's. */
  private static Optional<PublicKey> mlDsaKey(MlDsaParameterSet set, byte[] raw) {
    try {
      KeyBundle known = LOCAL.getKey("ml-dsa-44", "");
      KeyMaterial material = new KeyMaterial.Akp(set.standardName(), raw);
      KeyBundle bundle =
          new KeyBundle(known.id(), material, known.attributes(), known.externalKey());
      return Optional.of(((PrivateHandle) Handles.handle(LOCAL.key(bundle), bundle)).publicKey());
    } catch (InvalidKeySpecException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private boolean isAccepted(PublicKey key, JsonNode test) throws GeneralSecurityException {
    Signature signature = Signature.getInstance("ML-DSA", provider);
    try {
      if (test.has("ctx")) {
        signature.setParameter(new MlDsaContextParameterSpec(bytes(test, "ctx")));
      }
      signature.initVerify(key);
      signature.update(bytes(test, "msg"));
      return signature.verify(bytes(test, "sig"));
    } catch (SignatureException | IllegalArgumentException malformed) {
      return false;
    }
  }

  private static boolean isDecidedAlikeByTheJdk(
      Optional<PublicKey> key, JsonNode test, boolean accepted) throws GeneralSecurityException {
    if (Runtime.version().feature() < 24 || key.isEmpty() || test.has("ctx")) {
      return true;
    }
    Signature signature = Signature.getInstance("ML-DSA", "SUN");
    signature.initVerify(key.get());
    signature.update(bytes(test, "msg"));
    try {
      return signature.verify(bytes(test, "sig")) == accepted;
    } catch (SignatureException malformed) {
      return !accepted;
    }
  }

  @ParameterizedTest
  @CsvSource({
    "rsa_signature_2048_sha256_test.json, SHA256withRSA",
    "rsa_pss_2048_sha256_mgf1_32_test.json, SHA256withRSASSA-PSS"
  })
  void theVaultDecidesLikeTheJvm(String file, String algorithm) throws Exception {
    String name = imported("wycheproof-rsa");
    PublicKey remote = TestVault.vault().privateKey(name).publicKey();
    PublicKey local = ((PrivateHandle) TestVault.handle(LOCAL, name)).publicKey();
    List<String> wrong = new ArrayList<>();
    int seen = 0;
    for (JsonNode group : groups(file)) {
      if (!HexFormat.of()
          .formatHex(remote.getEncoded())
          .equals(group.get("publicKeyDer").asText())) {
        continue;
      }
      for (JsonNode test : group.get("tests")) {
        seen++;
        boolean byTheVault = isAccepted(algorithm, remote, test);
        if (byTheVault != isValid(test) || byTheVault != isAccepted(algorithm, local, test)) {
          wrong.add(name(test));
        }
      }
    }
    assertThat(wrong).isEmpty();
    assertThat(seen).isGreaterThan(100);
  }

  private boolean isAccepted(String algorithm, PublicKey key, JsonNode test)
      throws GeneralSecurityException {
    Signature signature = Signature.getInstance(algorithm, provider);
    signature.initVerify(key);
    signature.update(bytes(test, "msg"));
    try {
      return signature.verify(bytes(test, "sig"));
    } catch (SignatureException malformed) {
      return false;
    }
  }

  private static String imported(String name) throws IOException {
    JsonNode jwk = groups(RSA_KEYS).get(0).get("privateKeyJwk");
    StringBuilder key = new StringBuilder("{\"key\":{\"kty\":\"RSA\"");
    for (String member : List.of("n", "e", "d", "p", "q", "dp", "dq", "qi")) {
      key.append(",\"%s\":\"%s\"".formatted(member, jwk.get(member).asText()));
    }
    TestVault.vault().service().send("PUT", "keys/" + name, key.append("}}").toString());
    return name;
  }

  @Test
  void decryptsOaep() throws Exception {
    PrivateHandle key = TestVault.vault().privateKey(imported("wycheproof-oaep"));
    List<String> wrong = new ArrayList<>();
    Set<String> messages = new HashSet<>();
    for (JsonNode test : groups(RSA_KEYS).get(0).get("tests")) {
      Cipher cipher = Cipher.getInstance("RSA/ECB/OAEPWithSHA-256AndMGF1Padding", provider);
      byte[] label = bytes(test, "label");
      if (label.length > 0) {
        // The service offers no label.
        assertThatThrownBy(
                () ->
                    cipher.init(
                        Cipher.DECRYPT_MODE,
                        key,
                        new OAEPParameterSpec(
                            "SHA-256",
                            "MGF1",
                            MGF1ParameterSpec.SHA256,
                            new PSource.PSpecified(label))))
            .isExactlyInstanceOf(InvalidAlgorithmParameterException.class);
        continue;
      }
      cipher.init(Cipher.DECRYPT_MODE, key);
      if (opens(cipher, test, messages) != isValid(test)) {
        wrong.add(name(test));
      }
    }
    assertThat(wrong).isEmpty();
    assertThat(messages).as("one message for every cause").hasSize(1);
  }

  @Test
  void wrapsAndUnwrapsByKwp() throws Exception {
    List<String> wrong = new ArrayList<>();
    Set<String> messages = new HashSet<>();
    for (JsonNode group : groups("aes_kwp_test.json")) {
      for (JsonNode test : group.get("tests")) {
        Key key = secret(bytes(test, "key"));
        Cipher cipher = Cipher.getInstance("AES/KWP/NoPadding", provider);
        cipher.init(Cipher.DECRYPT_MODE, key);
        boolean right = opens(cipher, test, messages) == isValid(test);
        if (isValid(test)) {
          cipher.init(Cipher.ENCRYPT_MODE, key);
          right &= Arrays.equals(cipher.doFinal(bytes(test, "msg")), bytes(test, "ct"));
        }
        if (!right) {
          wrong.add(name(test));
        }
      }
    }
    assertThat(wrong).isEmpty();
  }

  private static Key secret(byte[] value) {
    TestVault hsm = TestVault.hsm();
    String k = Base64.getUrlEncoder().withoutPadding().encodeToString(value);
    hsm.service()
        .send(
            "PUT",
            "keys/wycheproof-kwp",
            "{\"key\":{\"kty\":\"oct-HSM\",\"key_ops\":[\"wrapKey\",\"unwrapKey\"],\"k\":\"%s\"},\"Hsm\":true}"
                .formatted(k));
    return TestVault.handle(HSM, "wycheproof-kwp");
  }

  private static boolean opens(Cipher cipher, JsonNode test, Set<String> messages)
      throws GeneralSecurityException {
    try {
      return Arrays.equals(cipher.doFinal(bytes(test, "ct")), bytes(test, "msg"));
    } catch (BadPaddingException refused) {
      messages.add(refused.getMessage());
      return false;
    } catch (IllegalBlockSizeException longerThanTheModulus) {
      return false;
    }
  }
}
