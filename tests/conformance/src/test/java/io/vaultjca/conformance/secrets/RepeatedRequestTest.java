package io.vaultjca.conformance.secrets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.vaultjca.conformance.fixture.Bytes;
import io.vaultjca.conformance.fixture.Full;
import io.vaultjca.conformance.fixture.Gateway;
import io.vaultjca.conformance.fixture.KeyStoreFile;
import io.vaultjca.conformance.fixture.TestVault;
import io.vaultjca.conformance.fixture.TestVault.Action;
import io.vaultjca.conformance.secrets.RepeatedSecret.Form;
import io.vaultjca.embedded.VaultServer;
import io.vaultjca.embedded.http.Request;
import io.vaultjca.embedded.http.Response;
import io.vaultjca.provider.AzureKeyVaultProvider;
import io.vaultjca.provider.spec.VaultKeySpec;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.cert.Certificate;
import java.text.MessageFormat;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.Date;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.UnaryOperator;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A gateway in front of the vault refuses a request and repeats the token or the content: whole or
 * in part, in various encodings, in each place of an answer. No part of it appears in an exception
 * or in a log of any level.
 */
@ResourceLock(TestVault.LOG_LEVELS)
class RepeatedRequestTest {
  private static final Pattern OBJECT_NAME = Pattern.compile("[0-9A-Za-z-]{1,127}");
  private static final LongAdder VIEWS = new LongAdder();
  private static final String SEED =
      """
      {"keys": [{"name": "box", "kty": "RSA"}],
       "certificates": [{"name": "web", "kty": "RSA", "chain": 2}]}
      """;
  private static final String HSM_SEED =
      """
      {"keys": [{"name": "aes", "kty": "oct-HSM", "size": 256}]}
      """;
  private static final Pattern CONTENT =
      Pattern.compile("\"(?:value|pwd|d|p|q|dp|dq|qi|k)\":\"([^\"]{12,})\"");
  private static final String PLAINTEXT = HexFormat.of().formatHex(Bytes.of(31));

  private static final Map<String, RepeatedSecret> TOKENS = new ConcurrentHashMap<>();
  private static final ByteArrayOutputStream OUTPUT = new ByteArrayOutputStream();
  private static final Listener LOG = new Listener();
  private static final Map<Logger, Level> LEVELS = new HashMap<>();

  @TempDir private static Path folder;
  private static VaultServer vault;
  private static VaultServer hsm;
  private static Gateway vaultGateway;
  private static Gateway hsmGateway;
  private static Caller vaultCaller;
  private static Caller hsmCaller;
  private static PrintStream standardError;

  /** Collects the log records of all loggers. */
  private static final class Listener extends Handler {
    private final Queue<LogRecord> records = new ConcurrentLinkedQueue<>();

    @Override
    public void publish(LogRecord published) {
      records.add(published);
    }

    List<String> texts() {
      List<String> texts = new ArrayList<>();
      for (LogRecord one : records) {
        texts.add(String.valueOf(one.getMessage()));
        if (one.getParameters() != null) {
          texts.add(MessageFormat.format(one.getMessage(), one.getParameters()));
        }
        texts.addAll(messages(one.getThrown()));
      }
      return texts;
    }

    @Override
    public void flush() {
      // Nothing is held back.
    }

    @Override
    public void close() {
      records.clear();
    }
  }

  /** An operation of a program that already has its keys. */
  private enum Operation {
    READ_CERTIFICATE("GET /certificates/web") {
      @Override
      Action prepared(Caller caller) throws Exception {
        KeyStore store = caller.store();
        return () -> store.getCertificate("web");
      }
    },
    READ_CHAIN("GET /secrets/web/.*") {
      @Override
      Action prepared(Caller caller) throws Exception {
        KeyStore store = caller.store();
        return () -> store.getCertificateChain("web");
      }
    },
    LIST("GET /certificates") {
      @Override
      Action prepared(Caller caller) throws Exception {
        KeyStore store = caller.store();
        return () -> Collections.list(store.aliases());
      }
    },
    READ_KEY("GET /keys/box") {
      @Override
      Action prepared(Caller caller) throws Exception {
        return caller::publicKey;
      }
    },
    SIGN("POST /keys/box/.*/sign") {
      @Override
      Action prepared(Caller caller) throws Exception {
        Signature signature = Signature.getInstance("SHA256withRSA", caller.provider());
        signature.initSign(caller.privateKey());
        return signature::sign;
      }
    },
    ENCRYPT("POST /keys/box/.*/encrypt") {
      @Override
      Action prepared(Caller caller) throws Exception {
        Cipher cipher = caller.cipher("RSA/ECB/OAEPPadding", Cipher.ENCRYPT_MODE);
        return () -> cipher.doFinal(PLAINTEXT.getBytes(StandardCharsets.US_ASCII));
      }
    },
    WRAP("POST /keys/box/.*/(wrapkey|encrypt)") {
      @Override
      Action prepared(Caller caller) throws Exception {
        Cipher cipher = caller.cipher("RSA/ECB/OAEPPadding", Cipher.WRAP_MODE);
        return () -> cipher.wrap(aes());
      }
    },
    DECRYPT("POST /keys/box/.*/decrypt") {
      @Override
      Action prepared(Caller caller) throws Exception {
        byte[] encrypted =
            caller.cipher("RSA/ECB/PKCS1Padding", Cipher.ENCRYPT_MODE).doFinal(new byte[16]);
        Cipher cipher = caller.cipher("RSA/ECB/PKCS1Padding", Cipher.DECRYPT_MODE);
        return () -> cipher.doFinal(encrypted);
      }
    },
    UNWRAP("POST /keys/box/.*/(unwrapkey|decrypt)") {
      @Override
      Action prepared(Caller caller) throws Exception {
        byte[] wrapped = caller.cipher("RSA/ECB/OAEPPadding", Cipher.WRAP_MODE).wrap(aes());
        Cipher cipher = caller.cipher("RSA/ECB/OAEPPadding", Cipher.UNWRAP_MODE);
        return () -> cipher.unwrap(wrapped, "AES", Cipher.SECRET_KEY);
      }
    },
    IMPORT("POST /certificates/imported/import") {
      @Override
      Action prepared(Caller caller) throws Exception {
        KeyStore store = caller.store();
        store.setKeyEntry("imported", SOFTWARE.getPrivate(), null, certificate());
        return () -> store.store(null, null);
      }
    },
    HSM_ENCRYPT("POST /keys/aes/.*/encrypt") {
      @Override
      Action prepared(Caller caller) throws Exception {
        Cipher cipher = Cipher.getInstance("AES_256/CBC/PKCS5Padding", caller.provider());
        cipher.init(Cipher.ENCRYPT_MODE, caller.secretKey(), new IvParameterSpec(new byte[16]));
        return () -> cipher.doFinal(PLAINTEXT.getBytes(StandardCharsets.US_ASCII));
      }
    },
    HSM_WRAP("POST /keys/aes/.*/(wrapkey|encrypt)") {
      @Override
      Action prepared(Caller caller) throws Exception {
        Cipher cipher = Cipher.getInstance("AES_256/KW/NoPadding", caller.provider());
        cipher.init(Cipher.WRAP_MODE, caller.secretKey());
        return () -> cipher.wrap(aes());
      }
    },
    HSM_MAC("POST /keys/aes/.*/sign") {
      @Override
      Action prepared(Caller caller) throws Exception {
        Mac mac = Mac.getInstance("HS256", caller.provider());
        mac.init(caller.secretKey());
        return () -> mac.doFinal(new byte[5]);
      }
    },
    HSM_IMPORT("PUT /keys/imported.*") {
      @Override
      Action prepared(Caller caller) throws Exception {
        KeyStore store = caller.store();
        store.setKeyEntry("imported", aes(), null, null);
        return () -> store.store(null, null);
      }
    };

    private final Pattern request;

    Operation(String request) {
      this.request = Pattern.compile(request);
    }

    abstract Action prepared(Caller caller) throws Exception;

    boolean isOfHsm() {
      return name().startsWith("HSM_");
    }

    /** Whether a fallback is read instead, so that only the log has the refusal. */
    boolean fallsBack() {
      return this == READ_CERTIFICATE || this == READ_CHAIN;
    }

    /** Whether the service may answer with that name in an identifier. */
    boolean takesName(String name) {
      return this == LIST && OBJECT_NAME.matcher(name).matches();
    }

    boolean isImport() {
      return name().endsWith("IMPORT");
    }

    boolean sendsContent() {
      return !request.pattern().startsWith("GET");
    }

    boolean is(Request asked) {
      return request
          .matcher(asked.method() + " /" + String.join("/", asked.path()).replaceAll("/+$", ""))
          .matches();
    }
  }

  /** The place in the answer that repeats the secret. */
  private enum Place {
    MESSAGE {
      @Override
      Response answer(Response right, String repeated) {
        return error(right, 403, "Forbidden", "ForbiddenByPolicy", "may not send " + repeated);
      }
    },
    MESSAGE_OF_A_BAD_REQUEST {
      @Override
      Response answer(Response right, String repeated) {
        return error(right, 400, "BadParameter", "Invalid", "Property '" + repeated + "' is not");
      }
    },
    CODE {
      @Override
      Response answer(Response right, String repeated) {
        return error(right, 403, repeated, "ForbiddenByPolicy", "no");
      }
    },
    INNER_CODE {
      @Override
      Response answer(Response right, String repeated) {
        return error(right, 400, "Forbidden", repeated, "no");
      }
    },
    REQUEST_ID {
      @Override
      Response answer(Response right, String repeated) {
        return error(right, 403, "Forbidden", "ForbiddenByPolicy", "no")
            .withHeader("x-ms-request-id", repeated);
      }
    },
    NAME_IN_THE_IDENTIFIER {
      @Override
      Response answer(Response right, String repeated) {
        return identifier(
            right, id -> id.replaceFirst("(/[a-z]+/)[^/\"]+", "$1" + quoted(repeated)));
      }
    },
    HOST_OF_THE_IDENTIFIER {
      @Override
      Response answer(Response right, String repeated) {
        return identifier(right, id -> id.replaceFirst("//[^/]+", "//" + quoted(repeated)));
      }
    },
    IDENTIFIER {
      @Override
      Response answer(Response right, String repeated) {
        return identifier(right, id -> repeated);
      }
    },
    CHALLENGE {
      @Override
      Response answer(Response right, String repeated) {
        return error(right, 401, "Unauthorized", "Unauthorized", "no")
            .withHeader(
                "WWW-Authenticate",
                "Bearer authorization=\"https://login.windows.net/%1$s\", resource=\"https://%1$s\", error_description=\"%1$s\""
                    .formatted(repeated));
      }
    },
    CHALLENGE_TO_AN_APPLICATION {
      @Override
      Response answer(Response right, String repeated) {
        return CHALLENGE.answer(right, repeated);
      }
    },
    NEXT_LINK {
      @Override
      Response answer(Response right, String repeated) {
        return right.withBody(
            "{\"value\":[],\"nextLink\":\"https://" + repeated + "/certificates\"}");
      }
    },
    QUERY_OF_THE_NEXT_LINK {
      @Override
      Response answer(Response right, String repeated) {
        return right.withBody(
            "{\"value\":[],\"nextLink\":\"https://elsewhere.example/?q=" + repeated + "\"}");
      }
    },
    LOCATION {
      @Override
      Response answer(Response right, String repeated) {
        return error(right, 302, "Found", "Moved", "no")
            .withHeader("Location", "https://elsewhere.example/" + repeated);
      }
    },
    HOST_OF_THE_LOCATION {
      @Override
      Response answer(Response right, String repeated) {
        return error(right, 307, "Redirect", "Moved", "no")
            .withHeader("Location", "https://" + repeated + "/");
      }
    },
    RETRY_AFTER {
      @Override
      Response answer(Response right, String repeated) {
        return error(right, 503, "ServiceUnavailable", "Busy", "no")
            .withHeader("Retry-After", repeated);
      }
    },
    PAGE_OF_A_PROXY {
      @Override
      Response answer(Response right, String repeated) {
        return right.withStatus(502).withBody("<html><body>" + repeated + "</body></html>");
      }
    },
    WHAT_IS_NO_JSON {
      @Override
      Response answer(Response right, String repeated) {
        return right.withStatus(200).withBody(repeated);
      }
    },
    MEMBER_OF_ANOTHER_TYPE {
      @Override
      Response answer(Response right, String repeated) {
        return right
            .withStatus(200)
            .withBody(
                "{\"" + repeated + "\":\"" + repeated + "\",\"value\":{\"" + repeated + "\":1}");
      }
    };

    abstract Response answer(Response right, String repeated);

    /** Whether the operation can get such an answer, and expects another one. */
    boolean fits(Operation operation) {
      if (name().contains("NEXT_LINK")) {
        return operation == Operation.LIST;
      }
      // Each of these needs a new connection.
      if (isChallenge() && !Full.RUN) {
        return List.of(Operation.READ_KEY, Operation.SIGN, Operation.ENCRYPT).contains(operation);
      }
      // An import uses no identifier from the answer.
      return !name().contains("IDENTIFIER") || !operation.isImport();
    }

    /** With how many forms each operation is tried: those of all operations take turns. */
    int forms(int all) {
      if (!Full.RUN) {
        return 1;
      }
      // Each needs a new connection, and no operation has a part in what becomes of it.
      return isChallenge() ? 5 : all;
    }

    boolean isChallenge() {
      return name().startsWith("CHALLENGE");
    }

    private static String quoted(String text) {
      return Matcher.quoteReplacement(text);
    }

    private static Response error(
        Response right, int status, String code, String inner, String message) {
      return right
          .withStatus(status)
          .withBody(
              "{\"error\":{\"code\":\"%s\",\"innererror\":{\"code\":\"%s\"},\"message\":\"%s\"}}"
                  .formatted(code, inner, message));
    }

    /** The right answer with a changed identifier. */
    private static Response identifier(Response right, UnaryOperator<String> change) {
      Matcher id =
          Pattern.compile("(\"(?:kid|id)\":\")([^\"]*)\"")
              .matcher(new String(right.body(), StandardCharsets.UTF_8));
      return right.withBody(
          id.replaceAll(
              found ->
                  Matcher.quoteReplacement(found.group(1) + change.apply(found.group(2)) + "\"")));
    }
  }

  private record Caller(KeyStoreFile file, Provider provider) {
    static Caller withToken(VaultServer server, Gateway gateway) throws Exception {
      return of(unauthenticated(server, gateway).with("access-token", server.accessToken()));
    }

    static Caller application(VaultServer server, Gateway gateway) throws Exception {
      return of(unauthenticated(server, gateway).application(server.identity(), gateway.uri()));
    }

    private static KeyStoreFile unauthenticated(VaultServer server, Gateway gateway) {
      return KeyStoreFile.of(gateway.uri(), gateway.trusted())
          .withoutVerification()
          .with("type", server == hsm ? "managed-hsm" : "vault")
          .with("max-retries", "0");
    }

    private static Caller of(KeyStoreFile file) throws Exception {
      Path written = file.write(folder.resolve(UUID.randomUUID() + ".properties"));
      return new Caller(file, new AzureKeyVaultProvider().configure(written.toString()));
    }

    KeyStore store() throws Exception {
      // A new view for each: key stores of the same configuration share what they read.
      VIEWS.increment();
      return file.with("refresh-interval", 1_800_000 + VIEWS.longValue() + "ms").open(provider);
    }

    PublicKey publicKey() throws Exception {
      return KeyFactory.getInstance("AzureKeyVault", provider)
          .generatePublic(VaultKeySpec.ofName("box"));
    }

    PrivateKey privateKey() throws Exception {
      return KeyFactory.getInstance("AzureKeyVault", provider)
          .generatePrivate(VaultKeySpec.ofName("box"));
    }

    SecretKey secretKey() throws Exception {
      return SecretKeyFactory.getInstance("AzureKeyVault", provider)
          .generateSecret(VaultKeySpec.ofName("aes").ofSize(256));
    }

    Cipher cipher(String transformation, int mode) throws Exception {
      boolean forward = mode == Cipher.ENCRYPT_MODE || mode == Cipher.WRAP_MODE;
      Key key = forward ? publicKey() : privateKey();
      Cipher cipher = Cipher.getInstance(transformation, provider);
      cipher.init(mode, key);
      return cipher;
    }
  }

  private static final KeyPair SOFTWARE = softwareKey();

  private static KeyPair softwareKey() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC", "SunEC");
      generator.initialize(256);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  @SuppressWarnings("JavaUtilDate") // BouncyCastle's certificate builder takes Dates.
  private static Certificate[] certificate() throws Exception {
    X500Name name = new X500Name("CN=imported");
    Instant now = Instant.now();
    return new Certificate[] {
      new JcaX509CertificateConverter()
          .getCertificate(
              new JcaX509v3CertificateBuilder(
                      name,
                      BigInteger.ONE,
                      Date.from(now.minusSeconds(60)),
                      Date.from(now.plusSeconds(3600)),
                      name,
                      SOFTWARE.getPublic())
                  .build(
                      new JcaContentSignerBuilder("SHA256withECDSA").build(SOFTWARE.getPrivate())))
    };
  }

  private static SecretKey aes() {
    return new SecretKeySpec(Bytes.of(32), "AES");
  }

  @BeforeAll
  static void start() throws Exception {
    vault = VaultServer.start();
    vault.seed(SEED);
    hsm = VaultServer.builder().managedHsm(true).start();
    hsm.seed(HSM_SEED);
    vaultGateway = Gateway.to(vault);
    hsmGateway = Gateway.to(hsm);
    vaultCaller = Caller.withToken(vault, vaultGateway);
    hsmCaller = Caller.withToken(hsm, hsmGateway);
    // The JDK's log handlers keep the former stream.
    standardError = System.err;
    System.setErr(new PrintStream(OUTPUT, true, StandardCharsets.UTF_8));
    level(Logger.getLogger(""), Level.ALL);
    level(Logger.getLogger("io.vaultjca"), Level.ALL);
    // The JDK's own log of HTTP, which no library can change.
    level(Logger.getLogger("jdk.internal.httpclient.debug"), Level.INFO);
    LOG.setLevel(Level.ALL);
    Logger.getLogger("").addHandler(LOG);
  }

  private static void level(Logger logger, Level level) {
    LEVELS.put(logger, logger.getLevel());
    logger.setLevel(level);
  }

  @AfterAll
  static void close() {
    Logger.getLogger("").removeHandler(LOG);
    LEVELS.forEach(Logger::setLevel);
    System.setErr(standardError);
    LOG.close();
    vaultGateway.close();
    hsmGateway.close();
    vault.close();
    hsm.close();
  }

  /** Combines each operation with each place; the forms take turns. */
  static List<Arguments> rows() {
    List<Form> forms = List.of(Form.values());
    List<Arguments> rows = new ArrayList<>();
    int next = 0;
    boolean firstTaken = false;
    for (Operation operation : Operation.values()) {
      // Half of the places: those that the previous operation leaves out.
      boolean taken = firstTaken;
      firstTaken = !firstTaken;
      for (Place place : Place.values()) {
        taken = !taken;
        if (place.fits(operation) && (Full.RUN || taken)) {
          List<Form> some = new ArrayList<>();
          for (int i = 0; i < place.forms(forms.size()); i++) {
            some.add(forms.get(next++ % forms.size()));
          }
          rows.add(Arguments.of(operation, place, some));
        }
      }
    }
    return rows;
  }

  @Test
  @Full
  void eachPlaceMeetsEachForm() {
    Map<Object, Set<Object>> met = new HashMap<>();
    for (Arguments row : rows()) {
      Object[] parts = row.get();
      met.computeIfAbsent(parts[1], place -> new HashSet<>()).addAll((List<?>) parts[2]);
    }
    assertThat(met).hasSize(Place.values().length);
    assertThat(met.values()).allMatch(forms -> forms.size() == Form.values().length);
  }

  @ParameterizedTest
  @MethodSource("rows")
  void repeatedSecretIsInNoExceptionAndNoLog(Operation operation, Place place, List<Form> forms)
      throws Exception {
    List<String> found = new ArrayList<>();
    for (Form form : forms) {
      repeat(operation, place, true, form).ifPresent(where -> found.add("token " + where));
      if (operation.sendsContent()) {
        repeat(operation, place, false, form).ifPresent(where -> found.add("content " + where));
      }
    }
    assertThat(found).as("%s, repeated in %s", operation, place).isEmpty();
  }

  /** Azure Identity logs the resource and the tenant of each token that it gets. */
  @ParameterizedTest
  @EnumSource(names = {"HEX", "SHORT_PREFIX"})
  void noTokenIsRequestedForAChallengeThatRepeatsOne(Form form) throws Exception {
    try (Gateway gateway = Gateway.to(vault)) {
      Action signature = Operation.SIGN.prepared(Caller.application(vault, gateway));
      int requests = vault.identity().requests().size();
      gateway.change(
          (request, right) ->
              request
                  .header("Authorization")
                  .map(value -> RepeatedSecret.token(value.substring("Bearer ".length())))
                  .map(token -> Place.CHALLENGE.answer(right, form.of(token)))
                  .orElse(right));
      assertThatThrownBy(signature::run)
          .isExactlyInstanceOf(SignatureException.class)
          .hasMessageContaining(
              "the answer is not trusted: its challenge repeats a part of the request, so no token"
                  + " was requested for it");
      assertThat(vault.identity().requests()).hasSize(requests);
    }
  }

  /** Returns where a run of the repeated secret was found. */
  private static Optional<String> repeat(Operation operation, Place place, boolean token, Form form)
      throws Exception {
    VaultServer server = operation.isOfHsm() ? hsm : vault;
    if (!place.isChallenge()) {
      return operation.isOfHsm()
          ? repeat(operation, place, token, form, hsmGateway, hsmCaller)
          : repeat(operation, place, token, form, vaultGateway, vaultCaller);
    }
    // A challenge may be remembered for a host and port.
    try (Gateway fresh = Gateway.to(server)) {
      Caller caller =
          place == Place.CHALLENGE
              ? Caller.withToken(server, fresh)
              : Caller.application(server, fresh);
      return repeat(operation, place, token, form, fresh, caller);
    }
  }

  private static Optional<String> repeat(
      Operation operation, Place place, boolean token, Form form, Gateway gateway, Caller caller)
      throws Exception {
    Action action = operation.prepared(caller);
    Set<RepeatedSecret> secrets = ConcurrentHashMap.newKeySet();
    AtomicReference<String> repeated = new AtomicReference<>();
    gateway.change(
        (request, right) -> {
          Optional<String> bearer =
              request.header("Authorization").map(value -> value.substring("Bearer ".length()));
          if (!operation.is(request) || bearer.isEmpty()) {
            return right;
          }
          RepeatedSecret sent = TOKENS.computeIfAbsent(bearer.get(), RepeatedSecret::token);
          List<RepeatedSecret> content =
              CONTENT
                  .matcher(new String(request.body(), StandardCharsets.UTF_8))
                  .results()
                  .map(one -> RepeatedSecret.member(one.group(1)))
                  .toList();
          secrets.add(sent);
          secrets.addAll(content);
          String text = form.of(token ? sent : content.get(0));
          repeated.set(text);
          return place.answer(right, text);
        });
    LOG.close();
    OUTPUT.reset();
    Throwable refused = catchThrowable(action::run);
    gateway.change((request, right) -> right);
    assertThat(repeated.get()).as("%s was not requested: %s", operation, refused).isNotNull();
    boolean usable =
        operation.fallsBack()
            || (place == Place.NAME_IN_THE_IDENTIFIER && operation.takesName(repeated.get()));
    assertThat(refused != null || usable).as("%s %s %s", operation, place, form).isTrue();
    Map<String, List<String>> texts =
        Map.of(
            "the exception", messages(refused),
            "the log", LOG.texts(),
            "standard error", List.of(OUTPUT.toString(StandardCharsets.UTF_8)));
    List<String> found = new ArrayList<>();
    texts.forEach(
        (where, text) ->
            secrets.stream()
                .flatMap(secret -> secret.in(text).stream())
                .findFirst()
                .ifPresent(run -> found.add(where + " (" + run + ")")));
    return found.isEmpty()
        ? Optional.empty()
        : Optional.of(form + " in " + String.join(", ", found));
  }

  @Test
  void theSearchFindsEachFormOfEachSecret() {
    RepeatedSecret token = RepeatedSecret.token(vault.accessToken());
    RepeatedSecret content =
        RepeatedSecret.member(Base64.getUrlEncoder().withoutPadding().encodeToString(Bytes.of(32)));
    RepeatedSecret text =
        RepeatedSecret.member(
            Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(PLAINTEXT.getBytes(StandardCharsets.US_ASCII)));
    for (RepeatedSecret secret : List.of(token, content, text)) {
      for (Form form : Form.values()) {
        assertThat(secret.in(List.of("some words, and " + form.of(secret) + " in them")))
            .as(form.name())
            .isPresent();
      }
      assertThat(secret.in(List.of("Signing (RS256) with the key " + vault.uri()))).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "not-an-id",
        "b0b1f9f5-2f4d-4f0a-8f0a-3f3f8a4f6a11-and-more",
        "xb0b1f9f5-2f4d-4f0a-8f0a-3f3f8a4f6a11",
        "b0b1f9f5-2f4d-4f0a-8f0a-3f3f8a4f6a1g",
        "0123456789abcdef",
      })
  void malformedRequestIdIsNotShown(String id) throws Exception {
    assertThat(refusedWithRequestId(id)).hasMessageContaining("403").message().doesNotContain(id);
  }

  @Test
  void aRequestIdIsShown() throws Exception {
    String id = "b0b1f9f5-2f4d-4f0a-8f0a-3f3f8a4f6a11";
    assertThat(refusedWithRequestId(id)).hasMessageContaining("(request id " + id + ")");
  }

  private static Throwable refusedWithRequestId(String id) throws Exception {
    Action sign = Operation.SIGN.prepared(vaultCaller);
    vaultGateway.change((request, right) -> Place.REQUEST_ID.answer(right, id));
    Throwable refused = catchThrowable(sign::run);
    vaultGateway.change((request, right) -> right);
    return refused;
  }

  /** The messages of a failure, its causes and its suppressed failures. */
  private static List<String> messages(Throwable failure) {
    List<String> messages = new ArrayList<>();
    for (Throwable link = failure; link != null; link = link.getCause()) {
      messages.add(link.toString());
      for (Throwable suppressed : link.getSuppressed()) {
        messages.addAll(messages(suppressed));
      }
    }
    return messages;
  }
}
