package io.vaultjca.conformance.fuzz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.vaultjca.Setting;
import io.vaultjca.VaultLoadStoreParameter;
import io.vaultjca.conformance.fixture.TestVault;
import io.vaultjca.embedded.Fault;
import io.vaultjca.embedded.VaultServer;
import io.vaultjca.handle.PrivateHandle;
import io.vaultjca.provider.AzureKeyVaultProvider;
import io.vaultjca.provider.spec.VaultKeySpec;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.Provider;
import java.security.ProviderException;
import java.security.Signature;
import java.security.SignatureException;
import java.security.cert.Certificate;
import java.security.spec.InvalidKeySpecException;
import java.time.Clock;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.UnaryOperator;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.crypto.BadPaddingException;
import javax.crypto.Cipher;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.AfterTry;
import net.jqwik.api.lifecycle.BeforeContainer;

/**
 * Real answers with random changes: each operation ends soon, with a result or a documented
 * exception.
 */
class ServiceAnswerFuzzTest {
  private static final String SEED =
      """
      {"keys": [{"name": "rsa"}, {"name": "ec", "kty": "EC"}, {"name": "off", "enabled": false}],
       "certificates": [{"name": "web", "kty": "EC", "chain": 2},
                        {"name": "pem", "kty": "EC", "chain": 2, "contentType": "pem"},
                        {"name": "many-%02d", "count": 26, "kty": "EC"}]}
      """;

  /** Far more than any input needs: a loaded machine may take its time. */
  private static final int LIMIT_SECONDS = 30;

  private static final LongAdder INPUTS = new LongAdder();
  private static final LongAdder ACCEPTED = new LongAdder();
  private static final Logger LOG = Logger.getLogger("io.vaultjca");
  private static final Provider PROVIDER = new AzureKeyVaultProvider();

  private static VaultServer server;
  private static final LongAdder OPENED = new LongAdder();
  private static VaultLoadStoreParameter parameter;
  private static PrivateHandle rsa;
  private static byte[] encrypted;
  private static ExecutorService threads;

  @BeforeContainer
  static void start() throws Exception {
    LOG.setLevel(Level.OFF);
    threads = Executors.newCachedThreadPool();
    server = VaultServer.start();
    server.seed(SEED);
    parameter = parameter(0);
    rsa = key("rsa");
    Cipher cipher = Cipher.getInstance("RSA/ECB/PKCS1Padding", "SunJCE");
    cipher.init(Cipher.ENCRYPT_MODE, rsa.publicKey());
    encrypted = cipher.doFinal(new byte[16]);
  }

  @AfterContainer
  static void end() {
    LOG.setLevel(null);
    threads.shutdownNow();
    server.close();
    System.out.printf(
        Locale.ROOT,
        "Fuzzed service answers: %d inputs, %d of them still used%n",
        INPUTS.sum(),
        ACCEPTED.sum());
  }

  @AfterTry
  void clear() {
    server.faults().clear();
  }

  @Property(edgeCases = EdgeCasesMode.NONE, shrinking = ShrinkingMode.OFF)
  void usesOrRefusesAMutatedKey(@ForAll long seed) throws Exception {
    answers("keys/get", new JsonMutation(seed)::of);
    bounded(() -> key(seed % 2 == 0 ? "rsa" : "ec"), InvalidKeySpecException.class);
  }

  @Property(edgeCases = EdgeCasesMode.NONE, shrinking = ShrinkingMode.OFF)
  void usesOrRefusesAMutatedSignature(@ForAll long seed) throws Exception {
    PrivateHandle key = rsa;
    answers("keys/sign", new JsonMutation(seed)::of);
    bounded(
        () -> {
          Signature signature = Signature.getInstance("SHA256withRSA", PROVIDER);
          signature.initSign(key);
          assertThat(signature.sign()).hasSize(256);
        },
        SignatureException.class);
  }

  @Property(edgeCases = EdgeCasesMode.NONE, shrinking = ShrinkingMode.OFF)
  void usesOrRefusesAMutatedPlaintext(@ForAll long seed) throws Exception {
    answers("*", new JsonMutation(seed)::of);
    if (seed % 2 == 0) {
      bounded(
          () -> {
            Cipher cipher = Cipher.getInstance("RSA/ECB/PKCS1Padding", PROVIDER);
            cipher.init(Cipher.DECRYPT_MODE, rsa);
            assertThat(cipher.doFinal(encrypted)).hasSizeLessThan(246);
          },
          ProviderException.class,
          BadPaddingException.class);
    } else {
      bounded(
          () -> {
            Cipher cipher = Cipher.getInstance("RSA/ECB/PKCS1Padding", PROVIDER);
            cipher.init(Cipher.UNWRAP_MODE, rsa);
            assertThat(cipher.unwrap(encrypted, "AES", Cipher.SECRET_KEY).getEncoded())
                .hasSizeLessThan(246);
          },
          InvalidKeyException.class);
    }
  }

  @Property(edgeCases = EdgeCasesMode.NONE, shrinking = ShrinkingMode.OFF)
  void usesOrRefusesAMutatedCertificateOrSecret(@ForAll long seed) throws Exception {
    answers(seed % 2 == 0 ? "certificates/get" : "secrets/get", new JsonMutation(seed)::of);
    bounded(
        () -> {
          KeyStore store = open();
          Certificate[] chain = store.getCertificateChain(seed % 3 == 0 ? "pem" : "web");
          assertThat(chain).isNotEmpty();
        },
        ProviderException.class);
  }

  @Property(edgeCases = EdgeCasesMode.NONE, shrinking = ShrinkingMode.OFF)
  void usesOrRefusesAMutatedList(@ForAll long seed) throws Exception {
    JsonMutation mutation = new JsonMutation(seed);
    answers("certificates/list", mutation::of);
    bounded(
        () -> {
          List<String> aliases = Collections.list(open().aliases());
          assertThat(aliases).allMatch(alias -> alias.matches("[0-9a-zA-Z-]{1,127}"));
        },
        ProviderException.class);
  }

  @Property(edgeCases = EdgeCasesMode.NONE, shrinking = ShrinkingMode.OFF)
  void reportsAMutatedError(@ForAll long seed) throws Exception {
    answers("*", new JsonMutation(seed)::of);
    if (seed % 2 == 0) {
      bounded(() -> key("missing"), InvalidKeySpecException.class);
    } else {
      bounded(
          () -> {
            Signature signature = Signature.getInstance("SHA256withRSA", PROVIDER);
            signature.initSign(disabled());
            signature.sign();
          },
          SignatureException.class,
          InvalidKeySpecException.class);
    }
  }

  @Property(edgeCases = EdgeCasesMode.NONE, shrinking = ShrinkingMode.OFF)
  void usesOrRefusesAMutatedChallenge(@ForAll long seed) throws Exception {
    Random random = new Random(seed);
    StringBuilder header =
        new StringBuilder(
            "Bearer authorization=\"%s/t\", resource=\"https://vault.azure.net\""
                .formatted(server.uri()));
    for (int i = random.nextInt(4); i >= 0; i--) {
      int at = random.nextInt(header.length());
      switch (random.nextInt(4)) {
        case 0 -> header.replace(at, at + 1, header.length() > 1 ? "" : "?");
        case 1 -> header.insert(at, (char) (' ' + random.nextInt(95)));
        case 2 -> header.setLength(Math.max(at, 1));
        default -> header.insert(at, "error=\"insufficient_claims\", claims=\"e30=\", ");
      }
    }
    server.faults().inject("keys/sign", 1, Fault.challenge(header.toString()));
    bounded(
        () -> {
          Signature signature = Signature.getInstance("SHA256withRSA", PROVIDER);
          signature.initSign(rsa);
          signature.sign();
        },
        SignatureException.class);
  }

  @Property(edgeCases = EdgeCasesMode.NONE, shrinking = ShrinkingMode.OFF)
  void findsNothingUnderARandomAlias(@ForAll String alias) throws Exception {
    bounded(
        () -> {
          KeyStore store = open();
          assertThat(store.containsAlias(alias) || store.isKeyEntry(alias)).isFalse();
          assertThat(store.getKey(alias, null)).isNull();
          assertThat(store.getCertificateChain(alias)).isNull();
        });
  }

  // Examples of earlier findings.

  @Example
  void refusesAListThatIsNotJson() throws Exception {
    for (String page : new String[] {"<html>", "", "null", "[]", "{}", "{\"value\":null}", "1"}) {
      answers("certificates/list", body -> page);
      KeyStore store = open();
      assertThatCode(store::aliases)
          .isInstanceOf(ProviderException.class)
          .hasMessageContaining(
              """
              the answer could not be used: it is not what the service promises (is there a proxy \
              in between?).""");
      server.faults().clear();
    }
  }

  @Example
  void refusesAListInPlaceOfAString() throws Exception {
    for (String value : new String[] {"[]", "{}", "[{}]", "{\"a\":{}}"}) {
      answers("keys/sign", body -> body.replaceFirst("\"value\":\"[^\"]*\"", "\"value\":" + value));
      aSignatureIsRefused();
      answers("keys/sign", body -> body.replaceFirst("\"kid\":\"[^\"]*\"", "\"kid\":" + value));
      aSignatureIsRefused();
    }
  }

  private static void aSignatureIsRefused() throws Exception {
    bounded(
        () -> {
          Signature signature = Signature.getInstance("SHA256withRSA", PROVIDER);
          signature.initSign(rsa);
          assertThatCode(signature::sign)
              .isInstanceOf(SignatureException.class)
              .hasMessageContaining("it is not what the service promises");
        });
    server.faults().clear();
  }

  private static PrivateHandle key(String name) throws Exception {
    return (PrivateHandle)
        KeyFactory.getInstance("AzureKeyVault", PROVIDER)
            .generatePrivate(VaultKeySpec.ofName(name).in(parameter));
  }

  private static PrivateHandle disabled() throws Exception {
    return key("off");
  }

  private static KeyStore open() throws Exception {
    KeyStore store = KeyStore.getInstance("AzureKeyVault", PROVIDER);
    OPENED.increment();
    store.load(parameter(OPENED.longValue()));
    return store;
  }

  /** Each has its own clock: key stores with a common clock share their entries. */
  private static VaultLoadStoreParameter parameter(long nanosAhead) {
    return VaultLoadStoreParameter.builder(server.uri())
        .set(Setting.ACCESS_TOKEN, server.accessToken())
        .set(Setting.TRUST_CERTIFICATES, server.caCertificate().toString())
        .set(Setting.DISABLE_CHALLENGE_RESOURCE_VERIFICATION, "true")
        .set(Setting.MAX_RETRIES, "0")
        .set(Setting.OPERATION_TIMEOUT, "20s")
        .clock(Clock.offset(Clock.systemUTC(), Duration.ofNanos(nanosAhead)))
        .build();
  }

  private static void answers(String operation, UnaryOperator<String> mutation) {
    server.faults().inject(operation, Fault.rewritten(mutation));
  }

  /** Runs on a separate thread, so that an endless loop fails the test instead of blocking it. */
  @SafeVarargs
  private static void bounded(TestVault.Action action, Class<? extends Exception>... documented)
      throws Exception {
    INPUTS.increment();
    var running =
        threads.submit(
            () -> {
              action.run();
              return null;
            });
    try {
      running.get(LIMIT_SECONDS, TimeUnit.SECONDS);
      ACCEPTED.increment();
    } catch (ExecutionException e) {
      Throwable thrown = e.getCause();
      boolean isDocumented = false;
      for (Class<? extends Exception> type : documented) {
        isDocumented |= type.equals(thrown.getClass());
      }
      if (!isDocumented) {
        throw new AssertionError("not documented: " + thrown, thrown);
      }
      assertThat(thrown.getMessage()).isNotBlank();
    }
  }
}
