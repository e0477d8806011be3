package io.vaultjca.consumers;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vaultjca.consumers.Tool.Outcome;
import io.vaultjca.consumers.fixture.Full;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.spec.RSAPublicKeySpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The released jar of the embedded vault, started as its page says and used by HTTPS. */
@Timeout(120)
class EmbeddedVaultJarTest {
  private static final long LONGEST_END_SECONDS = 60;
  private static final Path MODULE = Product.root().resolve("tests/embedded-vault");
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path folder;
  private Process process;
  private BufferedReader output;
  private HttpClient http;
  private URI uri;
  private String token;

  private record Answer(int status, JsonNode body) {
    String innerCode() {
      return body.at("/error/innererror/code").asText();
    }

    String message() {
      return body.at("/error/message").asText();
    }
  }

  @BeforeEach
  void copyTheJarAndTheSeedOfThePage() throws IOException {
    Path jar = MODULE.resolve("target/embedded-vault.jar");
    assertThat(jar).as("run mvn package first").exists();
    Files.copy(jar, folder.resolve("embedded-vault.jar"));
    Files.writeString(folder.resolve("seed.json"), block("json"));
  }

  @AfterEach
  void end() throws InterruptedException {
    if (process != null) {
      process.destroy();
      if (!process.waitFor(LONGEST_END_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
        throw new AssertionError("the vault does not end");
      }
    }
  }

  @Test
  void startsWithThePagesCommandAndSeedAndEndsWithoutATrace() throws Exception {
    start(command());
    assertHoldsTheSeedOfThePage();
    assertThat(names(Files.readString(folder.resolve("vault.properties"))))
        .isEqualTo(names(section("azure.keyvault.uri=")));
    Path ca =
        Path.of(properties("vault.properties").getProperty("azure.keyvault.trust-certificates"));
    assertThat(ca).exists();
    process.toHandle().destroy(); // Process.destroy would close its output
    assertThat(process.waitFor(LONGEST_END_SECONDS, TimeUnit.SECONDS)).isTrue();
    assertThat(output.readLine()).isNull();
    assertThat(ca).doesNotExist();
  }

  private void assertHoldsTheSeedOfThePage() throws Exception {
    JsonNode key = get("/keys/k").body().get("key");
    byte[] digest =
        MessageDigest.getInstance("SHA-256").digest("text".getBytes(StandardCharsets.UTF_8));
    Answer signed =
        send(
            "POST",
            "/keys/k//sign",
            "{'alg':'RS256','value':'%s'}"
                .formatted(Base64.getUrlEncoder().withoutPadding().encodeToString(digest)));
    Signature verifier = Signature.getInstance("SHA256withRSA", "SunRsaSign");
    verifier.initVerify(
        KeyFactory.getInstance("RSA", "SunRsaSign")
            .generatePublic(new RSAPublicKeySpec(number(key, "n"), number(key, "e"))));
    verifier.update("text".getBytes(StandardCharsets.UTF_8));
    assertThat(verifier.verify(Base64.getUrlDecoder().decode(signed.body().get("value").asText())))
        .isTrue();
    assertThat(send("POST", "/keys/off//sign", "{'alg':'ES384','value':'AA'}").innerCode())
        .isEqualTo("KeyDisabled");
    String chain = get("/secrets/tls").body().get("value").asText();
    assertThat(chain.split("BEGIN CERTIFICATE", -1)).hasSize(1 + 3);
    assertThat(chain).doesNotContain("PRIVATE KEY");
    assertThat(get("/secrets/s").body().get("value").asText()).isEqualTo("v");
    int certificates = 0;
    String next = "/certificates";
    while (next != null) {
      JsonNode page = get(next).body();
      certificates += page.get("value").size();
      next = page.get("nextLink").textValue();
    }
    assertThat(certificates).isEqualTo(1 + 100);
  }

  @Full
  @Test
  void obeysTheOptionsOfAVault() throws Exception {
    start(
        """
        %s --host 127.0.0.1 --deletion-delay 0ms --issue-delay 1h --token-lifetime 5m \
        --recoverable-days 90 --purge-protection --access-policies --premium \
        --control-properties control.properties"""
            .formatted(command()));
    assertThat(uri.getHost()).isEqualTo("127.0.0.1");
    JsonNode claims = JSON.readTree(Base64.getUrlDecoder().decode(token.split("\\.", -1)[1]));
    assertThat(claims.get("exp").asLong() - claims.get("iat").asLong()).isEqualTo(5 * 60);
    JsonNode attributes = get("/keys/k").body().get("attributes");
    assertThat(attributes.get("recoverableDays").asInt()).isEqualTo(90);
    assertThat(attributes.get("recoveryLevel").asText()).isEqualTo("Recoverable");

    assertThat(send("DELETE", "/keys/k", null).status()).isEqualTo(200);
    assertThat(get("/deletedkeys/k").status()).isEqualTo(200);
    Answer purged = send("DELETE", "/deletedkeys/k", null);
    assertThat(purged.status()).isEqualTo(403);
    assertThat(purged.message()).contains("purge protection is enabled");

    assertThat(send("POST", "/keys/o/create", "{'kty':'oct-HSM'}").body().at("/key/kty").asText())
        .isEqualTo("oct-HSM");

    String create =
        "{'policy':{'key_props':{'kty':'EC'},'x509_props':{'subject':'CN=c'},'issuer':{'name':'Self'}}}";
    assertThat(send("POST", "/certificates/slow/create", create).status()).isEqualTo(202);
    assertThat(get("/certificates/slow/pending").body().get("status").asText())
        .isEqualTo("inProgress");

    assertThat(control("POST", "/faults", "{'fault':'server-error','times':1}").status())
        .isEqualTo(204);
    assertThat(get("/keys").status()).isEqualTo(500);
    assertThat(get("/keys").status()).isEqualTo(200);
    assertThat(control("GET", "/counters", "").body().at("/operations/keys~1list").asInt())
        .isEqualTo(2);
    token = control("POST", "/tokens", "{'permissions':['keys/get']}").body().get("token").asText();
    Answer refused = get("/keys/off/versions");
    assertThat(refused.innerCode()).isEqualTo("ForbiddenByPolicy");
    assertThat(refused.message()).contains("does not have keys list permission on key vault");
  }

  @Full
  @Test
  void obeysTheOptionsOfAManagedHsm() throws Exception {
    start(
        """
        java -jar embedded-vault.jar --managed-hsm --deletion-delay 1h --port 0 \
        --properties vault.properties --control-properties control.properties""");
    assertThat(properties("vault.properties")).containsEntry("azure.keyvault.type", "managed-hsm");
    Answer random = send("POST", "/rng", "{'count':32}");
    assertThat(Base64.getUrlDecoder().decode(random.body().get("value").asText())).hasSize(32);
    assertThat(send("POST", "/keys/o/create", "{'kty':'oct'}").body().at("/key/kty").asText())
        .isEqualTo("oct-HSM");
    assertThat(send("DELETE", "/keys/o", null).status()).isEqualTo(200);
    assertThat(get("/deletedkeys/o").status()).isEqualTo(404);
    assertThat(send("POST", "/keys/o/create", "{'kty':'oct'}").innerCode())
        .isEqualTo("ObjectIsBeingDeleted");
    assertThat(get("/secrets").status()).isEqualTo(404);

    // Keys that a client may meet one day, as in the page's seed.
    List<String> seeds = blocks("json");
    assertThat(control("POST", "/seed", seeds.get(seeds.size() - 1)).status()).isEqualTo(204);
    String preview = "?api-version=2026-07-01-preview";
    String mu = Base64.getUrlEncoder().withoutPadding().encodeToString(new byte[64]);
    Answer signed =
        exchange("POST", uri + "/keys/doc//sign" + preview, token, "{'external_mu':'" + mu + "'}");
    assertThat(Base64.getUrlDecoder().decode(signed.body().get("value").asText())).hasSize(3309);
    assertThat(
            exchange("GET", uri + "/keys/kek" + preview, token, null)
                .body()
                .at("/attributes/external_key/id")
                .asText())
        .isEqualTo("kek-1");
    assertThat(get("/keys/odd").body().at("/key/kty").asText()).isEqualTo("LMS-HSM");
    assertThat(get("/keys").body().get("value").findValues("quorum")).hasSize(1);
  }

  @Test
  @Full
  void limitsEachOfSeveralVaults() throws Exception {
    start(command() + " --limit 2/600 --replicas 2 --control-properties control.properties");
    String first = get("/keys/k").body().at("/key/n").asText();
    assertThat(get("/keys/k").status()).isEqualTo(200);
    assertThat(get("/keys/k").status()).isEqualTo(429);
    uri = URI.create(properties("vault.properties").getProperty("azure.keyvault.replicas"));
    assertThat(get("/keys/k").body().at("/key/n").asText()).isEqualTo(first).isNotEmpty();
    assertThat(control("GET", "/counters", "").body().get("throttled").asInt()).isEqualTo(1);
    assertThat(control("GET", "/2/counters", "").body().get("throttled").asInt()).isZero();
  }

  @Test
  @Full
  void exitsWithItsUsageAndStatus2IfAnArgumentIsWrong() throws Exception {
    Tool tool = new Tool(folder);
    Outcome usage = tool.run("java", words(command() + " --issue-delay 5"));
    assertThat(usage.status()).isEqualTo(2);
    assertThat(usage.output())
        .startsWith(
            "--issue-delay needs a time with its unit (ms, s, m, h) such as 10s, not 5\nUsage: java -jar embedded-vault.jar ");
    Files.writeString(folder.resolve("seed.json"), "{\"keyz\":[]}");
    Outcome seed = tool.run("java", words(command()));
    assertThat(seed.status()).isEqualTo(2);
    assertThat(seed.output())
        .isEqualTo(
            "cannot use the seed: the seed (line 1, keyz): Property keyz is not recognized\n");
  }

  @Test
  @Full
  void printsItsOptionsAndVersion() throws Exception {
    Tool tool = new Tool(folder);
    Outcome help = tool.run("java", words("java -jar embedded-vault.jar --help"));
    assertThat(help.status()).isZero();
    assertThat(help.output()).startsWith("Usage: java -jar embedded-vault.jar --port PORT ");
    Outcome version = tool.run("java", words("java -jar embedded-vault.jar --version"));
    assertThat(version.status()).isZero();
    assertThat(version.output()).matches("embedded-vault \\d+\\.\\d+\\.\\d+(-SNAPSHOT)?\n");
  }

  private static String page() throws IOException {
    return Files.readString(MODULE.resolve("README.md"));
  }

  /** The first block of a language. */
  private static String block(String language) throws IOException {
    return blocks(language).get(0);
  }

  private static List<String> blocks(String language) throws IOException {
    List<String> blocks =
        Pattern.compile("^```" + language + "\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL)
            .matcher(page())
            .results()
            .map(block -> block.group(1))
            .toList();
    assertThat(blocks).as(language).isNotEmpty();
    return blocks;
  }

  /** The block without a language that starts with this text. */
  private static String section(String begin) throws IOException {
    Matcher block =
        Pattern.compile(
                "^```\n(" + Pattern.quote(begin) + ".*?)^```$", Pattern.MULTILINE | Pattern.DOTALL)
            .matcher(page());
    assertThat(block.find()).as(begin).isTrue();
    return block.group(1);
  }

  private static String command() throws IOException {
    return section("java -jar embedded-vault.jar").strip();
  }

  private static List<String> names(String properties) {
    return properties.lines().map(line -> line.substring(0, line.indexOf('='))).toList();
  }

  /** The words of a command after the program. */
  private static List<String> words(String command) {
    List<String> words = Arrays.asList(command.split(" ", -1));
    assertThat(words.get(0)).isEqualTo("java");
    return words.subList(1, words.size());
  }

  private void start(String command) throws Exception {
    List<String> line = new ArrayList<>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.addAll(Tool.QUICK);
    line.addAll(words(command));
    ProcessBuilder builder =
        new ProcessBuilder(line).directory(folder.toFile()).redirectErrorStream(true);
    builder.environment().keySet().removeIf(name -> name.contains("JAVA"));
    process = builder.start();
    output = process.inputReader();
    String ready = output.readLine();
    assertThat(ready).matches("ready https://[\\w.]+:\\d+");
    uri = URI.create(ready.substring("ready ".length()));
    Properties vault = properties("vault.properties");
    assertThat(vault).containsEntry("azure.keyvault.uri", uri.toString());
    token = vault.getProperty("azure.keyvault.access-token");
    http =
        HttpClient.newBuilder()
            .sslContext(
                SigningCertificates.trusting(
                    Path.of(vault.getProperty("azure.keyvault.trust-certificates"))))
            .build();
  }

  private Properties properties(String file) throws IOException {
    Properties properties = new Properties();
    try (InputStream in = Files.newInputStream(folder.resolve(file))) {
      properties.load(in);
    }
    return properties;
  }

  private static BigInteger number(JsonNode key, String member) {
    return new BigInteger(1, Base64.getUrlDecoder().decode(key.get(member).asText()));
  }

  private Answer get(String path) throws Exception {
    return send("GET", path, null);
  }

  /** A request to the vault; single quotes stand for double ones. */
  private Answer send(String method, String path, String body) throws Exception {
    String target = path.startsWith("https:") ? path : uri + path + "?api-version=2025-07-01";
    return exchange(method, target, token, body);
  }

  private Answer control(String method, String path, String body) throws Exception {
    Properties control = properties("control.properties");
    return exchange(
        method,
        control.getProperty("control.uri") + path,
        control.getProperty("control.token"),
        body);
  }

  private Answer exchange(String method, String target, String bearer, String body)
      throws Exception {
    HttpResponse<String> response =
        http.send(
            HttpRequest.newBuilder(URI.create(target))
                .header("Authorization", "Bearer " + bearer)
                .header("Content-Type", "application/json")
                .method(
                    method,
                    body == null
                        ? HttpRequest.BodyPublishers.noBody()
                        : HttpRequest.BodyPublishers.ofString(body.replace('\'', '"')))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    return new Answer(response.statusCode(), JSON.readTree(response.body()));
  }
}
