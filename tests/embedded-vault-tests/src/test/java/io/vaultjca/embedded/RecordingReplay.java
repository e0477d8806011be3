package io.vaultjca.embedded;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;

/**
 * Sends the requests of recorded exchanges of the live service to an embedded vault and compares
 * the responses: status, headers, members, their order, types and values. A program to run by hand;
 * the folder with the recordings is its system property {@code recordings}:
 *
 * <pre>{@code
 * mvn -q -DskipTests install
 * mvn -q -pl tests/embedded-vault-tests test-compile exec:java -Dexec.classpathScope=test \
 *     -Dexec.mainClass=io.vaultjca.embedded.RecordingReplay -Drecordings=FOLDER
 * }</pre>
 *
 * <p>{@link ReplayPreparation} adds what a recording omits; what it cannot contain (private keys,
 * times, random numbers) is replaced. A rule below explains every expected difference; others are
 * reported, and the exit status is then 1.
 */
final class RecordingReplay {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern VERSION = Pattern.compile("(?<![0-9a-f])[0-9a-f]{32}(?![0-9a-f])");

  /** Values that always differ: keys, times, random numbers. Only their types are compared. */
  private static final Pattern VOLATILE =
      Pattern.compile(
          ".*\\.(n|x|y|cer|csr|x5t|value|request_id|created|updated|deletedDate|scheduledPurgeDate)");

  /** Responses without volatile values: decrypted texts and results of a verification. */
  private static final List<String> FIXED = List.of("/decrypt?", "/unwrapkey?", "/verify?");

  /** Scenarios in which the client supplies the certificate, so that this program does, too. */
  private static final List<String> OWN_CERTIFICATES =
      List.of("certificates-import", "certificates-merge");

  /** Expected differences: a pattern of the difference and the reason. */
  private static final Map<String, String> EXPLANATIONS = new LinkedHashMap<>();

  static {
    EXPLANATIONS.put(
        "header WWW-Authenticate: .*",
        "the challenge names the vault's own token endpoint, so that a client that follows it gets a token");
    EXPLANATIONS.put(
        "header x-ms-keyvault-network-info: .*", "the client's address is 127.0.0.1, not 0.0.0.0");
    EXPLANATIONS.put(
        "header x-ms-keyvault-service-version: .*",
        "one version of the service is embedded, the newest recorded (1.9.3347.1)");
    EXPLANATIONS.put(
        "header x-ms-keyvault-region: .*", "the region of a loopback vault is always westus");
    EXPLANATIONS.put(
        "header Location: .*", "the recorder blanked the Location; ours is whole, as in 2023");
    EXPLANATIONS.put(
        "\\$\\.error\\.message: AKV10000: Request is missing a Bearer or PoP token\\. .*",
        "recorded before 2026; the service's text has changed since");
    EXPLANATIONS.put(
        "\\$\\.error\\.message: .*Activity ID.*", "the Activity ID is another one in each answer");
    EXPLANATIONS.put(
        "\\$\\.key\\.key_ops: order .*",
        "a Managed HSM answers key_ops in another order each time");
    EXPLANATIONS.put("\\$\\.id: Sanitized .*", "the recorder replaced the policy's id");
    EXPLANATIONS.put(
        "\\$\\.nextLink: .*", "host and skiptoken are ours; the form is compared apart");
    EXPLANATIONS.put(
        "\\$\\.attributes\\.(nbf|exp): .*",
        "the certificate or the rotated key was made now, not then");
    EXPLANATIONS.put(
        "\\$\\.value: \\d+ items.*", "the recording is trimmed and the vault held other objects");
    EXPLANATIONS.put(
        "\\$\\.attributes\\.(recoveryLevel|recoverableDays): (Recoverable\\+Purgeable|90) .*",
        "recorded in a vault with 90 days of retention; ours has 7 unless told otherwise");
  }

  private final Map<String, String> exchanged = new LinkedHashMap<>();
  private final VaultServer vault;
  private final MovableClock clock;
  private final VaultClient client;
  private final ReplayPreparation preparation;
  private final List<String> differences = new ArrayList<>();
  private String nextLink = "";
  private boolean fixed;
  private boolean ownCertificate;

  private RecordingReplay(VaultServer vault, MovableClock clock) {
    this.vault = vault;
    this.clock = clock;
    this.client = new VaultClient(vault, vault.accessToken());
    this.preparation = new ReplayPreparation(vault, client, clock);
  }

  public static void main(String[] arguments) throws Exception {
    String folder = System.getProperty("recordings");
    if (folder == null) {
      System.err.println("name the folder with the recordings: -Drecordings=FOLDER");
      System.exit(2);
    }
    List<Path> files;
    try (Stream<Path> found = Files.list(Path.of(folder))) {
      files = found.filter(file -> file.toString().endsWith(".json")).sorted().toList();
    }
    Map<String, Integer> reasons = new TreeMap<>();
    int unexplained = 0;
    int exchanges = 0;
    System.out.println("| scenario | exchanges | differences | unexplained |");
    System.out.println("|---|---:|---:|---:|");
    List<String> open = new ArrayList<>();
    for (Path file : files) {
      JsonNode recording = JSON.readTree(Files.readAllBytes(file));
      String scenario = file.getFileName().toString().replace(".json", "");
      List<String> found = replay(scenario, recording);
      List<String> without = new ArrayList<>();
      for (String difference : found) {
        String reason = explanation(difference.substring(difference.indexOf(' ') + 1));
        if (reason == null) {
          without.add(difference);
        } else {
          reasons.merge(reason, 1, Integer::sum);
        }
      }
      System.out.printf(
          "| %s | %d | %d | %d |%n", scenario, recording.size(), found.size(), without.size());
      without.forEach(difference -> open.add(scenario + " " + difference));
      unexplained += without.size();
      exchanges += recording.size();
    }
    System.out.printf(
        "%n%d scenarios, %d exchanges, %d explained differences, %d unexplained%n%n",
        files.size(),
        exchanges,
        reasons.values().stream().mapToInt(Integer::intValue).sum(),
        unexplained);
    reasons.forEach((reason, count) -> System.out.printf("%4d  %s%n", count, reason));
    open.forEach(difference -> System.out.println("UNEXPLAINED " + difference));
    System.exit(unexplained == 0 ? 0 : 1);
  }

  private static String explanation(String difference) {
    return EXPLANATIONS.entrySet().stream()
        .filter(
            rule -> Pattern.compile(rule.getKey(), Pattern.DOTALL).matcher(difference).matches())
        .map(Map.Entry::getValue)
        .findFirst()
        .orElse(null);
  }

  private static List<String> replay(String scenario, JsonNode recording) throws Exception {
    MovableClock clock = new MovableClock();
    VaultServer.Builder builder =
        VaultServer.builder().issueDelay(Duration.ofSeconds(30)).clock(clock);
    if (scenario.startsWith("hsm-")) {
      builder.managedHsm(true);
    } else {
      builder.deletionDelay(Duration.ofSeconds(30));
    }
    try (VaultServer vault = builder.start()) {
      RecordingReplay replay = new RecordingReplay(vault, clock);
      replay.exchanged.putAll(replay.preparation.before(scenario, recording));
      int number = 0;
      for (JsonNode exchange : recording) {
        number++;
        try {
          replay.exchange(scenario, number, exchange);
        } catch (IOException | RuntimeException failed) {
          replay.differences.add("#" + number + " failed: " + failed);
        }
      }
      return replay.differences;
    }
  }

  private void exchange(String scenario, int number, JsonNode exchange) throws Exception {
    JsonNode recorded = exchange.get("response");
    JsonNode request = exchange.get("request");
    String path = exchange(request.get("path").asText());
    if (path.contains("$skiptoken=")) {
      path = nextLink;
    }
    JsonNode body = request.get("body");
    int status = recorded.get("status").asInt();
    preparation.step(scenario, number);
    String sent =
        body.isNull()
            ? null
            : exchange(preparation.body(scenario, path, body, recorded.get("body")).toString());
    client.apiVersion(null).token(status == 401 ? null : vault.accessToken());
    VaultClient.Answer answer = client.send(request.get("method").asText(), path, sent);
    boolean later =
        request.get("method").asText().equals("GET")
            && (answer.status() != status || !sameProgress(recorded.get("body"), answer.body()));
    if (later) {
      // The recording shows the state after a while.
      clock.advance(Duration.ofSeconds(31));
      answer = client.send("GET", path, null);
    }
    String place = "#" + number + " ";
    if (answer.status() != status) {
      differences.add(
          "%sstatus: %d recorded, %d here: %s"
              .formatted(place, status, answer.status(), answer.raw().body()));
      return;
    }
    headers(place, recorded.get("headers"), answer);
    JsonNode expected = recorded.get("body");
    if (expected.isNull()) {
      if (!answer.raw().body().isEmpty()) {
        differences.add(place + "body: none recorded");
      }
      return;
    }
    ownCertificate = OWN_CERTIFICATES.contains(scenario);
    fixed = FIXED.stream().anyMatch(path::contains);
    compare(place, "$", expected, answer.body());
    nextLink = answer.body().path("nextLink").asText();
    if (path.contains("/backup?")) {
      preparation.keepBackup(answer.body().get("value").asText());
    }
    learn(expected, answer.body());
  }

  private static boolean sameProgress(JsonNode recorded, JsonNode here) {
    return here == null
        || recorded.isNull()
        || recorded.path("status").asText().equals(here.path("status").asText());
  }

  private void headers(String place, JsonNode recorded, VaultClient.Answer answer) {
    for (Map.Entry<String, JsonNode> header : recorded.properties()) {
      String here = answer.header(header.getKey());
      String there = header.getValue().asText();
      if (here == null) {
        differences.add(place + "missing header " + header.getKey());
      } else if (!here.equals(there)) {
        differences.add(
            place + "header " + header.getKey() + ": " + there + " recorded, " + here + " here");
      }
    }
    for (String name : answer.raw().headers().map().keySet()) {
      boolean telling =
          name.startsWith("x-ms-keyvault")
              || List.of("retry-after", "location", "www-authenticate", "content-type")
                  .contains(name);
      boolean known =
          recorded.properties().stream().anyMatch(header -> header.getKey().equalsIgnoreCase(name));
      if (telling && !known) {
        differences.add(place + "additional header " + name);
      }
    }
  }

  private void compare(String place, String at, JsonNode recorded, JsonNode here) {
    if (here == null || recorded.getNodeType() != here.getNodeType()) {
      differences.add(
          "%s%s: %s recorded, %s here"
              .formatted(
                  place,
                  at,
                  recorded.getNodeType(),
                  here == null ? "missing" : here.getNodeType()));
    } else if (recorded.isObject()) {
      List<String> names = names(recorded);
      if (!names.equals(names(here))) {
        differences.add(place + at + ": members " + names + " recorded, " + names(here) + " here");
      }
      for (String name : names) {
        if (here.has(name)) {
          compare(place, at + "." + name, recorded.get(name), here.get(name));
        }
      }
    } else if (recorded.isArray()) {
      arrays(place, at, recorded, here);
    } else if (at.equals("$.nextLink")) {
      String form =
          "https://[^/]+:\\d+/[a-z]+\\?api-version=[^&]+&\\$skiptoken=[\\w-]+(&maxresults=\\d+)?";
      if (here.isTextual() && !here.asText().matches(form)) {
        differences.add(place + "form of nextLink: " + here);
      }
      differences.add(place + at + ": " + recorded + " recorded, " + here + " here");
    } else if (at.endsWith(".csr") || (at.endsWith(".cer") && !ownCertificate)) {
      String there = form(recorded.asText());
      String ours = form(here.asText());
      if (!there.equals(ours)) {
        differences.add(place + at + ": " + there + " recorded, " + ours + " here");
      }
    } else if (fixed || !VOLATILE.matcher(at).matches() || recorded.isBoolean()) {
      String there =
          exchange(recorded.asText().replace("https://vault.example", vault.uri().toString()));
      if (!there.equals(here.asText()) && !isIdentifier(there, here.asText())) {
        differences.add(place + at + ": " + there + " recorded, " + here.asText() + " here");
      }
    }
  }

  private void arrays(String place, String at, JsonNode recorded, JsonNode here) {
    boolean objects = recorded.size() > 0 && recorded.get(0).isObject();
    if (at.equals("$.value") && objects) {
      if (recorded.size() != here.size()) {
        differences.add(
            place + at + ": " + recorded.size() + " items recorded, " + here.size() + " here");
      }
      List<String> shapes = new ArrayList<>();
      here.forEach(item -> shapes.add(shape(item)));
      for (JsonNode item : recorded) {
        if (!shapes.contains(shape(item))) {
          differences.add(place + at + ": no item of the form " + shape(item) + " in " + shapes);
        }
      }
    } else if (recorded.size() != here.size()) {
      differences.add(place + at + ": " + recorded + " recorded, " + here + " here");
    } else if (at.equals("$.key.key_ops") && !recorded.equals(here)) {
      List<String> there = new ArrayList<>();
      recorded.forEach(element -> there.add(element.asText()));
      List<String> ours = new ArrayList<>();
      here.forEach(element -> ours.add(element.asText()));
      boolean same = there.containsAll(ours) && ours.containsAll(there);
      differences.add(
          place + at + (same ? ": order " : ": ") + there + " recorded, " + ours + " here");
    } else {
      for (int i = 0; i < recorded.size(); i++) {
        compare(place, at + "[" + i + "]", recorded.get(i), here.get(i));
      }
    }
  }

  /** Describes a certificate or a request without its key, times and serial number. */
  private static String form(String base64) {
    byte[] der = Base64.getDecoder().decode(base64);
    try {
      Extensions extensions;
      String rest;
      if (isCertificate(der)) {
        X509CertificateHolder certificate = new X509CertificateHolder(der);
        extensions = certificate.getExtensions();
        rest =
            "%s issuer %s signed with %s serial of %d"
                .formatted(
                    HexFormat.of().formatHex(certificate.getSubject().getEncoded()),
                    HexFormat.of().formatHex(certificate.getIssuer().getEncoded()),
                    certificate.getSignatureAlgorithm().getAlgorithm(),
                    certificate.getSerialNumber().toByteArray().length);
      } else {
        PKCS10CertificationRequest request = new PKCS10CertificationRequest(der);
        extensions = request.getRequestedExtensions();
        rest =
            "%s signed with %s"
                .formatted(
                    HexFormat.of().formatHex(request.getSubject().getEncoded()),
                    request.getSignatureAlgorithm().getAlgorithm());
      }
      List<String> listed = new ArrayList<>();
      for (ASN1ObjectIdentifier oid : extensions.getExtensionOIDs()) {
        Extension extension = extensions.getExtension(oid);
        boolean keyIdentifier =
            oid.equals(Extension.subjectKeyIdentifier)
                || oid.equals(Extension.authorityKeyIdentifier);
        byte[] value = extension.getExtnValue().getOctets();
        listed.add(
            "%s%s%s"
                .formatted(
                    oid,
                    extension.isCritical() ? " critical " : " ",
                    keyIdentifier ? value.length + " octets" : HexFormat.of().formatHex(value)));
      }
      return rest + " " + listed;
    } catch (IOException malformed) {
      return "unreadable: " + malformed.getMessage();
    }
  }

  private static boolean isCertificate(byte[] der) {
    // A request begins with its version in place of a certificate's explicitly tagged one.
    int content = der[1] == (byte) 0x82 ? 4 : der[1] == (byte) 0x81 ? 3 : 2;
    int inner = der[content + 1] == (byte) 0x82 ? 4 : der[content + 1] == (byte) 0x81 ? 3 : 2;
    return der[content + inner] == (byte) 0xa0;
  }

  /** Describes the member names and types of an object, recursively. */
  private static String shape(JsonNode node) {
    if (!node.isObject()) {
      return node.getNodeType().toString();
    }
    Map<String, String> members = new LinkedHashMap<>();
    node.properties()
        .forEach(
            member ->
                members.put(
                    member.getKey(),
                    member.getKey().equals("tags") ? "OBJECT" : shape(member.getValue())));
    return members.toString();
  }

  /** Returns whether identifiers differ only in a version that is new. */
  private static boolean isIdentifier(String there, String here) {
    return VERSION.matcher(there).replaceAll("V").equals(VERSION.matcher(here).replaceAll("V"));
  }

  /** Remembers the replacement of a recorded identifier or result. */
  private void learn(JsonNode recorded, JsonNode here) {
    if (recorded.isObject() && here != null && here.isObject()) {
      for (Map.Entry<String, JsonNode> member : recorded.properties()) {
        if (here.has(member.getKey())) {
          learn(member.getValue(), here.get(member.getKey()));
        }
      }
    } else if (recorded.isTextual() && here != null && here.isTextual()) {
      Matcher there = VERSION.matcher(recorded.asText());
      Matcher ours = VERSION.matcher(here.asText());
      if (there.find() && ours.find()) {
        exchanged.put(there.group(), ours.group());
      } else if (recorded.asText().length() > 60 && !recorded.asText().contains(" ")) {
        exchanged.put(recorded.asText(), here.asText());
      }
    }
  }

  private String exchange(String text) {
    String result = text;
    for (Map.Entry<String, String> entry : exchanged.entrySet()) {
      result = result.replace(entry.getKey(), entry.getValue());
    }
    return result;
  }

  private static List<String> names(JsonNode node) {
    return node.properties().stream().map(Map.Entry::getKey).toList();
  }

  /** Copies a body with other values for some members. */
  static ObjectNode with(JsonNode body, Map<String, JsonNode> members) {
    ObjectNode copy = body.deepCopy();
    members.forEach(copy::set);
    return copy;
  }
}
