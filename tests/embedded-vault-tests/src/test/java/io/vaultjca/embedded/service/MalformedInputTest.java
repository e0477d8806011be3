package io.vaultjca.embedded.service;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vaultjca.embedded.crypto.CertificateProfile;
import io.vaultjca.embedded.crypto.Certificates;
import io.vaultjca.embedded.crypto.KeyParts;
import io.vaultjca.embedded.http.Request;
import io.vaultjca.embedded.http.Response;
import io.vaultjca.embedded.store.Settings;
import io.vaultjca.embedded.store.VaultState;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.pkcs.PKCS12PfxPduBuilder;
import org.bouncycastle.pkcs.PKCS12SafeBag;
import org.bouncycastle.pkcs.PKCS12SafeBagBuilder;
import org.bouncycastle.pkcs.bc.BcPKCS12MacCalculatorBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS12SafeBagBuilder;
import org.junit.jupiter.api.Test;

/**
 * No request causes an internal error, in its own response or in a later one. Every operation with
 * a body gets a valid one, then variants: each part removed, each part replaced with each of the
 * wild values, and random damage.
 */
class MalformedInputTest {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  /** Operations that ignore the body. */
  private static final Set<String> WITHOUT_BODY =
      Set.of(
          "keys/backup",
          "keys/rotate",
          "keys/recover",
          "secrets/backup",
          "secrets/recover",
          "certificates/backup",
          "certificates/recover",
          "storage/backup",
          "storage/recover",
          "storage/recoversas");

  private static final boolean FULL = Boolean.getBoolean("vaultjca.full");
  private static final int DAMAGES = 8;

  /** The number of objects with a number in their name; more would only slow down the lists. */
  private static final int NAMES = 300;

  private final Random random = new Random(20_250_701);
  private final Set<String> operations = new TreeSet<>();
  private final List<String> failures = new ArrayList<>();
  private VaultState state;
  private VaultService service;
  private String token;
  private String version = "2025-07-01";
  private int number;
  private int requests;

  /**
   * An operation with a valid body.
   *
   * @param path {@code #} is replaced with a different number each time
   * @param later the requests after each request; bodies are empty objects
   */
  private record Example(String method, String path, JsonNode body, List<String> later) {}

  @Test
  void neverFailsInAVault() throws Exception {
    start(Settings.standard().withDeletionDelay(Duration.ZERO).withIssueDelay(Duration.ZERO));
    KeyPair ec = ec();
    right("POST", "/keys/k/create", json("{'kty':'EC'}"));
    right("POST", "/keys/r/create", json("{'kty':'RSA'}"));
    right("PUT", "/secrets/s", json("{'value':'v'}"));
    right("POST", "/certificates/p/create", certificate("Unknown"));
    right("POST", "/certificates/q/create", certificate("Unknown"));
    right("POST", "/certificates/c/import", pkcs12(ec));
    right("PUT", "/certificates/issuers/i", json("{'provider':'x'}"));

    String digest = "A".repeat(43);
    List<Example> examples = new ArrayList<>();
    examples.add(
        example(
            "POST",
            "/keys/new#/create",
            "{'kty':'EC','crv':'P-256','key_size':256,'public_exponent':3,'key_ops':['sign'],'attributes':{'enabled':true,'nbf':1,'exp':4102444800,'exportable':false},'tags':{'a':'b'}}"));
    examples.add(
        example(
            "POST",
            "/keys/released/create",
            "{'kty':'EC-HSM','attributes':{'exportable':true},'release_policy':{'contentType':'x','data':'e30','immutable':false}}",
            "PATCH /keys/released"));
    examples.add(
        new Example(
            "PUT",
            "/keys/imported/",
            ecImport(ec),
            List.of("POST /keys/imported//sign {'alg':'ES256','value':'%s'}".formatted(digest))));
    examples.add(
        new Example(
            "PUT",
            "/keys/rsa",
            rsaImport(),
            List.of("POST /keys/rsa//sign {'alg':'RS256','value':'%s'}".formatted(digest))));
    examples.add(
        example(
            "PATCH",
            "/keys/k",
            "{'key_ops':['sign','verify'],'attributes':{'enabled':true,'nbf':1,'exp':4102444800},'tags':{}}",
            "GET /keys/k"));
    examples.add(
        example(
            "PUT",
            "/keys/k/rotationpolicy",
            "{'lifetimeActions':[{'trigger':{'timeAfterCreate':'P90D'},'action':{'type':'rotate'}},{'trigger':{'timeBeforeExpiry':'P30D'},'action':{'type':'notify'}}],'attributes':{'expiryTime':'P1Y'}}",
            "POST /keys/k/rotate",
            "GET /keys/k/rotationpolicy"));
    examples.add(
        new Example(
            "POST",
            "/keys/restore",
            right("POST", "/keys/k/backup", null),
            List.of("GET /keys/k")));
    String ofKey = state.keys().live("k").orElseThrow().current().orElseThrow().version();
    examples.add(
        example("POST", "/keys/k/" + ofKey + "/release", "{'target':'t','nonce':'n','enc':'e'}"));
    for (String algorithm : List.of("ES256", "RS256", "PS256", "RSNULL")) {
      String key = algorithm.equals("ES256") ? "fixed" : "r";
      if (key.equals("fixed")) {
        right("POST", "/keys/fixed/create", json("{'kty':'EC'}"));
      }
      String sign = "{'alg':'%s','value':'%s'}".formatted(algorithm, digest);
      String signature =
          right("POST", "/keys/" + key + "//sign", json(sign)).get("value").textValue();
      examples.add(example("POST", "/keys/" + key + "//sign", sign));
      examples.add(
          example(
              "POST",
              "/keys/" + key + "//verify",
              "{'alg':'%s','digest':'%s','value':'%s'}".formatted(algorithm, digest, signature)));
    }
    for (String algorithm : List.of("RSA1_5", "RSA-OAEP-256")) {
      String encrypt = "{'alg':'%s','value':'AAAA'}".formatted(algorithm);
      addInverse(examples, "/keys/r//encrypt", "/keys/r//decrypt", algorithm, encrypt);
      addInverse(examples, "/keys/r//wrapkey", "/keys/r//unwrapkey", algorithm, encrypt);
    }
    examples.add(
        example(
            "PUT",
            "/secrets/s",
            "{'value':'v','contentType':'t','tags':{'a':'b'},'attributes':{'enabled':true,'nbf':1,'exp':4102444800}}",
            "GET /secrets/s",
            "GET /secrets"));
    examples.add(
        example(
            "PATCH",
            "/secrets/s/",
            "{'contentType':'t','tags':{'a':'b'},'attributes':{'enabled':true}}",
            "GET /secrets/s"));
    examples.add(
        new Example(
            "POST", "/secrets/restore", right("POST", "/secrets/s/backup", null), List.of()));
    examples.add(
        new Example(
            "POST",
            "/certificates/own#/create",
            // PATCH covers all parts of a policy.
            json(
                "{'policy':{'key_props':{'kty':'EC'},'x509_props':{'subject':'CN=a'},'issuer':{'name':'Self'}},'attributes':{'enabled':true},'tags':{'a':'b'},'preserveCertOrder':false}"),
            List.of("GET /certificates?includePending=true")));
    examples.add(
        new Example(
            "PATCH",
            "/certificates/c/policy",
            certificate("Self").get("policy"),
            List.of(
                "POST /certificates/c/create",
                "GET /certificates/c/pending",
                "GET /certificates/c",
                "GET /certificates/c/policy")));
    examples.add(
        example(
            "PATCH",
            "/certificates/q/policy",
            "{'platformManaged':{'certificateUsage':'u','metadata':{'sans':{'dns_names':['a.example']}}}}",
            "GET /certificates/q",
            "GET /certificates/q/policy"));
    ObjectNode update = json("{'attributes':{'enabled':true},'tags':{'a':'b'}}");
    update.set("policy", certificate("Self").get("policy"));
    examples.add(
        new Example(
            "PATCH",
            "/certificates/c",
            update,
            List.of("POST /certificates/c/create", "GET /certificates/c", "GET /secrets/c")));
    examples.add(
        new Example(
            "POST",
            "/certificates/p12-#/import",
            pkcs12(ec),
            List.of("GET /secrets?maxresults=1")));
    examples.add(new Example("POST", "/certificates/pem-#/import", pem(ec), List.of()));
    examples.add(example("PATCH", "/certificates/q/pending", "{'cancellation_requested':false}"));
    ObjectNode merge = json("{'x5c':[],'attributes':{},'tags':{'a':'b'}}");
    String cer = right("GET", "/certificates/c", null).get("cer").textValue();
    merge.withArray("x5c").add(cer).add(cer);
    examples.add(new Example("POST", "/certificates/p/pending/merge", merge, List.of()));
    examples.add(
        new Example(
            "POST",
            "/certificates/restore",
            right("POST", "/certificates/c/backup", null),
            List.of()));
    examples.add(
        example(
            "PUT",
            "/certificates/contacts",
            "{'contacts':[{'email':'a@b.example','name':'n','phone':'p'}]}",
            "GET /certificates/contacts"));
    for (String method : List.of("PUT", "PATCH")) {
      examples.add(
          example(
              method,
              "/certificates/issuers/i",
              "{'provider':'x','credentials':{'account_id':'a','pwd':'p'},'org_details':{'id':'o','admin_details':[{'first_name':'f','last_name':'l','email':'e','phone':'p'}],'zip':0},'attributes':{'enabled':true}}",
              "GET /certificates/issuers/i",
              "GET /certificates/issuers"));
    }
    addStorage(examples);
    run(examples);
    everythingCanBeRead();
    assertThat(failures).isEmpty();
    assertThat(operations).containsAll(operationsWithBody());
    assertThat(requests).isGreaterThan(FULL ? 20_000 : 2_500);
  }

  private void addStorage(List<Example> examples) throws IOException {
    String account =
        "{'resourceId':'/subscriptions/s/resourceGroups/g/providers/Microsoft.Storage/storageAccounts/a','activeKeyName':'key1','autoRegenerateKey':true,'regenerationPeriod':'P30D','attributes':{'enabled':true},'tags':{'a':'b'}}";
    String sas =
        "{'templateUri':'sv=2018-03-28&sig=x','sasType':'account','validityPeriod':'P1DT1H','attributes':{'enabled':true},'tags':{'a':'b'}}";
    right("PUT", "/storage/a", json(account));
    right("PUT", "/storage/a/sas/s", json(sas));
    examples.add(example("PUT", "/storage/a", account, "GET /storage/a", "GET /secrets/a-s"));
    ObjectNode update = json(account);
    update.remove("resourceId");
    examples.add(new Example("PATCH", "/storage/a", update, List.of("GET /secrets/a-s")));
    examples.add(
        example("POST", "/storage/a/regeneratekey", "{'keyName':'key2'}", "GET /secrets/a-s"));
    for (String method : List.of("PUT", "PATCH")) {
      examples.add(
          example(method, "/storage/a/sas/s", sas, "GET /storage/a/sas", "GET /secrets/a-s"));
    }
    examples.add(
        new Example(
            "POST", "/storage/restore", right("POST", "/storage/a/backup", null), List.of()));
  }

  @Test
  void neverFailsInAManagedHsm() throws Exception {
    version = "2026-07-01-preview";
    start(Settings.standard().withManagedHsm(true));
    right("POST", "/keys/o/create", json("{'kty':'oct-HSM','key_size':256}"));
    List<Example> examples = new ArrayList<>();
    examples.add(
        example(
            "POST",
            "/keys/new#/create",
            "{'kty':'oct-HSM','key_size':256,'key_ops':['sign','encrypt']}"));
    examples.add(
        example(
            "PUT",
            "/keys/imported",
            "{'key':{'kty':'oct-HSM','k':'%s','key_ops':['encrypt']},'Hsm':true}"
                .formatted("A".repeat(43)),
            "GET /keys/imported"));
    examples.add(
        example(
            "POST",
            "/keys/released/create",
            "{'kty':'EC-HSM','attributes':{'exportable':true},'release_policy':{'contentType':'x','data':'eyAiYSI6ICJiIFwiYyIgfQ','immutable':false}}",
            "GET /keys/released",
            "GET /keys/released//attestation",
            "GET /keys/released/rotationpolicy"));
    examples.add(example("POST", "/rng", "{'count':32}"));
    examples.add(
        example(
            "POST",
            "/keys/external#/create",
            "{'kty':'oct','key_ops':['wrapKey'],'attributes':{'external_key':{'id':'a'},'key_size':256}}"));
    right("POST", "/keys/akp/create", json("{'kty':'AKP','alg':'ML-DSA-44'}"));
    examples.add(
        example(
            "POST",
            "/keys/akp-new/create",
            "{'kty':'AKP','alg':'ML-DSA-44','key_ops':['sign','verify']}"));
    for (String what :
        List.of("'external_mu':'%s'".formatted("A".repeat(86)), "'%s':'AAAA','context':'AA'")) {
      String ofSignature = "{" + what.formatted("value") + "}";
      String signature =
          right("POST", "/keys/akp//sign", json(ofSignature)).get("value").textValue();
      examples.add(example("POST", "/keys/akp//sign", ofSignature));
      examples.add(
          example(
              "POST",
              "/keys/akp//verify",
              "{%s,'value':'%s'}".formatted(what.formatted("digest"), signature)));
    }
    examples.add(
        new Example(
            "POST",
            "/keys/restore",
            right("POST", "/keys/akp/backup", null),
            List.of("GET /keys/akp")));
    String sign = "{'alg':'HS256','value':'%s'}".formatted("A".repeat(43));
    examples.add(example("POST", "/keys/o//sign", sign));
    examples.add(
        example(
            "POST",
            "/keys/o//verify",
            "{'alg':'HS256','digest':'%s','value':'%s'}"
                .formatted(
                    "A".repeat(43),
                    right("POST", "/keys/o//sign", json(sign)).get("value").textValue())));
    addInverse(
        examples,
        "/keys/o//encrypt",
        "/keys/o//decrypt",
        "A256GCM",
        "{'alg':'A256GCM','value':'AAAA','aad':'AA'}");
    String iv = "A".repeat(22);
    for (String cbc : List.of("A256CBC", "A256CBCPAD")) {
      addInverse(
          examples,
          "/keys/o//encrypt",
          "/keys/o//decrypt",
          cbc,
          "{'alg':'%s','value':'%s','iv':'%s'}".formatted(cbc, iv, iv));
    }
    for (String wrap : List.of("A256KW", "CKM_AES_KEY_WRAP", "CKM_AES_KEY_WRAP_PAD")) {
      addInverse(
          examples,
          "/keys/o//wrapkey",
          "/keys/o//unwrapkey",
          wrap,
          "{'alg':'%s','value':'%s'}".formatted(wrap, iv));
    }
    run(examples);
    everythingCanBeRead();
    assertThat(failures).isEmpty();
    assertThat(requests).isGreaterThan(FULL ? 3_000 : 350);
  }

  /** Adds an operation and its inverse. */
  private void addInverse(
      List<Example> examples, String path, String inverse, String algorithm, String body)
      throws IOException {
    ObjectNode result = right("POST", path, json(body));
    result.remove("kid");
    result.put("alg", algorithm);
    examples.add(example("POST", path, body));
    examples.add(new Example("POST", inverse, result, List.of()));
  }

  private Set<String> operationsWithBody() {
    return service.routes().stream()
        .filter(route -> Set.of("POST", "PUT", "PATCH").contains(route.method()))
        .map(Route::operation)
        .filter(operation -> !WITHOUT_BODY.contains(operation))
        .collect(Collectors.toSet());
  }

  private void run(List<Example> examples) {
    for (Example example : examples) {
      for (byte[] body : wild(example.body())) {
        if (FULL || random.nextInt(8) == 0) {
          send(example, body);
        }
      }
      send(example, Json.bytes(example.body()));
    }
  }

  private List<byte[]> wild(JsonNode right) {
    List<byte[]> bodies = new ArrayList<>();
    for (String document :
        List.of("", "null", "[]", "{", "7", "\"x\"", "[".repeat(2000), "{\"\\ud800\":1}", "{}")) {
      bodies.add(document.getBytes(StandardCharsets.UTF_8));
    }
    bodies.add(new byte[] {'{', '"', (byte) 0xff, '"', ':', '1', '}'});
    for (List<Object> place : places(right, List.of())) {
      bodies.add(Json.bytes(replaced(right, place, null)));
      for (JsonNode value : wildValues()) {
        bodies.add(bytes(replaced(right, place, value)));
      }
      JsonNode value = at(right, place);
      if (value.isTextual() && value.textValue().length() > 3) {
        for (int i = 0; i < DAMAGES; i++) {
          bodies.add(bytes(replaced(right, place, JSON.textNode(damaged(value.textValue())))));
        }
      }
    }
    List<List<Object>> places = places(right, List.of());
    List<JsonNode> values = wildValues();
    for (int i = 0; i < DAMAGES; i++) {
      JsonNode twice = right;
      for (int time = 0; time < 2; time++) {
        List<Object> place = places.get(random.nextInt(places.size()));
        if (at(twice, place) != null) {
          twice = replaced(twice, place, values.get(random.nextInt(values.size())));
        }
      }
      bodies.add(bytes(twice));
    }
    return bodies;
  }

  /** Writes JSON with unpaired surrogates, which Jackson does not write. */
  private static byte[] bytes(JsonNode node) {
    return node.toString().replace("HALF", "\\ud800").getBytes(StandardCharsets.UTF_8);
  }

  private static List<JsonNode> wildValues() {
    List<JsonNode> values = new ArrayList<>();
    for (String text :
        List.of(
            "",
            " ",
            "x",
            "\u0000",
            "HALF",
            "\ud83d\ude00",
            "ä",
            "%s%n%1000d",
            "../..",
            "1.2.3",
            "1.2.999999999999999999999",
            "9.9",
            "999.1.1.1",
            "10.0.0.1/99",
            "P999999999Y",
            "P999999998Y",
            "P99999999999999999999D",
            "-P1Y",
            "PT1H",
            "CN",
            "CN=",
            "CN=\\",
            "=x",
            "CN=a+",
            "1.2=#zz",
            "CN=#",
            "C=#0403",
            "Self",
            "RSA",
            "RSA-HSM",
            "EC",
            "oct-HSM",
            "AKP",
            "ML-DSA-65",
            "P-521",
            "P-256K",
            "ES256K",
            "A128GCM",
            "RSA-OAEP",
            "application/x-pem-file",
            "AA",
            "AA==",
            "====",
            "MAA",
            "MIIB",
            "A".repeat(86),
            "A".repeat(342),
            "_".repeat(683),
            "A".repeat(30_000),
            "-----BEGIN",
            "-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----",
            "-----BEGIN PRIVATE KEY-----\nMAA=\n-----END PRIVATE KEY-----",
            "-----BEGIN EC PRIVATE KEY-----\nMAA=\n-----END EC PRIVATE KEY-----")) {
      values.add(JSON.textNode(text));
    }
    for (long one : new long[] {0, 1, -1, 7, 256, 4096, Integer.MAX_VALUE, Long.MIN_VALUE}) {
      values.add(JSON.numberNode(one));
    }
    values.add(JSON.numberNode(BigInteger.TEN.pow(30)));
    values.add(JSON.numberNode(new BigDecimal("1e400")));
    values.add(JSON.numberNode(1.5));
    values.add(JSON.nullNode());
    values.add(JSON.booleanNode(true));
    values.add(JSON.booleanNode(false));
    values.add(JSON.arrayNode());
    values.add(JSON.arrayNode().addNull());
    values.add(JSON.arrayNode().add("x"));
    values.add(JSON.arrayNode().add(7));
    values.add(JSON.arrayNode().add(JSON.objectNode()));
    values.add(JSON.objectNode());
    values.add(JSON.objectNode().put("x", 1));
    return values;
  }

  /** Changes a few characters of a text, or truncates it. */
  private String damaged(String text) {
    if (random.nextInt(8) == 0) {
      return text.substring(0, random.nextInt(text.length()));
    }
    StringBuilder changed = new StringBuilder(text);
    for (int i = 0; i <= random.nextInt(3); i++) {
      changed.setCharAt(
          random.nextInt(text.length()),
          "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
              .charAt(random.nextInt(64)));
    }
    return changed.toString();
  }

  /** Returns the paths of all members and elements of a document. */
  private static List<List<Object>> places(JsonNode node, List<Object> above) {
    List<List<Object>> places = new ArrayList<>();
    if (node.isObject()) {
      for (Map.Entry<String, JsonNode> member : node.properties()) {
        add(places, above, member.getKey(), member.getValue());
      }
    }
    if (node.isArray()) {
      for (int i = 0; i < node.size(); i++) {
        add(places, above, i, node.get(i));
      }
    }
    return places;
  }

  private static void add(
      List<List<Object>> places, List<Object> above, Object step, JsonNode value) {
    List<Object> place = new ArrayList<>(above);
    place.add(step);
    places.add(place);
    places.addAll(places(value, place));
  }

  private static JsonNode at(JsonNode root, List<Object> place) {
    JsonNode node = root;
    for (Object step : place) {
      if (node != null) {
        node = step instanceof Integer index ? node.get(index) : node.get((String) step);
      }
    }
    return node;
  }

  /** Copies a document with another value at a path; null removes it. */
  private static JsonNode replaced(JsonNode root, List<Object> place, JsonNode value) {
    JsonNode copy = root.deepCopy();
    JsonNode parent = at(copy, place.subList(0, place.size() - 1));
    Object last = place.get(place.size() - 1);
    if (parent instanceof ArrayNode array) {
      if (value == null) {
        array.remove((Integer) last);
      } else {
        array.set((Integer) last, value);
      }
    } else if (value == null) {
      ((ObjectNode) parent).remove((String) last);
    } else {
      ((ObjectNode) parent).set((String) last, value);
    }
    return copy;
  }

  private void send(Example example, byte[] body) {
    number++;
    String path = example.path().replace("#", Integer.toString(number % NAMES));
    send(example.method(), path, body);
    for (String later : example.later()) {
      String[] parts = later.split(" ", 3);
      String given = parts.length == 3 ? parts[2].replace('\'', '"') : "{}";
      send(parts[0], parts[1], given.getBytes(StandardCharsets.UTF_8));
    }
  }

  private Response send(String method, String path, byte[] body) {
    String[] target = path.split("\\?", 2);
    Map<String, String> query =
        target.length == 1
            ? Map.of("api-version", version)
            : Map.of("api-version", version, "includePending", "true");
    Request request =
        new Request(
            method,
            List.of(target[0].substring(1).split("/", -1)),
            query,
            Map.of("authorization", "Bearer " + token, "content-type", "application/json"),
            body);
    requests++;
    VaultService.Resolved resolved = service.resolve(request);
    operations.add(resolved.operation());
    try {
      Response response = resolved.perform();
      if (response.status() >= 500) {
        failures.add(describe(method, path, body) + " -> " + response.status());
      }
      return response;
    } catch (RuntimeException failure) {
      StackTraceElement[] trace = failure.getStackTrace();
      failures.add(
          "%s -> %s at %s"
              .formatted(
                  describe(method, path, body),
                  failure,
                  List.of(trace).subList(0, Math.min(4, trace.length))));
      return null;
    }
  }

  private static String describe(String method, String path, byte[] body) {
    String text = new String(body, StandardCharsets.UTF_8);
    return method + " " + path + " " + text.substring(0, Math.min(300, text.length()));
  }

  private ObjectNode right(String method, String path, JsonNode body) throws IOException {
    Response response = send(method, path, body == null ? new byte[0] : Json.bytes(body));
    assertThat(response).as("%s %s: %s", method, path, failures).isNotNull();
    assertThat(response.status())
        .as(new String(response.body(), StandardCharsets.UTF_8))
        .isBetween(200, 299);
    return (ObjectNode) Json.read(response.body());
  }

  /** Checks that all lists and objects are still readable. */
  private void everythingCanBeRead() {
    byte[] none = new byte[0];
    for (String collection : List.of("keys", "secrets", "certificates", "storage")) {
      send("GET", "/" + collection, none);
      send("GET", "/deleted" + collection, none);
    }
    state.keys().liveFrom("").forEach(key -> send("GET", "/keys/" + key.name(), none));
    state.secrets().liveFrom("").forEach(secret -> send("GET", "/secrets/" + secret.name(), none));
    state
        .certificates()
        .liveFrom("")
        .forEach(
            certificate -> {
              for (String part : List.of("", "/policy", "/pending", "/versions")) {
                send("GET", "/certificates/" + certificate.name() + part, none);
              }
            });
  }

  private void start(Settings settings) {
    state = new VaultState(settings, "https://localhost:1");
    AccessTokens tokens = new AccessTokens(settings);
    token = tokens.issue("test", Set.of("*"));
    service = new VaultService(state, new CertificateIssuing(state), tokens, new PageSizes());
  }

  private static Example example(String method, String path, String body, String... later)
      throws IOException {
    return new Example(method, path, json(body), List.of(later));
  }

  private static ObjectNode json(String text) throws IOException {
    return (ObjectNode) Json.read(text.replace('\'', '"'));
  }

  private static ObjectNode certificate(String issuer) throws IOException {
    return json(
        "{'policy':{'key_props':{'exportable':true,'kty':'EC','key_size':256,'reuse_key':true,'crv':'P-256'},'secret_props':{'contentType':'application/x-pkcs12'},'x509_props':{'subject':'CN=a','ekus':['1.3.6.1.5.5.7.3.1'],'sans':{'emails':['a@b.example'],'dns_names':['b.example'],'upns':['u'],'uris':['urn:x'],'ipAddresses':['10.0.0.1']},'key_usage':['digitalSignature'],'validity_months':12,'basic_constraints':{'ca':false}},'lifetime_actions':[{'trigger':{'lifetime_percentage':80},'action':{'action_type':'AutoRenew'}}],'issuer':{'name':'%s','cty':'c','cert_transparency':true},'attributes':{'enabled':true}},'attributes':{'enabled':true},'tags':{'a':'b'},'preserveCertOrder':false}"
            .formatted(issuer));
  }

  private static KeyPair ec() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    return generator.generateKeyPair();
  }

  private static ObjectNode ecImport(KeyPair pair) throws IOException {
    ECPublicKey key = (ECPublicKey) pair.getPublic();
    return json(
        "{'key':{'kty':'EC','crv':'P-256','x':'%s','y':'%s','d':'%s','key_ops':['sign']},'Hsm':false,'attributes':{'enabled':true},'tags':{'a':'b'}}"
            .formatted(
                number(key.getW().getAffineX()),
                number(key.getW().getAffineY()),
                number(((ECPrivateKey) pair.getPrivate()).getS())));
  }

  private static ObjectNode rsaImport() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2048);
    RSAPrivateCrtKey key = (RSAPrivateCrtKey) generator.generateKeyPair().getPrivate();
    return json(
        "{'key':{'kty':'RSA','n':'%s','e':'%s','d':'%s','p':'%s','q':'%s','dp':'%s','dq':'%s','qi':'%s'}}"
            .formatted(
                number(key.getModulus()),
                number(key.getPublicExponent()),
                number(key.getPrivateExponent()),
                number(key.getPrimeP()),
                number(key.getPrimeQ()),
                number(key.getPrimeExponentP()),
                number(key.getPrimeExponentQ()),
                number(key.getCrtCoefficient())));
  }

  private static String number(BigInteger value) {
    return Json.base64Url(value.toByteArray());
  }

  /** Returns an import of a PKCS#12 file with few rounds, as it is parsed a thousand times. */
  private static ObjectNode pkcs12(KeyPair pair) throws Exception {
    byte[] id = {1};
    PKCS12SafeBagBuilder key = new JcaPKCS12SafeBagBuilder(pair.getPrivate());
    key.addBagAttribute(PKCS12SafeBag.localKeyIdAttribute, new DEROctetString(id));
    PKCS12SafeBagBuilder certificate = new JcaPKCS12SafeBagBuilder(selfSigned(pair));
    certificate.addBagAttribute(PKCS12SafeBag.localKeyIdAttribute, new DEROctetString(id));
    PKCS12PfxPduBuilder file = new PKCS12PfxPduBuilder();
    file.addData(key.build());
    file.addData(certificate.build());
    byte[] der =
        file.build(new BcPKCS12MacCalculatorBuilder().setIterationCount(1), "pw".toCharArray())
            .getEncoded();
    ObjectNode body = json("{'pwd':'pw'}");
    body.put("value", Base64.getEncoder().encodeToString(der));
    return body;
  }

  private static X509Certificate selfSigned(KeyPair pair) throws Exception {
    CertificateProfile profile =
        new CertificateProfile(
            "CN=a",
            List.of("a.example"),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            List.of("digitalSignature"),
            List.of("1.3.6.1.5.5.7.3.1"),
            false,
            Instant.now().minusSeconds(60),
            Instant.now().plusSeconds(3600));
    byte[] der =
        Certificates.selfSigned(
            KeyParts.pair(pair.getPrivate().getEncoded(), pair.getPublic().getEncoded()), profile);
    return (X509Certificate)
        CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
  }

  private static ObjectNode pem(KeyPair pair) throws Exception {
    ObjectNode body =
        json(
            "{'attributes':{'enabled':true},'tags':{'a':'b'},'preserveCertOrder':false,'policy':{'x509_props':{'ekus':[]}}}");
    PrivateKey key = pair.getPrivate();
    body.put(
        "value",
        armoured("PRIVATE KEY", key.getEncoded())
            + armoured("CERTIFICATE", selfSigned(pair).getEncoded()));
    return body;
  }

  private static String armoured(String type, byte[] der) {
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
        .formatted(type, Base64.getMimeEncoder().encodeToString(der), type);
  }
}
