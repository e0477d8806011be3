package io.vaultjca.command.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.vaultjca.command.Run;
import io.vaultjca.embedded.VaultServer;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.crypto.engines.AESWrapPadEngine;
import org.bouncycastle.crypto.params.KeyParameter;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Import of key files from openssl and the JDK. */
class KeyImportTest {
  private static final String PASSWORD = "correct horse";

  @TempDir static Path folder;

  private static VaultServer vault;
  private static VaultServer hsm;
  private static Verbs keys;
  private static Verbs hsmKeys;

  @BeforeAll
  static void start() {
    vault = VaultServer.start();
    hsm = VaultServer.builder().managedHsm(true).start();
    keys = new Verbs(vault.writeProperties(folder.resolve("vault.properties")), folder);
    hsmKeys = new Verbs(hsm.writeProperties(folder.resolve("hsm.properties")), folder);
  }

  @AfterAll
  static void stop() {
    vault.close();
    hsm.close();
  }

  /** Checks that the vault's signature verifies with the public key in openssl's file. */
  private static void requireSame(Verbs verbs, String name, String privateKey, String... more)
      throws Exception {
    String[] arguments =
        java.util.stream.Stream.concat(
                java.util.stream.Stream.of("pkey", "-in", privateKey, "-pubout", "-outform", "PEM"),
                java.util.stream.Stream.of(more))
            .toArray(String[]::new);
    String expected = verbs.openssl(arguments);
    assertThat(verbs.ok("public-key", name).out()).isEqualTo(expected);
    verbs.file("message", "message");
    verbs.ok("sign", name, verbs.file("message"), "--output", verbs.file("message.sig"), "--force");
    verbs.file("public.pem", expected);
    assertThat(
            verbs.openssl(
                "dgst", "-sha256", "-verify", "public.pem", "-signature", "message.sig", "message"))
        .contains("Verified OK");
  }

  @ParameterizedTest
  @ValueSource(strings = {"rsa:2048", "rsa:3072", "ec:P-256", "ec:secp256k1"})
  void importsKeysOfOpenssl(String kind) throws Exception {
    assumeThat(Boolean.getBoolean("vaultjca.full") || kind.matches("rsa:2048|ec:P-256"))
        .as("-Pfull")
        .isTrue();
    String[] parts = kind.split(":", -1);
    String option =
        parts[0].equals("rsa") ? "rsa_keygen_bits:" + parts[1] : "ec_paramgen_curve:" + parts[1];
    for (Verbs each : List.of(keys, hsmKeys)) {
      each.openssl("genpkey", "-algorithm", parts[0], "-pkeyopt", option, "-out", "pkcs8.pem");
      JsonNode imported = each.json("import", "pkcs8", each.file("pkcs8.pem"), "--tag", "a=b");
      assertThat(imported.get("type").asText())
          .isEqualTo(
              parts[0].toUpperCase(java.util.Locale.ROOT) + (each.equals(keys) ? "" : "-HSM"));
      assertThat(imported.get("tags").get("a").asText()).isEqualTo("b");
      requireSame(each, "pkcs8", "pkcs8.pem");

      each.openssl("pkey", "-in", "pkcs8.pem", "-traditional", "-out", "traditional.pem");
      assertThat(Files.readString(each.path("traditional.pem")))
          .contains(parts[0].equals("rsa") ? "BEGIN RSA PRIVATE KEY" : "BEGIN EC PRIVATE KEY");
      each.ok("import", "traditional", each.file("traditional.pem"), "--hsm");
      requireSame(each, "traditional", "pkcs8.pem");

      each.openssl("pkey", "-in", "pkcs8.pem", "-outform", "DER", "-out", "pkcs8.der");
      each.openssl(
          "pkcs8",
          "-topk8",
          "-nocrypt",
          "-in",
          "pkcs8.pem",
          "-outform",
          "DER",
          "-out",
          "pkcs8.der");
      each.ok("import", "der", each.file("pkcs8.der"));
      requireSame(each, "der", "pkcs8.pem");
    }
  }

  @Test
  void anEncryptedKeyTakesItsPasswordFromAFileOrThePersonOrStandardInput() throws Exception {
    keys.openssl(
        "genpkey",
        "-algorithm",
        "rsa",
        "-aes-256-cbc",
        "-pass",
        "pass:" + PASSWORD,
        "-out",
        "locked.pem");
    String locked = keys.file("locked.pem");
    keys.ok(
        "import", "locked", locked, "--password-file", keys.file("password", PASSWORD + "\nrest"));
    requireSame(keys, "locked", "locked.pem", "-passin", "pass:" + PASSWORD);

    String[] call = Verbs.keys("import", "locked", locked);
    Run asked = Run.with(keys.config()).answering(PASSWORD).run(call);
    assertThat(asked.exitCode()).as(asked.err()).isZero();
    Run piped =
        Run.with(keys.config()).input((PASSWORD + "\n").getBytes(StandardCharsets.UTF_8)).run(call);
    assertThat(piped.exitCode()).as(piped.err()).isZero();
    assertThat(keys.json("versions", "locked")).hasSize(3);

    assertThat(
            keys.failure(
                "import", "locked", locked, "--password-file", keys.file("wrong", "wrong")))
        .contains("the password is wrong");
    assertThat(keys.failure("import", "locked", locked))
        .contains("The password of the key: nothing was given");
    assertThat(keys.failure("import", "locked", locked, "--password-file", keys.file("u", "ü")))
        // JDK 17 accepts no other characters.
        .containsAnyOf("ASCII", "the password is wrong");
  }

  @Test
  void importsJsonWebKeys() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2048);
    KeyPair pair = generator.generateKeyPair();
    RSAPrivateCrtKey rsa = (RSAPrivateCrtKey) pair.getPrivate();
    String jwk =
        """
        {"kty":"RSA","kid":"elsewhere","use":"sig","alg":"RS256",
         "n":"%s","e":"%s","d":"%s","p":"%s","q":"%s","dp":"%s","dq":"%s","qi":"%s"}"""
            .formatted(
                number(rsa.getModulus()),
                number(rsa.getPublicExponent()),
                number(rsa.getPrivateExponent()),
                number(rsa.getPrimeP()),
                number(rsa.getPrimeQ()),
                number(rsa.getPrimeExponentP()),
                number(rsa.getPrimeExponentQ()),
                number(rsa.getCrtCoefficient()));
    keys.ok("import", "jwk", keys.file("rsa.jwk", jwk), "--ops", "sign,verify");
    assertThat(published(keys, "jwk", "RSA")).isEqualTo(pair.getPublic());

    generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(256);
    pair = generator.generateKeyPair();
    ECPublicKey point = (ECPublicKey) pair.getPublic();
    String ec =
        "{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"%s\",\"y\":\"%s\",\"d\":\"%s\"}"
            .formatted(
                number(point.getW().getAffineX()),
                number(point.getW().getAffineY()),
                number(((ECPrivateKey) pair.getPrivate()).getS()));
    Run run =
        Run.with(keys.config())
            .input(ec.getBytes(StandardCharsets.UTF_8))
            .run("keys", "import", "jwk-ec", "-");
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(((ECPublicKey) published(keys, "jwk-ec", "EC")).getW()).isEqualTo(point.getW());

    byte[] secret = new byte[32];
    hsmKeys.ok(
        "import",
        "jwk-oct",
        hsmKeys.file("oct.jwk", "{\"kty\":\"oct\",\"k\":\"" + base64(secret) + "\"}"));
  }

  private static java.security.PublicKey published(Verbs verbs, String name, String algorithm)
      throws Exception {
    verbs.ok("public-key", name, "--der", "--output", verbs.file("published.der"), "--force");
    return KeyFactory.getInstance(algorithm)
        .generatePublic(new X509EncodedKeySpec(verbs.bytes("published.der")));
  }

  @Test
  void importsTheBytesOfASymmetricKey() throws Exception {
    byte[] secret = new byte[32];
    secret[0] = 1;
    String file = hsmKeys.file("secret.bin", secret);
    assertThat(hsmKeys.json("import", "oct", file, "--symmetric", "--hsm").get("type").asText())
        .isEqualTo("oct-HSM");
    hsmKeys.ok(
        "wrap",
        "oct",
        hsmKeys.file("data.key", new byte[24]),
        "--algorithm",
        "A256KW",
        "--output",
        hsmKeys.file("data.wrapped"));
    Cipher unwrap = Cipher.getInstance("AESWrap");
    unwrap.init(Cipher.UNWRAP_MODE, new SecretKeySpec(secret, "AES"));
    assertThat(unwrap.unwrap(hsmKeys.bytes("data.wrapped"), "AES", Cipher.SECRET_KEY).getEncoded())
        .isEqualTo(new byte[24]);
    assertThat(hsmKeys.failure("import", "oct", hsmKeys.file("odd", new byte[20]), "--symmetric"))
        .contains("has 20 bytes, and a symmetric key has 16, 24 or 32");
  }

  @Test
  void importsAKeyTransferBlob() throws Exception {
    for (Verbs each : List.of(keys, hsmKeys)) {
      String kek =
          each.json("create", "kek", "--type", "RSA", "--hsm", "--ops", "import")
              .get("id")
              .asText();
      RSAPublicKey exchange = (RSAPublicKey) published(each, "kek", "RSA");
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(2048);
      KeyPair pair = generator.generateKeyPair();
      String blob = each.file("key.byok", blob(kek, exchange, pair.getPrivate().getEncoded()));
      assertThat(each.json("import", "byok", blob, "--byok", "RSA").get("type").asText())
          .isEqualTo("RSA-HSM");
      assertThat(published(each, "byok", "RSA")).isEqualTo(pair.getPublic());
      assertThat(each.failure("import", "byok", each.file("no.byok", "{}"), "--byok", "RSA"))
          .contains("Importing the key byok");
      assertThat(each.misuse("import", "byok", blob, "--byok", "AKP")).contains("AKP");
    }
  }

  /** Creates a key transfer blob like the tool of another HSM (CKM_RSA_AES_KEY_WRAP). */
  private static byte[] blob(String kek, RSAPublicKey exchange, byte[] plain) throws Exception {
    byte[] aes = new byte[32];
    Cipher oaep = Cipher.getInstance("RSA/ECB/OAEPWithSHA-1AndMGF1Padding");
    oaep.init(Cipher.ENCRYPT_MODE, exchange);
    AESWrapPadEngine wrap = new AESWrapPadEngine();
    wrap.init(true, new KeyParameter(aes));
    byte[] head = oaep.doFinal(aes);
    byte[] tail = wrap.wrap(plain, 0, plain.length);
    byte[] both = ByteBuffer.allocate(head.length + tail.length).put(head).put(tail).array();
    return """
        {"schema_version":"1.0.0","header":{"kid":"%s","alg":"dir","enc":"CKM_RSA_AES_KEY_WRAP"},
         "ciphertext":"%s","generator":"a test"}"""
        .formatted(kek, base64(both))
        .getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void errorsDoNotQuoteTheKey() throws Exception {
    keys.openssl(
        "genpkey", "-algorithm", "rsa", "-pkeyopt", "rsa_keygen_bits:1024", "-out", "1024");
    assertThat(keys.failure("import", "k", keys.file("1024")))
        .contains("an RSA key of 1024 bits, and the service accepts 2048, 3072 and 4096");
    keys.openssl("genpkey", "-algorithm", "ed25519", "-out", "ed25519");
    assertThat(keys.failure("import", "k", keys.file("ed25519")))
        .contains("imports RSA and EC keys");
    keys.openssl(
        "genpkey",
        "-algorithm",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:brainpoolP256r1",
        "-out",
        "bp");
    assertThat(keys.failure("import", "k", keys.file("bp")))
        .contains("P-256, P-256K, P-384, P-521");
    assertThat(keys.failure("import", "k", keys.file("none"))).contains("does not exist");
    assertThat(keys.failure("import", "k", keys.file("text", "hello"))).contains("--symmetric");

    keys.openssl("genpkey", "-algorithm", "rsa", "-out", "whole.pem");
    String whole = Files.readString(keys.path("whole.pem"));
    String secret = whole.lines().skip(3).findFirst().orElseThrow();
    for (String damaged :
        List.of(
            whole.substring(0, 400),
            whole.replace(secret + "\n", ""),
            "{\"kty\":\"RSA\",\"n\":\"" + secret + "\"}",
            "{\"kty\":\"oct\",\"k\":[\"" + secret + "\"]}",
            "{\"kty\":\"oct\",\"k\":\"" + secret)) {
      assertThat(keys.failure("import", "k", keys.file("damaged", damaged)))
          .doesNotContain(secret)
          .doesNotContain(secret.substring(0, 16))
          .doesNotContain("bug in the program");
    }
    keys.openssl(
        "rsa",
        "-in",
        "whole.pem",
        "-traditional",
        "-aes128",
        "-passout",
        "pass:x12345",
        "-out",
        "old.pem");
    assertThat(keys.failure("import", "k", keys.file("old.pem"))).contains("openssl pkcs8 -topk8");
    keys.openssl(
        "pkcs8",
        "-topk8",
        "-in",
        "whole.pem",
        "-scrypt",
        "-passout",
        "pass:x12345",
        "-out",
        "scrypt.pem");
    assertThat(
            keys.failure(
                "import",
                "k",
                keys.file("scrypt.pem"),
                "--password-file",
                keys.file("pw", "x12345")))
        .contains("that the JDK does not support");
  }

  private static String number(BigInteger number) {
    byte[] bytes = number.toByteArray();
    return base64(bytes[0] == 0 ? java.util.Arrays.copyOfRange(bytes, 1, bytes.length) : bytes);
  }

  private static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
