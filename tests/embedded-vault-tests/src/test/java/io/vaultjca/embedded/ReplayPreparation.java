package io.vaultjca.embedded;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.MGF1ParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.crypto.Cipher;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequest;

/** Adds what the recordings omit: existing objects, private keys, files, ciphertexts. */
final class ReplayPreparation {
  private static final String EC_POLICY =
      """
      {'policy':{'key_props':{'exportable':true,'kty':'EC','reuse_key':true,'crv':'P-384'},
       'secret_props':{'contentType':'application/x-pkcs12'},
       'x509_props':{'subject':'CN=default','key_usage':['keyCertSign','keyAgreement'],
                     'validity_months':24},
       'lifetime_actions':[{'trigger':{'days_before_expiry':40},
                            'action':{'action_type':'AutoRenew'}}],
       'issuer':{'name':'Self','cert_transparency':false}}}
      """;

  /** Exchanges before which time passes; the recording omits what happened meanwhile. */
  private static final Set<String> EVENTS_IN_BETWEEN =
      Set.of(
          "certificates-cancel-operation 5",
          "certificates-get 3",
          "certificates-update-disabled 3",
          "keys-recover-deleted 5");

  private final VaultServer vault;
  private final VaultClient client;
  private final MovableClock clock;
  private final KeyPair rsa;

  ReplayPreparation(VaultServer vault, VaultClient client, MovableClock clock) {
    this.vault = vault;
    this.client = client;
    this.clock = clock;
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(2048);
      this.rsa = generator.generateKeyPair();
    } catch (java.security.GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /**
   * Creates the objects that exist before the first exchange.
   *
   * @return the replacements of recorded texts
   */
  Map<String, String> before(String scenario, JsonNode recording) throws Exception {
    String name = recording.get(0).get("request").get("path").asText().split("[/?]", -1)[2];
    client.apiVersion(VaultClient.API).token(vault.accessToken());
    switch (scenario) {
      case "keys-wrap-unwrap-rsa" -> {
        String kid = client.put("/keys/" + name, jwk()).body().at("/key/kid").asText();
        String there = recording.get(0).get("request").get("path").asText().split("/", -1)[3];
        return Map.of(there, kid.substring(kid.lastIndexOf('/') + 1));
      }
      case "keys-list" -> {
        seedCertificate("importcertpem1", "'tags':{'key':'val'}");
        seedCertificate("importcertpem2", "'tags':{'key':'val'}");
        client.post(
            "/keys/javakeytemp/create",
            "{'kty':'EC','attributes':{'nbf':949237199,'exp':2527113600},'tags':{'foo':'baz'}}");
        client.post("/keys/testrsakeywrapunwrap/create", "{'kty':'EC'}");
        vault.faults().pageSizes(1, 2);
      }
      case "certificates-list" -> {
        seedCertificate("a", "'enabled':true");
        seedCertificate("b", "'enabled':false");
        seedCertificate("c", "'tags':{'key':'val'}");
        seedCertificate("d", "'enabled':true");
        vault.faults().pageSizes(3);
      }
      case "certificates-delete" -> createCertificate(name);
      case "certificates-policy" -> createCertificate("testcert850732e4008");
      default -> {
        return Map.of();
      }
    }
    return Map.of();
  }

  /** Performs what happens between two exchanges without being recorded. */
  void step(String scenario, int number) throws Exception {
    client.apiVersion(VaultClient.API).token(vault.accessToken());
    if (scenario.equals("keys-backup-restore") && number == 4) {
      client.delete("/keys/testkey938407f70");
    } else if (scenario.equals("keys-backup-restore") && (number == 5 || number == 7)) {
      clock.advance(Duration.ofSeconds(31));
    } else if (scenario.equals("keys-list-versions") && number == 3) {
      for (int i = 0; i < 3; i++) {
        client.post(
            "/keys/listkeyversion31845/create", "{'kty':'EC','attributes':{'exp':3797366400}}");
      }
    } else if (EVENTS_IN_BETWEEN.contains(scenario + " " + number)) {
      clock.advance(Duration.ofSeconds(31));
    }
  }

  /** Returns the body to send instead of a recorded one. */
  JsonNode body(String scenario, String path, JsonNode recorded, JsonNode answer) throws Exception {
    if (recorded.path("key").has("d")) {
      return new ObjectMapper().readTree(jwk().replace('\'', '"'));
    }
    if (path.contains("decrypt?") || path.contains("unwrapkey?")) {
      return RecordingReplay.with(
          recorded, Map.of("value", text(encrypt(path, recorded.get("alg").asText(), answer))));
    }
    return switch (scenario) {
      case "keys-backup-restore" ->
          path.contains("/keys/restore")
              ? RecordingReplay.with(recorded, Map.of("value", TextNode.valueOf(backup)))
              : recorded;
      case "certificates-import" -> imported(recorded);
      case "certificates-merge" ->
          path.contains("/merge")
              ? RecordingReplay.with(recorded, Map.of("x5c", x5c(path)))
              : recorded;
      default -> recorded;
    };
  }

  private String backup = "";

  /** Keeps a backup before the key is deleted, because the recorded one is truncated. */
  void keepBackup(String value) {
    backup = value;
  }

  private void createCertificate(String name) throws Exception {
    client.post("/certificates/" + name + "/create", EC_POLICY);
    clock.advance(Duration.ofSeconds(31));
    client.get("/certificates/" + name + "/pending");
  }

  private void seedCertificate(String name, String more) {
    vault.seed(
        "{'certificates':[{'name':'%s','kty':'EC',%s}]}".formatted(name, more).replace('\'', '"'));
  }

  private String encryptionKey(String path) {
    return path.substring(0, path.indexOf('/', "/keys/".length()));
  }

  private byte[] encrypt(String path, String algorithm, JsonNode answer) throws Exception {
    JsonNode key =
        client
            .apiVersion(VaultClient.API)
            .token(vault.accessToken())
            .get(encryptionKey(path))
            .body()
            .get("key");
    Cipher cipher =
        Cipher.getInstance(
            algorithm.equals("RSA1_5") ? "RSA/ECB/PKCS1Padding" : "RSA/ECB/OAEPPadding");
    if (algorithm.equals("RSA1_5")) {
      cipher.init(Cipher.ENCRYPT_MODE, SignatureMatrixTest.publicKey(key));
    } else {
      MGF1ParameterSpec hash =
          algorithm.endsWith("256") ? MGF1ParameterSpec.SHA256 : MGF1ParameterSpec.SHA1;
      cipher.init(
          Cipher.ENCRYPT_MODE,
          SignatureMatrixTest.publicKey(key),
          new OAEPParameterSpec(
              hash.getDigestAlgorithm(), "MGF1", hash, PSource.PSpecified.DEFAULT));
    }
    return cipher.doFinal(Base64.getUrlDecoder().decode(answer.get("value").asText()));
  }

  /** Issues a certificate for the pending request. */
  private JsonNode x5c(String path) throws Exception {
    String name = path.split("/", -1)[2];
    String csr =
        client
            .apiVersion(VaultClient.API)
            .token(vault.accessToken())
            .get("/certificates/" + name + "/pending")
            .body()
            .get("csr")
            .asText();
    JcaPKCS10CertificationRequest request =
        new JcaPKCS10CertificationRequest(Base64.getDecoder().decode(csr));
    byte[] der =
        builder(request.getSubject().toString(), new KeyPair(request.getPublicKey(), null))
            .build(new JcaContentSignerBuilder("SHA256withRSA").build(rsa.getPrivate()))
            .getEncoded();
    return JsonNodeFactory.instance.arrayNode().add(Base64.getEncoder().encodeToString(der));
  }

  /** Returns a PKCS#12 file with the names and extensions of the recorded certificate. */
  private JsonNode imported(JsonNode recorded) throws Exception {
    X509CertificateHolder holder =
        builder("C=US, ST=WA, L=Redmond, O=Contoso, OU=Test, CN=Test, E=test@contoso.org", rsa)
            .addExtension(Extension.basicConstraints, true, new BasicConstraints(true))
            .build(new JcaContentSignerBuilder("SHA256withRSA").build(rsa.getPrivate()));
    Certificate certificate =
        CertificateFactory.getInstance("X.509")
            .generateCertificate(new ByteArrayInputStream(holder.getEncoded()));
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    char[] password = recorded.get("pwd").asText().toCharArray();
    store.setKeyEntry("k", rsa.getPrivate(), password, new Certificate[] {certificate});
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    store.store(file, password);
    return RecordingReplay.with(
        recorded,
        Map.of("value", TextNode.valueOf(Base64.getEncoder().encodeToString(file.toByteArray()))));
  }

  private JcaX509v3CertificateBuilder builder(String subject, KeyPair keys) {
    Instant now = Instant.now();
    return new JcaX509v3CertificateBuilder(
        new X500Name("CN=Authority"),
        BigInteger.ONE,
        Date.from(now),
        Date.from(now.plus(Duration.ofDays(365))),
        new X500Name(subject),
        keys.getPublic());
  }

  private String jwk() {
    RSAPrivateCrtKey key = (RSAPrivateCrtKey) rsa.getPrivate();
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    ObjectNode jwk = node.putObject("key");
    jwk.put("kty", "RSA");
    jwk.putArray("key_ops");
    Map<String, BigInteger> numbers =
        Map.of(
            "n", key.getModulus(),
            "e", key.getPublicExponent(),
            "d", key.getPrivateExponent(),
            "p", key.getPrimeP(),
            "q", key.getPrimeQ(),
            "dp", key.getPrimeExponentP(),
            "dq", key.getPrimeExponentQ(),
            "qi", key.getCrtCoefficient());
    for (String name : List.of("n", "e", "d", "p", "q", "dp", "dq", "qi")) {
      byte[] bytes = numbers.get(name).toByteArray();
      jwk.set(name, text(bytes[0] == 0 ? Arrays.copyOfRange(bytes, 1, bytes.length) : bytes));
    }
    node.putObject("attributes");
    return node.toString();
  }

  private static TextNode text(byte[] bytes) {
    return TextNode.valueOf(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
  }
}
