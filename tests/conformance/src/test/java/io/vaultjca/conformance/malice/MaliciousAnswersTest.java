package io.vaultjca.conformance.malice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.vaultjca.Secret;
import io.vaultjca.Setting;
import io.vaultjca.VaultCredential;
import io.vaultjca.VaultLoadStoreParameter;
import io.vaultjca.conformance.faults.Warnings;
import io.vaultjca.conformance.fixture.TestVault;
import io.vaultjca.conformance.keystore.OpenedVault;
import io.vaultjca.conformance.keystore.SettableClock;
import io.vaultjca.embedded.Fault;
import io.vaultjca.embedded.VaultServer;
import io.vaultjca.handle.Handles;
import io.vaultjca.handle.PrivateHandle;
import io.vaultjca.key.KeyId;
import io.vaultjca.keystore.ConfiguredVault;
import io.vaultjca.provider.AzureKeyVaultProvider;
import io.vaultjca.provider.spec.VaultKeySpec;
import io.vaultjca.vault.RemoteKey;
import java.math.BigInteger;
import java.security.InvalidKeyException;
import java.security.Key;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.ProviderException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.InvalidKeySpecException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The service, or an attacker in its place, sends false answers. No part of such an answer is used,
 * and no answer leads a request to another host.
 */
class MaliciousAnswersTest {
  private static final String SEED =
      """
      {"keys": [
        {"name": "rsa", "kty": "RSA"}, {"name": "rsa-other", "kty": "RSA"},
        {"name": "ec", "kty": "EC"}, {"name": "ec-other", "kty": "EC"},
        {"name": "p384", "kty": "EC", "crv": "P-384"},
        {"name": "p256k", "kty": "EC", "crv": "P-256K"}],
       "certificates": [
        {"name": "web", "kty": "RSA", "chain": 2}, {"name": "second", "kty": "RSA"},
        {"name": "small", "kty": "EC"}, {"name": "many-%02d", "count": 30, "kty": "EC"}]}
      """;
  private static final String HSM_SEED =
      """
      {"keys": [{"name": "aes", "kty": "oct-HSM", "size": 256}, {"name": "aes-other", "kty": "oct-HSM"},
                {"name": "bare", "kty": "EC-HSM"}, {"name": "bare-other", "kty": "EC-HSM"},
                {"name": "p384", "kty": "EC-HSM", "crv": "P-384"},
                {"name": "rsa-2048", "kty": "RSA-HSM", "size": 2048},
                {"name": "rsa-3072", "kty": "RSA-HSM", "size": 3072},
                {"name": "rsa-other", "kty": "RSA-HSM", "size": 2048}]}
      """;
  private static final String NOT_TRUSTED = " failed: the answer is not trusted: ";

  private static OpenedVault vault;
  private static OpenedVault hsm;
  private static String vaultToken;
  private static String hsmToken;

  /** The attacker's server, which must not get a token. */
  private static VaultServer foreign;

  private final Provider provider = new AzureKeyVaultProvider();

  @BeforeAll
  static void start() {
    vault = OpenedVault.with(SEED);
    hsm = OpenedVault.managedHsm(HSM_SEED);
    foreign = VaultServer.start();
    vaultToken = vault.server().accessToken();
    hsmToken = hsm.server().accessToken();
  }

  @AfterAll
  static void close() {
    vault.close();
    hsm.close();
    foreign.close();
  }

  @AfterEach
  void nothingWasSentToTheForeignHost() {
    vault.server().faults().clear();
    hsm.server().faults().clear();
    assertThat(foreign.counters().connections()).isZero();
  }

  // The object that an answer claims to be about.

  @ParameterizedTest
  @CsvSource({
    "keys/sign, /keys/rsa/, /keys/rsa-other/",
    "keys/sign, HOST, FOREIGN",
    "keys/sign, HOST, localhost.attacker.example",
    "keys/sign, https://HOST, http://HOST",
    "keys/sign, https://HOST, https://HOST@attacker.example",
    "keys/sign, https://HOST, https://user@HOST",
    "keys/sign, /keys/rsa/, /keys/x/../rsa/",
    "keys/sign, /keys/rsa/, /keys/rsa%2f",
    "keys/sign, /keys/rsa/, /secrets/rsa/",
  })
  void aSignatureByAnotherKeyIsRefused(String operation, String part, String instead)
      throws Exception {
    PrivateKey key = key("rsa");
    Signature signature = Signature.getInstance("SHA256withRSA", provider);
    signature.initSign(key);
    answers(vault, operation, body -> body.replace(hosts(part), hosts(instead)));
    Throwable refused = catchThrowable(signature::sign);
    assertThat(refused)
        .isExactlyInstanceOf(SignatureException.class)
        .hasMessageStartingWith("Signing (RS256) with the key " + key + NOT_TRUSTED)
        .hasMessageEndingWith(". Nothing of it was used.");
    assertThat(vault.server().counters().requests("unknown")).isZero();
  }

  @Test
  void theMessageNamesTheOtherVault() throws Exception {
    PrivateKey key = key("rsa");
    Signature signature = Signature.getInstance("SHA256withRSA", provider);
    signature.initSign(key);
    answers(vault, "keys/sign", body -> body.replace(hosts("HOST"), hosts("FOREIGN")));
    String theirs = key.toString().replace(hosts("HOST"), hosts("FOREIGN"));
    assertThat(catchThrowable(signature::sign))
        .hasMessage(
            """
            Signing (RS256) with the key %s failed: the answer is not trusted: it is about an \
            object of another vault, %s, but the request went to %s (if both are the same vault, \
            set azure.keyvault.uri to the address that the vault reports). Nothing of it was used."""
                .formatted(key, theirs, vault.server().uri()));
  }

  @Test
  void answerForAnotherVersionOrNoneIsRefused() throws Exception {
    PrivateKey key = key("ec");
    String version = key.toString().substring(key.toString().lastIndexOf('/'));
    for (String instead : new String[] {"/0123456789abcdef0123456789abcdef", "", "/"}) {
      Signature signature = Signature.getInstance("SHA256withECDSA", provider);
      signature.initSign(key);
      answers(vault, "keys/sign", body -> body.replace(version, instead));
      assertThat(catchThrowable(signature::sign))
          .isExactlyInstanceOf(SignatureException.class)
          .hasMessageContaining("but the request was for ec" + version);
      vault.server().faults().clear();
    }
    answers(vault, "keys/sign", body -> body.replaceFirst("\"kid\":\"[^\"]*\",", ""));
    Signature signature = Signature.getInstance("SHA256withECDSA", provider);
    signature.initSign(key);
    assertThat(catchThrowable(signature::sign))
        .isExactlyInstanceOf(SignatureException.class)
        .hasMessageContaining(NOT_TRUSTED + "it does not say which object it is about. Nothing");
  }

  @Test
  void resultOfAnotherKeyIsRefused() throws Exception {
    PrivateHandle rsa = (PrivateHandle) key("rsa");
    byte[] encrypted =
        cipher("RSA/ECB/OAEPPadding", Cipher.ENCRYPT_MODE, rsa.publicKey()).doFinal(new byte[16]);
    UnaryOperator<String> other = body -> body.replace("/keys/rsa/", "/keys/rsa-other/");
    answers(vault, "*", other);
    Cipher encryption = cipher("RSA/ECB/OAEPPadding", Cipher.ENCRYPT_MODE, rsa.publicKey());
    Cipher decryption = cipher("RSA/ECB/OAEPPadding", Cipher.DECRYPT_MODE, rsa);
    Cipher wrapping = cipher("RSA/ECB/OAEPPadding", Cipher.WRAP_MODE, rsa.publicKey());
    Cipher unwrapping = cipher("RSA/ECB/OAEPPadding", Cipher.UNWRAP_MODE, rsa);
    SecretKeySpec aes = new SecretKeySpec(new byte[16], "AES");
    refused(ProviderException.class, () -> encryption.doFinal(new byte[16]));
    refused(ProviderException.class, () -> decryption.doFinal(encrypted));
    refused(InvalidKeyException.class, () -> wrapping.wrap(aes));
    refused(
        InvalidKeyException.class, () -> unwrapping.unwrap(encrypted, "AES", Cipher.SECRET_KEY));
  }

  @Test
  void macByAnotherKeyIsRefused() throws Exception {
    Mac mac = Mac.getInstance("HS256", provider);
    mac.init(secretKey("aes"));
    answers(hsm, "keys/sign", body -> body.replace("/keys/aes/", "/keys/aes-other/"));
    refused(ProviderException.class, mac::doFinal);
  }

  // Descriptions of keys, certificates and secrets.

  @ParameterizedTest
  @CsvSource({
    "HOST, FOREIGN",
    "/keys/rsa/, /keys/rsa-other/",
    "/keys/rsa/, /keys/../",
    "/keys/rsa/, /keys/rsa/?/",
  })
  void aKeyOfAnotherNameOrVaultIsRefused(String part, String instead) throws Exception {
    answers(vault, "keys/get", body -> body.replace(hosts(part), hosts(instead)));
    assertThat(catchThrowable(() -> key("rsa")))
        .isExactlyInstanceOf(InvalidKeySpecException.class)
        .hasMessageStartingWith("Reading the key " + vault.server().uri() + "/keys/rsa failed: ")
        .hasMessageContaining("the answer is not trusted: ");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"kty\":\"RSA\"|\"kty\":\"DSA\"|the type of the key, DSA, is not known",
        "\"e\":\"[^\"]*\"|\"e\":\"\"|the public key is not complete",
        "\"n\":\"[^\"]*\",|''|the public key is not complete",
        "\"kty\":\"RSA\"|\"kty\":\"EC\"|the public key is not complete",
      })
  void malformedKeyIsRefused(String part, String instead, String why) {
    answers(vault, "keys/get", body -> body.replaceFirst(part, instead));
    assertThat(catchThrowable(() -> key("rsa")))
        .isExactlyInstanceOf(InvalidKeySpecException.class)
        .hasMessageContaining("failed: the answer could not be used: " + why);
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "y"})
  void aPointThatIsNotOnTheCurveIsRefused(String coordinate) {
    String pattern = "\"" + coordinate + "\":\"[^\"]*\"";
    String instead = "\"" + coordinate + "\":\"" + base64(new byte[] {5}) + "\"";
    answers(vault, "keys/get", body -> body.replaceFirst(pattern, instead));
    assertThat(catchThrowable(() -> key("ec")))
        .isExactlyInstanceOf(InvalidKeySpecException.class)
        .hasMessageContaining("cannot be used: its point is not on the curve P-256");
  }

  @ParameterizedTest
  @CsvSource({
    "HOST, FOREIGN",
    "/certificates/web/, /certificates/second/",
    "/keys/web/, /keys/second/",
    "/secrets/web/, /secrets/second/",
    "/secrets/web/, /secrets/web%2f../",
    "/keys/web/, /secrets/web/",
  })
  void certificateWithPartsOfAnotherIsRefused(String part, String instead) throws Exception {
    KeyStore store = opened();
    answers(vault, "certificates/get", body -> body.replace(hosts(part), hosts(instead)));
    assertThat(catchThrowable(() -> store.getCertificate("web")))
        .isInstanceOf(ProviderException.class)
        .hasMessageStartingWith(
            "Reading the certificate " + vault.server().uri() + "/certificates/web" + NOT_TRUSTED);
  }

  @Test
  void secretOfAnotherCertificateIsNotUsedAsItsChain() throws Exception {
    KeyStore store = opened();
    answers(vault, "secrets/get", body -> body.replace("/secrets/web/", "/secrets/second/"));
    assertThatThrownBy(() -> store.getCertificateChain("web"))
        .isExactlyInstanceOf(ProviderException.class)
        .hasMessageContaining("failed: the answer is not trusted: it is about");
  }

  @Test
  void certificateForAnUnsupportedKeyTypeIsRefused() throws Exception {
    SubjectPublicKeyInfo edwards =
        SubjectPublicKeyInfo.getInstance(
            KeyPairGenerator.getInstance("Ed25519").generateKeyPair().getPublic().getEncoded());
    String cer = "\"cer\":\"" + base64Padded(certificate(edwards)) + "\"";
    answers(vault, "certificates/get", body -> body.replaceFirst("\"cer\":\"[^\"]*\"", cer));
    KeyStore store = opened();
    assertThat(catchThrowable(() -> store.getCertificate("web")))
        .isExactlyInstanceOf(ProviderException.class)
        .hasMessageStartingWith(
            "The certificate web in %s cannot be used: The key %s/keys/web/"
                .formatted(vault.server().uri(), vault.server().uri()))
        .hasMessageEndingWith(
            " cannot be used: it is neither an RSA nor an EC nor an ML-DSA key: EdDSA");
  }

  /** A key that the JDK cannot decode. */
  private static final class UndecodedKey implements PublicKey {
    private static final long serialVersionUID = 1L;
    private final byte[] encoded;

    UndecodedKey(byte[] encoded) {
      this.encoded = encoded;
    }

    @Override
    public byte[] getEncoded() {
      return encoded;
    }

    @Override
    public String getAlgorithm() {
      return "EC";
    }

    @Override
    public String getFormat() {
      return "X.509";
    }
  }

  @Test
  void pointAtInfinityIsRefused() throws Exception {
    byte[] infinity =
        new SubjectPublicKeyInfo(
                new AlgorithmIdentifier(
                    X9ObjectIdentifiers.id_ecPublicKey, SECObjectIdentifiers.secp256k1),
                new byte[] {0})
            .getEncoded();
    RemoteKey remote =
        new ConfiguredVault(Optional::empty)
            .open(Optional.of(way(vault, vaultToken, "vault")))
            .key(KeyId.parse(vault.server().uri() + "/keys/web/" + "0".repeat(32)));
    assertThat(catchThrowable(() -> Handles.privateHandle(remote, new UndecodedKey(infinity))))
        .isExactlyInstanceOf(InvalidKeySpecException.class)
        .hasMessage(
            "The key " + remote.id() + " cannot be used: its point is not on the curve P-256K");
  }

  /** Makes a certificate for a key that cannot sign its own request. */
  private static byte[] certificate(SubjectPublicKeyInfo key) throws Exception {
    X500Name name = new X500Name("CN=web");
    Instant now = Instant.now();
    return new X509v3CertificateBuilder(
            name,
            BigInteger.ONE,
            Date.from(now.minusSeconds(60)),
            Date.from(now.plusSeconds(3600)),
            name,
            key)
        .build(
            new JcaContentSignerBuilder("SHA256withECDSA")
                .build(KeyPairGenerator.getInstance("EC").generateKeyPair().getPrivate()))
        .getEncoded();
  }

  @Test
  void certificateForAnotherKeyIsDetectedAtTheFirstSignature() throws Exception {
    String second = base64Padded(opened().getCertificate("second").getEncoded());
    answers(
        vault,
        "certificates/get",
        body -> body.replaceFirst("\"cer\":\"[^\"]*\"", "\"cer\":\"" + second + "\""));
    PrivateKey key = (PrivateKey) opened().getKey("web", null);
    for (String algorithm : new String[] {"SHA256withRSA", "SHA1withRSA", "SHA256withRSASSA-PSS"}) {
      Signature signature = Signature.getInstance(algorithm, provider);
      signature.initSign(key);
      assertThat(catchThrowable(signature::sign))
          .isExactlyInstanceOf(SignatureException.class)
          .hasMessage(
              """
              The service's %s signature by the key %s does not verify with the public key in its \
              certificate or from the service: the answer is not trusted. Compare the two in the \
              vault"""
                  .formatted(algorithm, key));
    }
  }

  @Test
  void listedIdentifierOfAnotherObjectIsRefused() throws Exception {
    for (String instead :
        new String[] {
          "/certificates/../secrets/web", "/certificates/a%2fb", "/certificates/", "/keys/web"
        }) {
      KeyStore store = opened();
      answers(vault, "certificates/list", body -> body.replace("/certificates/web", instead));
      assertThat(catchThrowable(store::aliases))
          .isInstanceOf(ProviderException.class)
          .hasMessageContaining(
              "it does not name its object as the service does. Nothing of it was used.");
      vault.server().faults().clear();
    }
    KeyStore store = opened();
    answers(vault, "certificates/list", body -> body.replace(hosts("HOST"), hosts("FOREIGN")));
    assertThat(catchThrowable(store::aliases))
        .isInstanceOf(ProviderException.class)
        .hasMessageContaining("it is about an object of another vault");
  }

  // Links in answers.

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://FOREIGN/certificates?api-version=7.6&$skiptoken=x",
        "https://localhost@FOREIGN/certificates",
        "http://HOST/certificates",
        "https://token@HOST/certificates",
      })
  void theNextPageIsNotReadFromAnotherHost(String link) throws Exception {
    KeyStore store = opened();
    answers(vault, "certificates/list", nextLink(hosts(link)));
    assertThat(catchThrowable(store::aliases))
        .isInstanceOf(ProviderException.class)
        .hasMessageStartingWith(
            """
            Listing the certificates of %s failed: the answer is not trusted: it leads to another \
            host,\s"""
                .formatted(vault.server().uri()))
        .hasMessageEndingWith(", where nothing was sent. Nothing of it was used.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a b", "a|b", "%zz", "\\\\@FOREIGN"})
  void nextPageIsNotReadFromAMalformedAddress(String token) throws Exception {
    KeyStore store = opened();
    String link = "https://HOST/certificates?$skiptoken=" + token;
    answers(vault, "certificates/list", nextLink(hosts(link)));
    assertThat(catchThrowable(store::aliases))
        .isInstanceOf(ProviderException.class)
        .hasMessage(
            """
            Listing the certificates of %s failed: the answer is not trusted: it leads to \
            something that is not an address, and nothing was sent. Nothing of it was used."""
                .formatted(vault.server().uri()));
  }

  @Test
  void nextPageOfKeysIsNotReadFromAnotherHost() throws Exception {
    KeyStore store = hsm.open();
    answers(hsm, "keys/list", nextLink(hosts("https://FOREIGN/keys?api-version=7.6")));
    assertThat(catchThrowable(store::aliases))
        .isInstanceOf(ProviderException.class)
        .hasMessageContaining(NOT_TRUSTED + "it leads to another host, localhost:");
  }

  @Test
  void listThatReturnsToAPageEnds() throws Exception {
    KeyStore store = opened();
    AtomicReference<String> first = new AtomicReference<>();
    answers(
        vault,
        "certificates/list",
        body -> {
          first.compareAndSet(null, body);
          return first.get();
        });
    long before = vault.server().counters().requests("certificates/list");
    assertThat(catchThrowable(store::aliases))
        .isInstanceOf(ProviderException.class)
        .hasMessageContaining(NOT_TRUSTED + "the list comes back to a page that was read before");
    assertThat(vault.server().counters().requests("certificates/list") - before).isEqualTo(2);
  }

  // Results of operations.

  @ParameterizedTest
  @CsvSource({
    "rsa, SHA256withRSA, 255", "rsa, SHA256withRSA, 257", "rsa, SHA512withRSASSA-PSS, 512",
    "ec, SHA256withECDSA, 63", "ec, SHA256withECDSA, 96", "ec, SHA256withECDSA, 256",
    "p384, SHA384withECDSAinP1363Format, 64", "rsa, SHA256withRSA, 1",
  })
  void aSignatureOfAWrongLengthIsRefused(String name, String algorithm, int length)
      throws Exception {
    Signature signature = Signature.getInstance(algorithm, provider);
    signature.initSign(key(name));
    answers(vault, "keys/sign", value(new byte[length]));
    assertThat(catchThrowable(signature::sign))
        .isExactlyInstanceOf(SignatureException.class)
        .hasMessageStartingWith("The service answered with a")
        .hasMessageContaining(" " + length + " bytes")
        .hasMessageContaining("it must have ");
  }

  @ParameterizedTest
  @CsvSource({
    "rsa, SHA256withRSA", "rsa, NONEwithRSA", "rsa, SHA384withRSASSA-PSS",
    "ec, SHA256withECDSA", "p384, SHA256withECDSA", "p256k, SHA256withECDSA"
  })
  void invalidFirstSignatureIsRefused(String name, String algorithm) throws Exception {
    PrivateKey key = key(name);
    Signature signature = Signature.getInstance(algorithm, provider);
    signature.initSign(key);
    answers(
        vault,
        "keys/sign",
        body -> {
          byte[] right = Base64.getUrlDecoder().decode(member(body, "value"));
          right[right.length - 1] ^= 1;
          return value(right).apply(body);
        });
    signature.update((byte) 1);
    assertThat(catchThrowable(signature::sign))
        .isExactlyInstanceOf(SignatureException.class)
        .hasMessageContaining(" does not verify with the public key ");
    vault.server().faults().clear();
    signature.update((byte) 1);
    byte[] right = signature.sign();
    signature.initVerify(((PrivateHandle) key).publicKey());
    signature.update((byte) 1);
    assertThat(signature.verify(right)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 257, 255, 100_000})
  void aPlaintextOrKeyOfAnImpossibleLengthIsRefused(int length) throws Exception {
    PrivateHandle rsa = (PrivateHandle) key("rsa");
    byte[] encrypted =
        cipher("RSA/ECB/PKCS1Padding", Cipher.ENCRYPT_MODE, rsa.publicKey()).doFinal(new byte[16]);
    answers(vault, "*", value(new byte[length]));
    Cipher unwrapping = cipher("RSA/ECB/PKCS1Padding", Cipher.UNWRAP_MODE, rsa);
    assertThat(catchThrowable(() -> unwrapping.unwrap(encrypted, "AES", Cipher.SECRET_KEY)))
        .isExactlyInstanceOf(InvalidKeyException.class);
    Cipher encryption = cipher("RSA/ECB/PKCS1Padding", Cipher.ENCRYPT_MODE, rsa.publicKey());
    assertThat(catchThrowable(() -> encryption.doFinal(new byte[16])))
        .isExactlyInstanceOf(ProviderException.class);
    if (length > 0) {
      Cipher decryption = cipher("RSA/ECB/PKCS1Padding", Cipher.DECRYPT_MODE, rsa);
      assertThat(catchThrowable(() -> decryption.doFinal(encrypted)))
          .isExactlyInstanceOf(ProviderException.class)
          .hasMessage(
              """
              RSA/ECB/PKCS1Padding with the key %s failed: the answer is not trusted: 256 bytes \
              cannot become %s. Nothing of it was used"""
                  .formatted(rsa, length));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "AES_256/CBC/NoPadding, 32, 16", "AES_256/CBC/NoPadding, 32, 33",
    "AES_256/CBC/PKCS5Padding, 32, 31", "AES_256/CBC/PKCS5Padding, 32, 48",
    "AES_256/CBC/PKCS5Padding, 31, 15", "AES_256/GCM/NoPadding, 20, 19",
    "AES_256/KW/NoPadding, 16, 24", "AES_256/KW/NoPadding, 16, 8",
    "AES_256/KWP/NoPadding, 20, 16", "AES_256/KWP/NoPadding, 20, 25",
  })
  void aSymmetricResultOfAnImpossibleLengthIsRefused(String transformation, int plain, int length)
      throws Exception {
    SecretKey key = secretKey("aes");
    Cipher forward = Cipher.getInstance(transformation, provider);
    boolean cbc = transformation.contains("CBC");
    boolean gcm = transformation.contains("GCM");
    if (cbc) {
      forward.init(Cipher.ENCRYPT_MODE, key, new IvParameterSpec(new byte[16]));
    } else {
      forward.init(Cipher.ENCRYPT_MODE, key);
    }
    byte[] encrypted = forward.doFinal(new byte[plain]);
    assertThat(encrypted.length).isGreaterThanOrEqualTo(plain);
    Cipher backward = Cipher.getInstance(transformation, provider);
    if (cbc) {
      backward.init(Cipher.DECRYPT_MODE, key, new IvParameterSpec(new byte[16]));
    } else if (gcm) {
      backward.init(Cipher.DECRYPT_MODE, key, new GCMParameterSpec(128, forward.getIV()));
    } else {
      backward.init(Cipher.DECRYPT_MODE, key);
    }
    answers(hsm, "*", value(new byte[length]));
    assertThat(catchThrowable(() -> backward.doFinal(encrypted)))
        .isExactlyInstanceOf(ProviderException.class)
        .hasMessageEndingWith(
            "the answer is not trusted: %s bytes cannot become %s. Nothing of it was used"
                .formatted(encrypted.length, length));
  }

  @ParameterizedTest
  @CsvSource({
    "bare, bare-other, SHA256withECDSA",
    "bare, rsa-2048, SHA256withECDSA",
    "bare, p384, SHA256withECDSA",
    "p384, bare, SHA384withECDSA",
    "rsa-2048, rsa-3072, SHA256withRSA",
    "rsa-2048, rsa-other, SHA256withRSA",
    "rsa-2048, bare, SHA256withRSA",
    "bare, aes, SHA256withECDSA",
  })
  void keyWithAChangedDescriptionIsRefused(String name, String other, String algorithm)
      throws Exception {
    Warnings.listen();
    SettableClock clock = new SettableClock();
    KeyStore store = KeyStore.getInstance("AzureKeyVault", provider);
    String token = hsm.server().accessToken();
    VaultCredential credential =
        request ->
            new VaultCredential.Token(new Secret(token), Instant.now().plus(Duration.ofHours(1)));
    store.load(
        VaultLoadStoreParameter.builder(hsm.server().uri())
            .set(Setting.TYPE, "managed-hsm")
            .set(Setting.TRUST_CERTIFICATES, hsm.server().caCertificate().toString())
            .set(Setting.DISABLE_CHALLENGE_RESOURCE_VERIFICATION, "true")
            .credential(credential)
            .clock(clock)
            .build());
    PrivateHandle before = (PrivateHandle) store.getKey(name, null);
    String otherKey = hsm.service().get("keys/" + other);
    answers(
        hsm, "keys/get", body -> otherKey.replace(member(otherKey, "kid"), member(body, "kid")));
    String[] refused = {
      "The entry " + name + " of " + hsm.server().uri() + " could not be refreshed",
      """
      The service describes the key %s differently than before, but the key of a version never \
      changes: the answer is not trusted"""
          .formatted(before)
    };
    int refusedBefore = Warnings.all().containing(refused).size();
    clock.advance(Duration.ofHours(1));
    Instant atTheLatest = Instant.now().plusSeconds(30);
    while (Warnings.all().containing(refused).size() == refusedBefore
        && Instant.now().isBefore(atTheLatest)) {
      assertThat(store.getKey(name, null)).isSameAs(before);
      LockSupport.parkNanos(1_000_000);
    }
    assertThat(Warnings.all().containing(refused)).hasSize(refusedBefore + 1);
    assertThat(store.getKey(name, null)).isSameAs(before);
    Signature signature = Signature.getInstance(algorithm, provider);
    signature.initSign(before);
    assertThat(signature.sign()).isNotEmpty();
  }

  /** Opens a new connection, which has not read anything for another test. */
  private static KeyStore opened() throws Exception {
    return vault.openWithToken(vault.server().accessToken());
  }

  private void refused(Class<? extends Throwable> type, TestVault.Action action) {
    assertThat(catchThrowable(action::run))
        .isExactlyInstanceOf(type)
        .hasMessageContaining(NOT_TRUSTED + "it is about https://localhost:")
        .hasMessageContaining("-other/");
  }

  private static void answers(OpenedVault liar, String operation, UnaryOperator<String> body) {
    liar.server().faults().inject(operation, Fault.rewritten(body));
  }

  private Cipher cipher(String transformation, int mode, Key key) throws Exception {
    Cipher cipher = Cipher.getInstance(transformation, provider);
    cipher.init(mode, key);
    return cipher;
  }

  /** A handle that has not signed yet. */
  private PrivateKey key(String name) throws Exception {
    return KeyFactory.getInstance("AzureKeyVault", provider)
        .generatePrivate(VaultKeySpec.ofName(name).in(way(vault, vaultToken, "vault")));
  }

  private SecretKey secretKey(String name) throws Exception {
    return SecretKeyFactory.getInstance("AzureKeyVault", provider)
        .generateSecret(
            VaultKeySpec.ofName(name).ofSize(256).in(way(hsm, hsmToken, "managed-hsm")));
  }

  private static VaultLoadStoreParameter way(OpenedVault to, String token, String type) {
    return VaultLoadStoreParameter.builder(to.server().uri())
        .set(Setting.TYPE, type)
        .set(Setting.TRUST_CERTIFICATES, to.server().caCertificate().toString())
        .set(Setting.DISABLE_CHALLENGE_RESOURCE_VERIFICATION, "true")
        .set(Setting.MAX_RETRIES, "0")
        .set(Setting.ACCESS_TOKEN, token)
        .build();
  }

  private static String hosts(String text) {
    return text.replace("HOST", vault.server().uri().getAuthority())
        .replace("FOREIGN", foreign.uri().getAuthority());
  }

  /** Adds a link to a page; the last page of a Managed HSM lacks the member. */
  private static UnaryOperator<String> nextLink(String link) {
    return body ->
        body.replaceFirst(",\"nextLink\":(null|\"[^\"]*\")", "")
            .replaceFirst("}$", Matcher.quoteReplacement(",\"nextLink\":\"" + link + "\"}"));
  }

  private static UnaryOperator<String> value(byte[] value) {
    return body -> body.replaceFirst("\"value\":\"[^\"]*\"", "\"value\":\"" + base64(value) + "\"");
  }

  private static String member(String body, String name) {
    Matcher matcher = Pattern.compile("\"" + name + "\":\"([^\"]*)\"").matcher(body);
    assertThat(matcher.find()).isTrue();
    return matcher.group(1);
  }

  private static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private static String base64Padded(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }
}
