package io.vaultjca.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.security.InvalidAlgorithmParameterException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.KeyManager;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** The choice of a certificate, with the JDK's key stores. */
class VaultKeyManagerTest {
  private static final char[] PASSWORD = "changeit".toCharArray();
  private static final Set<String> RSA_AND_EC = Set.of("RSA", "EC");
  private static final String[] ANY = {
    "RSASSA-PSS", "SHA256withRSA", "SHA256withECDSA", "SHA384withECDSA", "SHA512withECDSA"
  };

  private final SettableClock clock = new SettableClock();
  private final KeyStore store = emptyStore();
  private final VaultKeyManager manager =
      new VaultKeyManager(
          List.of(KeyStore.Builder.newInstance(store, new KeyStore.PasswordProtection(PASSWORD))),
          clock);
  private int serial;

  /** More than the key manager remembers. */
  private static final int HOSTS = 1500;

  @Test
  void choosesACurveThatATls13ClientVerifies() throws Exception {
    put("p256", ec("secp256r1"), "a.example");
    put("p384", ec("secp384r1"), "a.example");
    put("p521", ec("secp521r1"), "a.example");
    assertThat(chosen("EC", tls13("a.example", "SHA256withECDSA"))).isEqualTo("CN=p256");
    assertThat(chosen("EC", tls13("a.example", "SHA384withECDSA"))).isEqualTo("CN=p384");
    assertThat(chosen("EC", tls13("a.example", "SHA512withECDSA"))).isEqualTo("CN=p521");
  }

  @Test
  void choosesNoneToLetJsseTryTheNextKeyType() throws Exception {
    put("p384", ec("secp384r1"), "a.example");
    put("rsa", rsa(), "a.example");
    Handshake client = tls13("a.example", "SHA256withECDSA", "RSASSA-PSS");
    assertThat(choose("EC", client)).isNull();
    assertThat(chosen("RSA", client)).isEqualTo("CN=rsa");
    assertThat(choose("RSA", tls13("a.example", "SHA256withRSA")))
        .as("TLS 1.3 signs only with PSS")
        .isNull();
    assertThat(chosen("RSA", tls12("a.example", "SHA256withRSA"))).isEqualTo("CN=rsa");
    assertThat(chosen("EC", tls12("a.example", "SHA256withECDSA"))).isEqualTo("CN=p384");
    assertThat(choose("EC", tls12("a.example", "SHA256withRSA"))).isNull();
  }

  @Test
  void tls13NeedsAKeyThatMaySign() throws Exception {
    put("signs", rsa(), "a.example", KeyUsage.digitalSignature);
    put("decrypts", rsa(), "a.example", KeyUsage.keyEncipherment);
    assertThat(chosen("RSA", tls13("a.example", "RSASSA-PSS"))).isEqualTo("CN=signs");
    // The client may offer only the RSA key exchange.
    assertThat(chosen("RSA", tls12("a.example", "SHA256withRSA"))).isEqualTo("CN=decrypts");
  }

  @Test
  void anInterruptedWaiterGetsNoCertificate() throws Exception {
    put("web", ec("secp256r1"), "a.example");
    CountDownLatch looking = new CountDownLatch(1);
    CountDownLatch end = new CountDownLatch(1);
    KeyStore.Builder slow =
        builder(
            () -> {
              looking.countDown();
              end.await();
              return store;
            });
    VaultKeyManager waitedFor = new VaultKeyManager(List.of(slow), clock);
    FutureTask<String> first =
        new FutureTask<>(() -> waitedFor.chooseServerAlias("EC", null, null));
    Thread thread = new Thread(first, "first");
    thread.start();
    try {
      looking.await();
      Thread.currentThread().interrupt();
      assertThat(waitedFor.chooseServerAlias("EC", null, null)).isNull();
      assertThat(Thread.interrupted()).isTrue();
    } finally {
      end.countDown();
      thread.join();
    }
    assertThat(first.get()).isNotNull();
  }

  @Test
  void theHostNameOutranksTheAge() throws Exception {
    put("exact", ec("secp256r1"), "www.a.example");
    put("wildcard", ec("secp256r1"), "*.a.example");
    put("other", ec("secp256r1"), "b.example");
    assertThat(chosen("EC", tls13("www.a.example", "SHA256withECDSA"))).isEqualTo("CN=exact");
    assertThat(chosen("EC", tls13("x.a.example", "SHA256withECDSA"))).isEqualTo("CN=wildcard");
    assertThat(chosen("EC", tls13("b.example", "SHA256withECDSA"))).isEqualTo("CN=other");
    assertThat(chosen("EC", tls13("y.x.a.example", "SHA256withECDSA"))).isEqualTo("CN=other");
  }

  @Test
  void theHostNameOutranksThePreferredKeyType() throws Exception {
    put("a", rsa(), "a.test");
    put("b", ec("secp256r1"), "b.test");
    for (Handshake client : List.of(tls13("a.test", ANY), tls12("a.test", ANY))) {
      assertThat(choose("EC", client)).as("%s", client).isNull();
      assertThat(chosen("RSA", client)).isEqualTo("CN=a");
    }
    for (Handshake client : List.of(tls13("b.test", ANY), tls12("b.test", ANY))) {
      assertThat(choose("RSA", client)).as("%s", client).isNull();
      assertThat(chosen("EC", client)).isEqualTo("CN=b");
    }
    for (Handshake client : List.of(tls13("c.test", ANY), tls12("c.test", ANY))) {
      assertThat(chosen("RSA", client)).isEqualTo("CN=a");
      assertThat(chosen("EC", client)).isEqualTo("CN=b");
    }
  }

  @Test
  void anExactNameOutranksAWildcardOfAnotherKeyType() throws Exception {
    put("exact", rsa(), "www.a.test");
    put("wildcard", ec("secp256r1"), "*.a.test");
    assertThat(choose("EC", tls13("www.a.test", ANY))).isNull();
    assertThat(chosen("RSA", tls13("www.a.test", ANY))).isEqualTo("CN=exact");
    assertThat(chosen("EC", tls13("x.a.test", ANY))).isEqualTo("CN=wildcard");
    assertThat(choose("RSA", tls13("x.a.test", ANY))).isNull();
  }

  @Test
  void fallsBackIfThePeerCannotUseTheHostsCertificate() throws Exception {
    put("a", rsa(), "a.test");
    put("c", ec("secp521r1"), "c.test");
    put("b", ec("secp256r1"), "b.test");
    assertThat(chosen("EC", tls13("a.test", "SHA256withECDSA"))).isEqualTo("CN=b");
    assertThat(chosen("EC", tls13("a.test", "SHA256withECDSA", "SHA256withRSA")))
        .as("TLS 1.3 signs only with PSS")
        .isEqualTo("CN=b");
    assertThat(chosen("EC", tls12("a.test", "SHA256withECDSA"))).isEqualTo("CN=b");
    assertThat(chosen("RSA", tls13("b.test", "RSASSA-PSS"))).isEqualTo("CN=a");
    assertThat(chosen("RSA", tls12("b.test", "SHA256withRSA"))).isEqualTo("CN=a");
    assertThat(chosen("RSA", tls13("c.test", "RSASSA-PSS", "SHA256withECDSA"))).isEqualTo("CN=a");
    assertThat(chosen("RSA", tls12("c.test", "SHA256withRSA", "SHA256withECDSA")))
        .as("the client may not support the curve, and JSSE has tried EC already")
        .isEqualTo("CN=a");
    assertThat(chosen("EC", tls12("a.test", Set.of("EC"), ANY)))
        .as("the server has no cipher suite for RSA")
        .isEqualTo("CN=b");
  }

  @Test
  void fallsBackIfTheHostsCertificateIsUnusable() throws Exception {
    Instant now = clock.instant();
    put("expired", rsa(), "a.test", now.minusSeconds(100), now.minusSeconds(10));
    put("encipher", rsa(), "a.test", KeyUsage.keyEncipherment);
    put("b", ec("secp256r1"), "b.test");
    assertThat(chosen("EC", tls13("a.test", ANY))).isEqualTo("CN=b");
    assertThat(chosen("EC", tls12("a.test", ANY))).isEqualTo("CN=b");
  }

  @Test
  void keepsTheChoiceForTheNextKeyTypeDuringARotation() throws Exception {
    put("a", rsa(), "a.test");
    put("b", ec("secp256r1"), "b.test");
    assertThat(choose("EC", tls13("a.test", ANY))).isNull();
    put("a", ec("secp256r1"), "other.test");
    clock.advance(Duration.ofSeconds(2));
    assertThat(chosen("RSA", tls13("a.test", ANY))).isEqualTo("CN=a");
  }

  @Test
  void understandsTheKeyTypesOfBouncyCastle() throws Exception {
    put("p256", ec("secp256r1"), "a.test");
    put("p384", ec("secp384r1"), "a.test");
    put("signs", rsa(), "a.test", KeyUsage.digitalSignature);
    put("decrypts", rsa(), "a.test", KeyUsage.keyEncipherment);
    assertThat(chosen("EC/secp256r1", "EC", tls13("a.test", ANY))).isEqualTo("CN=p256");
    assertThat(chosen("EC/secp384r1", "EC", tls13("a.test", ANY))).isEqualTo("CN=p384");
    assertThat(choose("EC/secp521r1", tls13("a.test", ANY))).isNull();
    assertThat(choose("EC/brainpoolP256r1tls13", tls13("a.test", ANY))).isNull();
    assertThat(choose("Ed25519", tls13("a.test", ANY))).isNull();
    assertThat(chosen("ECDHE_ECDSA", "EC", tls12("a.test", ANY))).isEqualTo("CN=p384");
    assertThat(chosen("ECDHE_RSA", "RSA", tls12("a.test", ANY))).isEqualTo("CN=signs");
    assertThat(chosen("DHE_RSA", "RSA", tls12("a.test", ANY))).isEqualTo("CN=signs");
    assertThat(chosen("RSA", tls12("a.test", ANY))).isEqualTo("CN=decrypts");
    // BouncyCastle would decrypt with its own cipher, which a key in a vault does not allow.
    assertThat(choose("KE:RSA", tls12("a.test", ANY))).isNull();
    assertThat(choose("DHE_DSS", tls12("a.test", ANY))).isNull();
    assertThat(manager.getServerAliases("EC/secp384r1", null)).containsExactly("p384");
  }

  @Test
  void concurrentHandshakesShareOneReadingAfterAnIdleTime() throws Exception {
    Instant now = clock.instant();
    put("web", ec("secp256r1"), "a.test", now.minusSeconds(100), now.plusSeconds(3600));
    CountDownLatch looking = new CountDownLatch(1);
    CountDownLatch end = new CountDownLatch(1);
    AtomicBoolean slow = new AtomicBoolean();
    VaultKeyManager idle =
        new VaultKeyManager(
            List.of(
                builder(
                    () -> {
                      if (slow.getAndSet(false)) {
                        looking.countDown();
                        end.await();
                      }
                      return store;
                    })),
            clock);
    assertThat(idle.chooseServerAlias("EC", null, null)).isNotNull();
    clock.advance(Duration.ofHours(2));
    store.deleteEntry("web");
    put("renewed", ec("secp256r1"), "a.test");
    slow.set(true);
    FutureTask<String> first = new FutureTask<>(() -> idle.chooseServerAlias("EC", null, null));
    FutureTask<String> second = new FutureTask<>(() -> idle.chooseServerAlias("EC", null, null));
    new Thread(first, "first").start();
    looking.await();
    Thread thread = new Thread(second, "second");
    thread.start();
    while (thread.getState() != Thread.State.TIMED_WAITING && thread.isAlive()) {
      Thread.onSpinWait();
    }
    end.countDown();
    assertThat(second.get()).startsWith("0.renewed.");
    assertThat(first.get()).startsWith("0.renewed.");
  }

  @Test
  void aWildcardMatchesExactlyOneLabel() throws Exception {
    put("wildcard", ec("secp256r1"), "*.a.example");
    put("newest", ec("secp256r1"), "b.example");
    assertThat(chosen("EC", tls13("a.example", "SHA256withECDSA"))).isEqualTo("CN=newest");
    assertThat(chosen("EC", tls13("xa.example", "SHA256withECDSA"))).isEqualTo("CN=newest");
  }

  @Test
  void choosesTheNewestValidCertificate() throws Exception {
    Instant now = clock.instant();
    put("old", rsa(), "a.example", now.minusSeconds(300), now.plusSeconds(300));
    put("new", rsa(), "a.example", now.minusSeconds(200), now.plusSeconds(300));
    put("expired", rsa(), "a.example", now.minusSeconds(100), now.minusSeconds(10));
    put("early", rsa(), "a.example", now.plusSeconds(20), now.plusSeconds(300));
    Handshake client = tls13("a.example", "RSASSA-PSS");
    assertThat(chosen("RSA", client)).isEqualTo("CN=new");
    clock.advance(Duration.ofSeconds(30));
    assertThat(chosen("RSA", client)).isEqualTo("CN=early");
  }

  @Test
  void aPlainAliasReturnsAMatchingKeyAndChain() throws Exception {
    KeyPair first = ec("secp256r1");
    X509Certificate old = put("web", first, "a.example");
    assertThat(manager.getPrivateKey("web")).isEqualTo(first.getPrivate());
    KeyPair second = ec("secp256r1");
    X509Certificate current = put("web", second, "a.example");
    assertThat(manager.getCertificateChain("web")).containsExactly(old);
    assertThat(manager.getPrivateKey("web")).isEqualTo(second.getPrivate());
    assertThat(manager.getCertificateChain("web")).containsExactly(current);
    assertThat(manager.getPrivateKey("nobody")).isNull();
    assertThat(manager.getCertificateChain(null)).isNull();
  }

  @Test
  void aChosenAliasKeepsItsKeyAndChain() throws Exception {
    KeyPair first = ec("secp256r1");
    X509Certificate old = put("web", first, "a.example");
    Handshake client = tls13("a.example", "SHA256withECDSA");
    String alias = choose("EC", client);
    put("web", ec("secp256r1"), "a.example");
    clock.advance(Duration.ofSeconds(5));
    String next = choose("EC", client);
    assertThat(next).isNotEqualTo(alias);
    assertThat(manager.getCertificateChain(alias)).containsExactly(old);
    assertThat(manager.getPrivateKey(alias)).isEqualTo(first.getPrivate());
  }

  @Test
  void aReusedSerialNumberDoesNotSwapTheKey() throws Exception {
    KeyPair first = ec("secp256r1");
    X509Certificate old = put("web", first, "a.example");
    Handshake client = tls13("a.example", "SHA256withECDSA");
    String alias = choose("EC", client);
    serial--;
    KeyPair second = ec("secp256r1");
    X509Certificate current = put("web", second, "a.example");
    assertThat(current.getSerialNumber()).isEqualTo(old.getSerialNumber());
    clock.advance(Duration.ofSeconds(5));
    String next = choose("EC", client);
    assertThat(next).isNotEqualTo(alias);
    assertThat(manager.getCertificateChain(alias)).containsExactly(old);
    assertThat(manager.getPrivateKey(alias)).isEqualTo(first.getPrivate());
    assertThat(manager.getCertificateChain(next)).containsExactly(current);
    assertThat(manager.getPrivateKey(next)).isEqualTo(second.getPrivate());
    assertThat(alias).matches("0\\.web\\.[0-9a-f]{64}");
  }

  @Test
  void aRotationToAnotherKeyTypeKeepsHandshakesWorking() throws Exception {
    put("web", rsa(), "a.example");
    Handshake client = tls13("a.example", "SHA256withECDSA", "RSASSA-PSS");
    assertThat(chosen("RSA", client)).isEqualTo("CN=web");
    // JSSE tries EC first.
    assertThat(choose("EC", client)).isNull();
    put("web", ec("secp256r1"), "a.example");
    assertThat(chosen("RSA", client)).isEqualTo("CN=web");
    clock.advance(Duration.ofSeconds(2));
    assertThat(chosen("RSA", client)).isEqualTo("CN=web");
    clock.advance(Duration.ofSeconds(2));
    assertThat(choose("RSA", client)).isNull();
    assertThat(chosen("EC", client)).isEqualTo("CN=web");
  }

  @Test
  @EnabledIfSystemProperty(
      named = "vaultjca.full",
      matches = "true",
      disabledReason = "It runs with mvn -Pfull.")
  void remembersTheMostRecentlyUsedOfThousands() throws Exception {
    KeyPair pair = ec("secp256r1");
    for (int i = 0; i < HOSTS; i++) {
      put("host-" + i, pair, "host-" + i + ".example");
    }
    String first = choose("EC", tls13("host-0.example", "SHA256withECDSA"));
    for (int i = 1; i < HOSTS; i++) {
      Handshake client = tls13("host-" + i + ".example", "SHA256withECDSA");
      assertThat(chosen("EC", client)).isEqualTo("CN=host-" + i);
      if (i % 500 == 0) {
        assertThat(chosen("EC", tls13("host-0.example", "SHA256withECDSA"))).isEqualTo("CN=host-0");
      }
    }
    assertThat(manager.getPrivateKey(first)).isEqualTo(pair.getPrivate());
    assertThat(manager.getServerAliases("EC", null)).hasSize(HOSTS);
    assertThat(manager.getServerAliases("RSA", null)).isNull();
  }

  @Test
  void offersNoCertificateOfAnUnacceptedIssuer() throws Exception {
    X509Certificate certificate = put("client", ec("secp256r1"), "a.example");
    Principal[] known = {certificate.getIssuerX500Principal()};
    Principal[] unknown = {new X500Principal("CN=unknown")};
    assertThat(manager.chooseClientAlias(new String[] {"RSA", "EC"}, known, null)).isNotNull();
    assertThat(manager.chooseClientAlias(new String[] {"RSA", "EC"}, unknown, null)).isNull();
    assertThat(manager.getClientAliases("EC", unknown)).isNull();
  }

  @Test
  void aFactoryWithoutAKeyStoreHasNoKey() throws Exception {
    VaultKeyManagerFactorySpi factory = new VaultKeyManagerFactorySpi();
    factory.engineInit(null, null);
    KeyManager[] managers = factory.engineGetKeyManagers();
    assertThat(managers).hasSize(1);
    assertThat(((X509ExtendedKeyManager) managers[0]).chooseServerAlias("EC", null, null)).isNull();
  }

  @Test
  void refusesAFactoryThatIsNotInitialised() throws Exception {
    VaultKeyManagerFactorySpi factory = new VaultKeyManagerFactorySpi();
    assertThatThrownBy(factory::engineGetKeyManagers)
        .isExactlyInstanceOf(IllegalStateException.class)
        .hasMessage("The key manager factory AzureKeyVault is not initialised: call init first");
    assertThatThrownBy(() -> factory.engineInit(null))
        .isExactlyInstanceOf(InvalidAlgorithmParameterException.class);
    assertThatThrownBy(factory::engineGetKeyManagers)
        .isExactlyInstanceOf(IllegalStateException.class);
  }

  @Test
  void acceptsAKeyStoreOfTheJdk() throws Exception {
    KeyPair pair = ec("secp256r1");
    X509Certificate certificate = put("web", pair, "a.example");
    KeyStore pkcs12 = KeyStore.getInstance("PKCS12");
    pkcs12.load(null, null);
    pkcs12.setKeyEntry("web", pair.getPrivate(), PASSWORD, new X509Certificate[] {certificate});
    VaultKeyManagerFactorySpi factory = new VaultKeyManagerFactorySpi();
    factory.engineInit(pkcs12, PASSWORD);
    X509ExtendedKeyManager keys = (X509ExtendedKeyManager) factory.engineGetKeyManagers()[0];
    String alias = keys.chooseServerAlias("EC", null, null);
    assertThat(keys.getPrivateKey(alias)).isEqualTo(pair.getPrivate());
    assertThat(keys.getCertificateChain(alias)).containsExactly(certificate);
    assertThat(keys.getPrivateKey("web")).isEqualTo(pair.getPrivate());
  }

  private static KeyStore.Builder builder(Callable<KeyStore> source) {
    return new KeyStore.Builder() {
      @Override
      public KeyStore getKeyStore() throws KeyStoreException {
        try {
          return source.call();
        } catch (Exception e) {
          throw new KeyStoreException(e);
        }
      }

      @Override
      public KeyStore.ProtectionParameter getProtectionParameter(String alias) {
        return new KeyStore.PasswordProtection(PASSWORD);
      }
    };
  }

  private String choose(String keyType, Handshake client) {
    return manager.choose(List.of(keyType), null, client);
  }

  private String chosen(String keyType, Handshake client) {
    return chosen(keyType, keyType, client);
  }

  private String chosen(String keyType, String algorithm, Handshake client) {
    String alias = choose(keyType, client);
    assertThat(alias).as("%s for %s", keyType, client).isNotNull();
    PrivateKey key = manager.getPrivateKey(alias);
    assertThat(key.getAlgorithm()).isEqualTo(algorithm);
    return manager.getCertificateChain(alias)[0].getSubjectX500Principal().getName();
  }

  private X509Certificate put(String alias, KeyPair pair, String host) throws Exception {
    Instant now = clock.instant();
    // Each certificate is newer than the one before.
    return put(alias, pair, host, now.minusSeconds(100_000L - serial), now.plusSeconds(86_400));
  }

  private void put(String alias, KeyPair pair, String host, int keyUsage) throws Exception {
    Instant now = clock.instant();
    put(
        alias,
        pair,
        host,
        now.minusSeconds(100_000L - serial),
        now.plusSeconds(86_400),
        Optional.of(new KeyUsage(keyUsage)));
  }

  private X509Certificate put(
      String alias, KeyPair pair, String host, Instant notBefore, Instant notAfter)
      throws Exception {
    return put(alias, pair, host, notBefore, notAfter, Optional.empty());
  }

  private X509Certificate put(
      String alias,
      KeyPair pair,
      String host,
      Instant notBefore,
      Instant notAfter,
      Optional<KeyUsage> keyUsage)
      throws Exception {
    serial++;
    X500Name name = new X500Name("CN=" + alias.toLowerCase(Locale.ROOT));
    X509v3CertificateBuilder builder =
        new JcaX509v3CertificateBuilder(
                name,
                BigInteger.valueOf(serial),
                Date.from(notBefore),
                Date.from(notAfter),
                name,
                pair.getPublic())
            .addExtension(
                Extension.subjectAlternativeName,
                false,
                new GeneralNames(new GeneralName(GeneralName.dNSName, host)));
    if (keyUsage.isPresent()) {
      builder.addExtension(Extension.keyUsage, true, keyUsage.get());
    }
    X509Certificate certificate =
        new JcaX509CertificateConverter()
            .getCertificate(
                builder.build(
                    new JcaContentSignerBuilder("SHA256with" + signature(pair))
                        .build(pair.getPrivate())));
    store.setKeyEntry(alias, pair.getPrivate(), PASSWORD, new X509Certificate[] {certificate});
    return certificate;
  }

  private static String signature(KeyPair pair) {
    return pair.getPrivate().getAlgorithm().equals("EC") ? "ECDSA" : "RSA";
  }

  private static KeyPair ec(String curve) throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec(curve));
    return generator.generateKeyPair();
  }

  private static KeyPair rsa() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2048);
    return generator.generateKeyPair();
  }

  private static KeyStore emptyStore() {
    try {
      // Unlike PKCS12, JKS does not derive a slow key from the password for each entry.
      KeyStore store = KeyStore.getInstance("JKS");
      store.load(null, null);
      return store;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static Handshake tls13(String host, String... signatures) {
    return new Handshake(
        Handshake.Purpose.SERVER, Optional.of(host), true, Set.of(signatures), RSA_AND_EC);
  }

  private static Handshake tls12(String host, String... signatures) {
    return tls12(host, RSA_AND_EC, signatures);
  }

  private static Handshake tls12(String host, Set<String> keyAlgorithms, String... signatures) {
    return new Handshake(
        Handshake.Purpose.SERVER, Optional.of(host), false, Set.of(signatures), keyAlgorithms);
  }

  /** A clock that the test advances. */
  private static final class SettableClock extends Clock {
    private Instant now = Instant.now();

    void advance(Duration duration) {
      now = now.plus(duration);
    }

    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      throw new IllegalArgumentException("This clock has one zone");
    }
  }
}
