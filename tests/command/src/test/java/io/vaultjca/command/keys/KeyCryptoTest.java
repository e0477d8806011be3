package io.vaultjca.command.keys;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vaultjca.command.Run;
import io.vaultjca.embedded.VaultServer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.jcajce.spec.ContextParameterSpec;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Signing, encryption and wrapping of files, checked with openssl, the JDK and BouncyCastle. */
class KeyCryptoTest {
  private static final byte[] SECRET = new byte[32];
  private static final String BAIT = "the secret of the day";

  @TempDir static Path folder;

  private static VaultServer vault;
  private static VaultServer hsm;
  private static Verbs keys;
  private static Verbs hsmKeys;

  @BeforeAll
  static void start() throws Exception {
    vault = VaultServer.start();
    hsm = VaultServer.builder().managedHsm(true).start();
    keys = Verbs.preview(vault, folder, "vault.properties");
    hsmKeys = Verbs.preview(hsm, folder, "hsm.properties");
    for (Verbs each : List.of(keys, hsmKeys)) {
      each.ok("create", "rsa", "--type", "RSA");
      for (String curve : List.of("P-256", "P-256K", "P-384", "P-521")) {
        each.ok("create", curve, "--type", "EC", "--curve", curve);
      }
    }
    SECRET[0] = 1;
    hsmKeys.ok("import", "oct", hsmKeys.file("oct", SECRET), "--symmetric");
    hsmKeys.ok("create", "doc", "--type", "AKP");
    byte[] message = new byte[300_000];
    Arrays.fill(message, (byte) 'm');
    keys.file("message", message);
    keys.file("other", "another message");
  }

  @AfterAll
  static void stop() {
    vault.close();
    hsm.close();
  }

  @ParameterizedTest
  @CsvSource({
    "rsa,,sha256",
    "rsa,RS384,sha384",
    "rsa,RS512,sha512",
    "rsa,PS256,sha256",
    "rsa,ps384,sha384",
    "rsa,PS512,sha512",
    "P-256,,sha256",
    "P-256K,ES256K,sha256",
    "P-384,,sha384",
    "P-521,ES512,sha512"
  })
  void opensslVerifiesSignatures(String key, String algorithm, String digest) throws Exception {
    for (Verbs each : List.of(keys, hsmKeys)) {
      String[] asked = algorithm == null ? new String[0] : new String[] {"--algorithm", algorithm};
      String message = each.file("message");
      String signature = each.file("message.sig");
      each.ok(with(asked, "sign", key, message, "--output", signature, "--force"));
      Files.writeString(each.path("key.pem"), each.ok("public-key", key).out());
      String[] pss =
          algorithm != null && algorithm.toUpperCase(java.util.Locale.ROOT).startsWith("PS")
              ? new String[] {
                "-sigopt", "rsa_padding_mode:pss", "-sigopt", "rsa_pss_saltlen:digest"
              }
              : new String[0];
      assertThat(
              each.openssl(
                  with(
                      new String[] {"-verify", "key.pem", "-signature", "message.sig", "message"},
                      with(pss, "dgst", "-" + digest))))
          .contains("Verified OK");
      assertThat(each.ok(with(asked, "verify", key, message, "--signature", signature)).out())
          .startsWith("The signature is right.");
      assertThat(
              each.failure(
                  with(asked, "verify", key, each.file("other"), "--signature", signature)))
          .startsWith("The file ")
          .contains("does not verify with the key https://localhost:", "the signature is wrong");
    }
  }

  private static String[] with(String[] more, String... arguments) {
    String[] all = Arrays.copyOf(arguments, arguments.length + more.length);
    System.arraycopy(more, 0, all, arguments.length, more.length);
    return all;
  }

  @Test
  void theRawFormIsThatOfJsonWebSignatures() throws Exception {
    String message = keys.file("message");
    JsonNode answer = keys.json("sign", "P-384", message, "--format", "raw");
    byte[] signature = Base64.getDecoder().decode(answer.get("signature").asText());
    assertThat(signature).hasSize(96);
    assertThat(answer.get("algorithm").asText()).isEqualTo("ES384");
    Signature verifier = Signature.getInstance("SHA384withECDSAinP1363Format", "SunEC");
    verifier.initVerify(published(keys, "P-384", "EC"));
    verifier.update(keys.bytes("message"));
    assertThat(verifier.verify(signature)).isTrue();

    String file = keys.file("raw.sig", signature);
    keys.ok("verify", "P-384", message, "--signature", file, "--format", "raw");
    assertThat(keys.failure("verify", "P-384", message, "--signature", file))
        .contains("not the DER encoding", "--format");
    Run wrong =
        Run.with(keys.config())
            .run(
                "keys",
                "verify",
                "P-384",
                keys.file("other"),
                "--signature",
                file,
                "--format",
                "raw",
                "--json");
    assertThat(wrong.exitCode()).isEqualTo(1);
    assertThat(wrong.err()).isEmpty();
    assertThat(new ObjectMapper().readTree(wrong.bytes()).get("valid").asBoolean()).isFalse();
  }

  private static PublicKey published(Verbs verbs, String name, String algorithm) throws Exception {
    verbs.ok("public-key", name, "--der", "--output", verbs.file("key.der"), "--force");
    return KeyFactory.getInstance(algorithm)
        .generatePublic(new X509EncodedKeySpec(verbs.bytes("key.der")));
  }

  @Test
  void signsADigestInfoAndStandardInputInBytes() throws Exception {
    byte[] info = HexFormat.of().parseHex("3021300906052b0e03021a05000414" + "00".repeat(20));
    Run run =
        Run.with(keys.config())
            .input(info)
            .run("keys", "sign", "rsa", "-", "--algorithm", "RSNULL");
    assertThat(run.err()).isEmpty();
    Cipher raw = Cipher.getInstance("RSA/ECB/PKCS1Padding");
    raw.init(Cipher.DECRYPT_MODE, published(keys, "rsa", "RSA"));
    assertThat(raw.doFinal(run.bytes())).isEqualTo(info);

    Run pss =
        Run.with(keys.config())
            .input(BAIT.getBytes(StandardCharsets.UTF_8))
            .run("keys", "sign", "rsa", "-", "--algorithm", "PS256");
    Signature verifier = Signature.getInstance("RSASSA-PSS");
    verifier.setParameter(new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, 1));
    verifier.initVerify(published(keys, "rsa", "RSA"));
    verifier.update(BAIT.getBytes(StandardCharsets.UTF_8));
    assertThat(verifier.verify(pss.bytes())).isTrue();
  }

  @Test
  void signsWithMlDsaAndAContext() throws Exception {
    String message = hsmKeys.file("message");
    String context = hsmKeys.file("context", "invoices");
    String file = hsmKeys.file("message.mldsa");
    hsmKeys.ok("sign", "doc", message, "--context", context, "--output", file);
    BouncyCastleProvider bouncyCastle = new BouncyCastleProvider();
    hsmKeys.ok("public-key", "doc", "--der", "--output", hsmKeys.file("doc.der"));
    Signature verifier = Signature.getInstance("ML-DSA", bouncyCastle);
    verifier.initVerify(
        KeyFactory.getInstance("ML-DSA", bouncyCastle)
            .generatePublic(new X509EncodedKeySpec(hsmKeys.bytes("doc.der"))));
    verifier.setParameter(new ContextParameterSpec("invoices".getBytes(StandardCharsets.UTF_8)));
    verifier.update(hsmKeys.bytes("message"));
    assertThat(verifier.verify(hsmKeys.bytes("message.mldsa"))).isTrue();

    hsmKeys.ok("verify", "doc", message, "--signature", file, "--context", context);
    assertThat(hsmKeys.failure("verify", "doc", message, "--signature", file))
        .contains("the signature is wrong");
    assertThat(keys.failure("sign", "rsa", message, "--context", context))
        .contains("RS256 takes no context");
  }

  @Test
  void symmetricKeysMacADigest() throws Exception {
    String message = hsmKeys.file("message");
    String file = hsmKeys.file("message.mac");
    hsmKeys.ok("sign", "oct", message, "--algorithm", "HS384", "--output", file);
    assertThat(hsmKeys.bytes("message.mac")).hasSize(48);
    hsmKeys.ok("verify", "oct", message, "--algorithm", "HS384", "--signature", file);
    hsmKeys.failure(
        "verify", "oct", hsmKeys.file("other"), "--algorithm", "HS384", "--signature", file);
  }

  @ParameterizedTest
  @CsvSource({
    ",OAEPWithSHA-256AndMGF1Padding,190",
    "RSA-OAEP,OAEPWithSHA-1AndMGF1Padding,214",
    "RSA1_5,PKCS1Padding,245"
  })
  void encryptsAsMuchAsAnRsaKeyTakes(String algorithm, String padding, int most) throws Exception {
    String[] asked = algorithm == null ? new String[0] : new String[] {"--algorithm", algorithm};
    byte[] plain = new byte[most];
    Arrays.fill(plain, (byte) 'p');
    String file = keys.file("plain", plain);
    String encrypted = keys.file("plain.enc");
    String decrypted = keys.file("plain.dec");
    keys.ok(with(asked, "encrypt", "rsa", file, "--output", encrypted, "--force"));
    keys.ok(with(asked, "decrypt", "rsa", encrypted, "--output", decrypted, "--force"));
    assertThat(keys.bytes("plain.dec")).isEqualTo(plain);
    assertThat(Files.getPosixFilePermissions(keys.path("plain.dec")))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));

    // The vault also decrypts the ciphertexts of openssl.
    Files.writeString(keys.path("rsa.pem"), keys.ok("public-key", "rsa").out());
    String[] mode =
        switch (padding) {
          case "PKCS1Padding" -> new String[] {"-pkeyopt", "rsa_padding_mode:pkcs1"};
          case "OAEPWithSHA-1AndMGF1Padding" -> new String[] {"-pkeyopt", "rsa_padding_mode:oaep"};
          default ->
              new String[] {"-pkeyopt", "rsa_padding_mode:oaep", "-pkeyopt", "rsa_oaep_md:sha256"};
        };
    keys.openssl(
        with(
            mode,
            "pkeyutl",
            "-encrypt",
            "-pubin",
            "-inkey",
            "rsa.pem",
            "-in",
            "plain",
            "-out",
            "openssl.enc"));
    assertThat(keys.ok(with(asked, "decrypt", "rsa", keys.file("openssl.enc"))).bytes())
        .isEqualTo(plain);

    String long1 = keys.file("long", new byte[most + 1]);
    assertThat(keys.failure(with(asked, "encrypt", "rsa", long1)))
        .contains(
            "can encrypt at most " + most + " bytes", "but there are " + (most + 1), "keys wrap");
    assertThat(keys.failure(with(asked, "wrap", "rsa", long1)))
        .contains("can wrap at most " + most);
    assertThat(keys.failure(with(asked, "decrypt", "rsa", long1))).contains("has 256 bytes");
  }

  @Test
  void aesCiphertextsFitOtherImplementations() throws Exception {
    byte[] plain = BAIT.getBytes(StandardCharsets.UTF_8);
    String file = hsmKeys.file("bait", plain);
    String data = hsmKeys.file("aad", "header");
    byte[] gcm = hsmKeys.ok("encrypt", "oct", file, "--aad", data).bytes();
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    SecretKeySpec key = new SecretKeySpec(SECRET, "AES");
    cipher.init(Cipher.DECRYPT_MODE, key, new GCMParameterSpec(128, gcm, 0, 12));
    cipher.updateAAD(hsmKeys.bytes("aad"));
    assertThat(cipher.doFinal(gcm, 12, gcm.length - 12)).isEqualTo(plain);
    String sealed = hsmKeys.file("bait.gcm", gcm);
    assertThat(hsmKeys.ok("decrypt", "oct", sealed, "--aad", data).bytes()).isEqualTo(plain);
    String rest = hsmKeys.file("rest.gcm", Arrays.copyOfRange(gcm, 12, gcm.length));
    String iv = HexFormat.of().formatHex(gcm, 0, 12);
    assertThat(hsmKeys.ok("decrypt", "oct", rest, "--aad", data, "--iv", iv).bytes())
        .isEqualTo(plain);
    assertThat(hsmKeys.failure("decrypt", "oct", sealed)).contains("Decrypting (A256GCM)");
    assertThat(hsmKeys.failure("encrypt", "oct", file, "--iv", iv)).contains("omit --iv");

    byte[] cbc = hsmKeys.ok("encrypt", "oct", file, "--algorithm", "A256CBCPAD").bytes();
    cipher = Cipher.getInstance("AES/CBC/PKCS5Padding");
    cipher.init(Cipher.DECRYPT_MODE, key, new IvParameterSpec(cbc, 0, 16));
    assertThat(cipher.doFinal(cbc, 16, cbc.length - 16)).isEqualTo(plain);
    String given = "000102030405060708090a0b0c0d0e0f";
    hsmKeys.ok(
        "encrypt",
        "oct",
        file,
        "--algorithm",
        "A256CBCPAD",
        "--iv",
        given,
        "--output",
        hsmKeys.file("bait.cbc"));
    assertThat(
            hsmKeys.openssl(
                "enc",
                "-d",
                "-aes-256-cbc",
                "-K",
                HexFormat.of().formatHex(SECRET),
                "-iv",
                given,
                "-in",
                "bait.cbc"))
        .isEqualTo(BAIT);
    assertThat(hsmKeys.failure("encrypt", "oct", file, "--algorithm", "A256CBC"))
        .contains("whole blocks of 16 bytes", "A256CBCPAD");
    assertThat(hsmKeys.failure("encrypt", "oct", file, "--algorithm", "A256CBC", "--aad", data))
        .contains("omit --aad");
    assertThat(hsmKeys.failure("encrypt", "oct", file, "--algorithm", "A256CBC", "--iv", "00"))
        .contains("has 16 bytes, but --iv has 1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"A256KW", "CKM_AES_KEY_WRAP", "CKM_AES_KEY_WRAP_PAD"})
  void wrapsKeysWithAes(String algorithm) throws Exception {
    String file = hsmKeys.file("data.key", new byte[32]);
    String wrapped = hsmKeys.file("data.wrapped");
    hsmKeys.ok("wrap", "oct", file, "--algorithm", algorithm, "--output", wrapped, "--force");
    Cipher unwrap =
        Cipher.getInstance(algorithm.endsWith("PAD") ? "AES/KWP/NoPadding" : "AES/KW/NoPadding");
    unwrap.init(Cipher.UNWRAP_MODE, new SecretKeySpec(SECRET, "AES"));
    assertThat(unwrap.unwrap(hsmKeys.bytes("data.wrapped"), "AES", Cipher.SECRET_KEY).getEncoded())
        .isEqualTo(new byte[32]);
    assertThat(hsmKeys.ok("unwrap", "oct", wrapped, "--algorithm", algorithm).bytes())
        .isEqualTo(new byte[32]);
    String odd = hsmKeys.file("odd.key", new byte[20]);
    if (algorithm.endsWith("PAD")) {
      hsmKeys.ok("wrap", "oct", odd, "--algorithm", algorithm);
    } else {
      assertThat(hsmKeys.failure("wrap", "oct", odd, "--algorithm", algorithm))
          .contains("in multiples of 8", "CKM_AES_KEY_WRAP_PAD");
    }
  }

  @Test
  void wrapsKeysWithRsa() throws Exception {
    for (Verbs each : List.of(keys, hsmKeys)) {
      String file = each.file("rsa.key", new byte[32]);
      String wrapped = each.file("rsa.wrapped");
      each.ok("wrap", "rsa", file, "--output", wrapped, "--force");
      each.ok("unwrap", "rsa", wrapped, "--output", each.file("rsa.unwrapped"), "--force");
      assertThat(each.bytes("rsa.unwrapped")).isEqualTo(new byte[32]);
    }
  }

  @Test
  void anUnsupportedAlgorithmIsRefusedWithTheSupportedOnes() {
    String message = keys.file("message");
    assertThat(keys.failure("sign", "rsa", message, "--algorithm", "ES256"))
        .contains("(RSA, 2048 bits) cannot sign with ES256. Its algorithms are RS256, RS384,");
    assertThat(keys.failure("sign", "P-256", message, "--algorithm", "ES384"))
        .contains("(EC, P-256) cannot sign with ES384. Its algorithms are ES256.");
    assertThat(keys.failure("encrypt", "P-256", message)).contains("(EC, P-256) cannot encrypt.");
    assertThat(hsmKeys.failure("encrypt", "oct", message, "--algorithm", "A128GCM"))
        .contains("(symmetric, 256 bits)", "A256GCM, A256CBCPAD, A256CBC");
    assertThat(hsmKeys.failure("sign", "doc", message, "--algorithm", "ML-DSA-44"))
        .contains("Its algorithms are ML-DSA-65.");
  }

  @Test
  void anUnknownKeySizeRequiresAnAlgorithm() throws Exception {
    Path config = hsm.writeProperties(folder.resolve("older.properties"));
    Files.writeString(config, Files.readString(config) + "\nazure.keyvault.api-version=7.6\n");
    Verbs older = new Verbs(config, folder);
    String file = older.file("bait", BAIT);
    assertThat(older.failure("encrypt", "oct", file))
        .contains("does not report the size", "A256GCM", "azure.keyvault.api-version=2026-04-01");
    assertThat(older.ok("encrypt", "oct", file, "--algorithm", "A256GCM").bytes())
        .hasSize(12 + BAIT.length() + 16);
  }

  @Test
  void aSecretIsShownOnlyOnRequest() throws Exception {
    String encrypted = keys.file("bait.enc");
    String file = keys.file("bait", BAIT);
    keys.ok("encrypt", "rsa", file, "--output", encrypted, "--force");
    String[] decrypt = Verbs.keys("decrypt", "rsa", encrypted);
    long before = vault.counters().requests("keys/decrypt");
    Run refused = Run.with(keys.config()).answering("y").run(decrypt);
    assertThat(refused.exitCode()).isEqualTo(1);
    assertThat(refused.out()).isEmpty();
    assertThat(refused.err()).contains("--output FILE, or --show").doesNotContain(BAIT);
    assertThat(vault.counters().requests("keys/decrypt")).isEqualTo(before);

    Run shown = Run.with(keys.config()).answering("y").run(with(new String[] {"--show"}, decrypt));
    assertThat(shown.out().strip()).isEqualTo(BAIT);
    Run piped = Run.with(keys.config()).run(decrypt);
    assertThat(piped.bytes()).isEqualTo(BAIT.getBytes(StandardCharsets.UTF_8));

    // Control characters are not text.
    keys.ok("encrypt", "rsa", keys.file("escape", "\u001b[2J"), "--output", encrypted, "--force");
    shown = Run.with(keys.config()).answering("y").run(with(new String[] {"--show"}, decrypt));
    assertThat(shown.out().strip())
        .isEqualTo(
            Base64.getEncoder().encodeToString("\u001b[2J".getBytes(StandardCharsets.UTF_8)));

    Run signed =
        Run.with(keys.config()).answering("y").run("keys", "sign", "rsa", keys.file("message"));
    assertThat(Base64.getDecoder().decode(signed.out().strip())).hasSize(256);
  }

  @Test
  void aFileIsWrittenCompletelyOrNotAtAll() throws Exception {
    String before = "what was there before";
    String file = keys.file("existing", before);
    assertThat(keys.failure("sign", "rsa", keys.file("message"), "--output", file))
        .contains("--force");
    assertThat(Files.readString(keys.path("existing"))).isEqualTo(before);
    keys.ok("update", "rsa", "--ops", "verify,encrypt,decrypt,wrapKey,unwrapKey");
    try {
      assertThat(keys.failure("sign", "rsa", keys.file("message"), "--output", file, "--force"))
          .contains("KeyOperationForbidden");
      assertThat(Files.readString(keys.path("existing"))).isEqualTo(before);
    } finally {
      keys.ok("update", "rsa", "--ops", "sign,verify,encrypt,decrypt,wrapKey,unwrapKey");
    }
    try (var files = Files.list(folder)) {
      assertThat(files).noneMatch(path -> path.getFileName().toString().endsWith(".part"));
    }
  }

  @Test
  void aLongFileShowsProgress() throws Exception {
    Path longFile = keys.path("long-file");
    try (var channel = new java.io.RandomAccessFile(longFile.toFile(), "rw")) {
      channel.setLength(130L << 20);
    }
    Run run =
        Run.with(keys.config())
            .answering("y")
            .run("keys", "sign", "rsa", longFile.toString(), "--output", keys.file("long.sig"));
    assertThat(run.exitCode()).isZero();
    assertThat(run.err()).contains("64 MiB read", "128 MiB read");
    Files.delete(longFile);
  }
}
