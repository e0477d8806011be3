package io.vaultjca.conformance.issuers;

import static io.vaultjca.conformance.fixture.Await.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.vaultjca.Setting;
import io.vaultjca.conformance.faults.Warnings;
import io.vaultjca.conformance.keystore.OpenedVault;
import io.vaultjca.conformance.keystore.SettableClock;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.cert.CertPathValidator;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.zip.GZIPOutputStream;
import org.assertj.core.api.SoftAssertions;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.jcajce.JcaCertStore;
import org.bouncycastle.cms.CMSAbsentContent;
import org.bouncycastle.cms.CMSSignedDataGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Incomplete chains are completed from the addresses that their certificates name. */
class IssuersTest {
  private static final Duration HALF_AN_HOUR = Duration.ofMinutes(31);

  private OpenedVault vault;
  private IssuerServer server;
  private final SettableClock clock = new SettableClock();

  private TestAuthority root;
  private TestAuthority issuing;

  @BeforeEach
  void start() throws Exception {
    Warnings.listen();
    vault = OpenedVault.with("{\"keys\":[]}");
    server = new IssuerServer();
    root = TestAuthority.root("CN=Root");
    issuing = root.authority("CN=Issuing", server.at("/root.p7c"));
    server.serve("/issuing.cer", issuing.encoded());
    server.serve("/root.p7c", certificatesOnly(root.certificate()));
  }

  @AfterEach
  void close() throws Exception {
    server.close();
    vault.close();
  }

  private static byte[] certificatesOnly(X509Certificate... certificates) throws Exception {
    CMSSignedDataGenerator generator = new CMSSignedDataGenerator();
    generator.addCertificates(new JcaCertStore(Arrays.asList(certificates)));
    return generator.generate(new CMSAbsentContent()).getEncoded();
  }

  /** Puts a certificate and its key into the vault, without its issuers. */
  private void put(String name, TestAuthority leaf) {
    put(vault, name, leaf);
  }

  static void put(OpenedVault vault, String name, TestAuthority leaf) {
    vault
        .service()
        .send(
            "POST",
            "certificates/" + name + "/import",
            """
            {"value":"%s","policy":{"key_props":{"exportable":true},
             "secret_props":{"contentType":"application/x-pem-file"}}}"""
                .formatted(leaf.pem().replace("\r", "").replace("\n", "\\n")));
  }

  private KeyStore open() throws Exception {
    return open(Map.of());
  }

  private KeyStore open(Map<Setting, String> more) throws Exception {
    Map<Setting, String> settings = new LinkedHashMap<>();
    settings.put(Setting.CHAIN_FROM_ISSUERS, "true");
    settings.put(Setting.CHAIN_HOSTS, server.host());
    settings.putAll(more);
    return vault.open(clock, settings);
  }

  private String[] lines(String... more) {
    List<String> lines = new ArrayList<>(List.of(more));
    lines.add("azure.keyvault.chain-from-issuers=true");
    lines.add("azure.keyvault.chain-hosts=" + server.host());
    return lines.toArray(String[]::new);
  }

  private List<String> warnings(String... parts) {
    List<String> all = new ArrayList<>(List.of(parts));
    all.add(vault.server().uri().toString());
    return Warnings.all().containing(all.toArray(String[]::new));
  }

  @Test
  void theIssuersOfALeafAreFetchedOnceAndVerify() throws Exception {
    TestAuthority leaf = issuing.leaf("CN=web", server.at("/issuing.cer"));
    put("web", leaf);
    put("api", issuing.leaf("CN=api", server.at("/issuing.cer")));
    KeyStore store = vault.open(lines());
    assertThat(OpenedVault.aliases(store)).containsExactlyInAnyOrder("web", "api");
    assertThat(store.getCertificate("web")).isEqualTo(leaf.certificate());
    assertThat(store.isKeyEntry("web")).isTrue();
    assertThat(server.heads()).as("requests for the list and a certificate").isEmpty();

    Certificate[] chain = store.getCertificateChain("web");
    assertThat(chain)
        .containsExactly(leaf.certificate(), issuing.certificate(), root.certificate());
    PKIXParameters trust = new PKIXParameters(Set.of(new TrustAnchor(root.certificate(), null)));
    trust.setRevocationEnabled(false);
    CertPathValidator.getInstance("PKIX")
        .validate(
            CertificateFactory.getInstance("X.509").generateCertPath(List.of(chain[0], chain[1])),
            trust);
    assertThat(server.paths()).containsExactly("/issuing.cer", "/root.p7c");
    assertThat(server.heads())
        .allSatisfy(
            head ->
                assertThat(head.toLowerCase(java.util.Locale.ROOT))
                    .contains("host: " + server.host())
                    .doesNotContain("authorization", "bearer", "x-ms-", "cookie", "localhost"));

    KeyStore.PrivateKeyEntry entry = (KeyStore.PrivateKeyEntry) store.getEntry("api", null);
    assertThat(entry.getCertificateChain()).hasSize(3);
    KeyStore other = vault.open(lines("azure.keyvault.aliases=web"));
    assertThat(other.getCertificateChain("web")).hasSize(3);
    assertThat(server.heads())
        .as("requests after a second certificate of the same issuers")
        .hasSize(2);
    assertThat(warnings()).isEmpty();
  }

  @Test
  void acceptsOnePemFileWithAllIssuers() throws Exception {
    TestAuthority silent = root.authority("CN=Silent");
    server.serve(
        "/all.pem",
        ("All of them.\n"
                + TestAuthority.block("CERTIFICATE", root.encoded())
                + TestAuthority.block("CERTIFICATE", silent.encoded()))
            .getBytes(StandardCharsets.US_ASCII));
    put("web", silent.leaf("CN=web", "ldap:///CN=CA?cACertificate", server.at("/all.pem")));
    assertThat(open().getCertificateChain("web"))
        .hasSize(3)
        .endsWith(silent.certificate(), root.certificate());
    assertThat(server.paths()).containsExactly("/all.pem");
  }

  @Test
  void triesTheNextAddressIfTheFirstIsUseless() throws Exception {
    server.serve(
        "/moved", out -> out.write(IssuerServer.answer("302 Found", new byte[0], "Location: x")));
    server.serve("/x", out -> out.write(chunked(issuing.encoded())));
    put("web", issuing.leaf("CN=web", server.at("/none"), server.at("/moved")));
    assertThat(open().getCertificateChain("web")).hasSize(3);
    assertThat(server.paths()).containsExactly("/none", "/moved", "/x", "/root.p7c");
  }

  private static byte[] chunked(byte[] content) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(ascii("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"));
    out.writeBytes(ascii("a;x=y\r\n"));
    out.write(content, 0, 10);
    out.writeBytes(ascii("\r\n" + Integer.toHexString(content.length - 10) + "\r\n"));
    out.write(content, 10, content.length - 10);
    out.writeBytes(ascii("\r\n0\r\n\r\n"));
    return out.toByteArray();
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  @Test
  void completesTheChainWithoutReadingTheSecret() throws Exception {
    put("web", issuing.leaf("CN=web", server.at("/issuing.cer")));
    KeyStore store = open(Map.of(Setting.CHAIN_FROM_SECRET, "false"));
    assertThat(store.getCertificateChain("web")).hasSize(3);
    assertThat(vault.server().counters().requests("secrets/get")).isZero();
  }

  @Test
  void keepsAConfiguredChain(@org.junit.jupiter.api.io.TempDir java.nio.file.Path folder)
      throws Exception {
    put("web", issuing.leaf("CN=web", server.at("/issuing.cer")));
    java.nio.file.Path file = folder.resolve("chain.pem");
    java.nio.file.Files.writeString(file, TestAuthority.block("CERTIFICATE", issuing.encoded()));
    KeyStore store =
        vault.open(
            lines("azure.keyvault.certificate-chain.web=" + file.toString().replace('\\', '/')));
    assertThat(store.getCertificateChain("web")).hasSize(2);
    assertThat(server.heads()).isEmpty();
  }

  @Test
  void warnsOnceIfTheSettingIsMissing() throws Exception {
    put("web", issuing.leaf("CN=web", server.at("/issuing.cer")));
    KeyStore store = vault.open(clock);
    for (int i = 0; i < 3; i++) {
      assertThat(store.getCertificateChain("web")).hasSize(1);
      clock.advance(HALF_AN_HOUR);
    }
    assertThat(server.heads()).isEmpty();
    assertThat(warnings("The alias 'web'"))
        .hasSize(1)
        .first()
        .asString()
        .contains("azure.keyvault.chain-from-issuers=true", "azure.keyvault.certificate-chain.web");
    put("web", issuing.leaf("CN=web", server.at("/issuing.cer")));
    assertThat(vault.open(clock).getCertificateChain("web")).hasSize(1);
    assertThat(warnings("The alias 'web'")).as("warnings after another version").hasSize(2);
  }

  @Test
  void contactsNoAddressOfThisMachineThatIsNotConfigured() throws Exception {
    int port = Integer.parseInt(server.host().split(":", -1)[1]);
    Map<String, String> hosts = new LinkedHashMap<>();
    hosts.put("address", "127.0.0.1");
    hosts.put("name", "localhost");
    hosts.put("six", "[::1]");
    hosts.put("mapped", "[::ffff:127.0.0.1]");
    hosts.put("any", "0.0.0.0");
    for (Map.Entry<String, String> each : hosts.entrySet()) {
      put(each.getKey(), issuing.leaf("CN=x", "http://%s:%s/x".formatted(each.getValue(), port)));
    }
    // Another port of the same host is another host.
    KeyStore store = open(Map.of(Setting.CHAIN_HOSTS, "127.0.0.1:1, localhost"));
    for (String alias : hosts.keySet()) {
      assertThat(store.getCertificateChain(alias)).as(alias).hasSize(1);
      assertThat(warnings("The alias '" + alias + "'", "is not public, nor named")).hasSize(1);
    }
    assertThat(server.heads()).isEmpty();
  }

  @Test
  void anOutageLeavesTheChainAsItWas() throws Exception {
    put("web", issuing.leaf("CN=web", server.at("/issuing.cer")));
    KeyStore store = open();
    assertThat(store.getCertificateChain("web")).hasSize(3);
    server.serve("/issuing.cer", out -> out.write(ascii("HTTP/1.1 503 Busy\r\n\r\n")));
    server.serve("/root.p7c", ascii("<html>"));
    clock.advance(HALF_AN_HOUR);
    until(
        () -> {
          assertThat(store.getCertificateChain("web")).hasSize(3);
          return server.heads().size() == 4;
        });
    until(
        () ->
            Warnings.all()
                    .containing(server.at("/root.p7c"), "is served as it was 1860 s ago")
                    .size()
                == 1);
    until(
        () ->
            Warnings.all().containing(server.at("/issuing.cer"), "answers with status 503").size()
                == 1);
    assertThat(store.getCertificateChain("web")).hasSize(3);

    // A renewed certificate has the same issuers, none of which answers.
    TestAuthority renewed = issuing.leaf("CN=web", server.at("/issuing.cer"));
    put("web", renewed);
    until(
        () -> {
          clock.advance(HALF_AN_HOUR);
          Certificate[] chain = store.getCertificateChain("web");
          assertThat(chain).hasSize(3).endsWith(issuing.certificate(), root.certificate());
          return chain[0].equals(renewed.certificate());
        });
  }

  @Test
  void anotherCertificateAtAnIssuersAddressRemovesNothing() throws Exception {
    put("web", issuing.leaf("CN=web", server.at("/issuing.cer")));
    KeyStore store = open();
    assertThat(store.getCertificateChain("web")).hasSize(3);
    server.serve("/issuing.cer", TestAuthority.root("CN=Issuing").encoded());
    clock.advance(HALF_AN_HOUR);
    until(
        () -> {
          // The address is fetched again in the background, and the next read finds the answer.
          clock.advance(Duration.ofMinutes(5));
          assertThat(store.getCertificateChain("web")).hasSize(3);
          return !warnings("The alias 'web'", "that did not sign it").isEmpty();
        });
    assertThat(store.getCertificateChain("web")).hasSize(3);
  }

  @Test
  void retriesAMissingIssuerInTheBackground() throws Exception {
    put("web", issuing.leaf("CN=web", server.at("/late.cer")));
    KeyStore store = open();
    assertThat(store.getCertificateChain("web")).hasSize(1);
    clock.advance(Duration.ofMinutes(4));
    assertThat(store.getCertificateChain("web")).hasSize(1);
    assertThat(server.paths()).containsExactly("/late.cer");
    server.serve("/late.cer", issuing.encoded());
    clock.advance(Duration.ofMinutes(2));
    until(() -> store.getCertificateChain("web").length == 3);
    assertThat(warnings("The alias 'web'")).hasSize(1);
  }

  @Test
  void concurrentCallersSendOneRequest() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    server.serve(
        "/issuing.cer",
        out -> {
          go.await();
          out.write(IssuerServer.ok(issuing.encoded()));
        });
    put("web", issuing.leaf("CN=web", server.at("/issuing.cer")));
    put("api", issuing.leaf("CN=api", server.at("/issuing.cer")));
    KeyStore store = open();
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      List<Future<Integer>> lengths = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        String alias = i % 2 == 0 ? "web" : "api";
        lengths.add(threads.submit(() -> store.getCertificateChain(alias).length));
      }
      until(() -> !server.heads().isEmpty());
      go.countDown();
      for (Future<Integer> length : lengths) {
        assertThat(length.get(60, TimeUnit.SECONDS)).isEqualTo(3);
      }
    } finally {
      threads.shutdownNow();
    }
    assertThat(server.paths()).containsExactly("/issuing.cer", "/root.p7c");
  }

  @Test
  void keepsTheIssuersWhileAServerHangs() throws Exception {
    put("web", issuing.leaf("CN=web", server.at("/issuing.cer")));
    KeyStore store = open();
    assertThat(store.getCertificateChain("web")).hasSize(3);
    CountDownLatch end = new CountDownLatch(1);
    server.serve("/issuing.cer", out -> end.await());
    server.serve("/root.p7c", out -> end.await());
    try {
      TestAuthority renewed = issuing.leaf("CN=web", server.at("/issuing.cer"));
      put("web", renewed);
      until(
          () -> {
            clock.advance(HALF_AN_HOUR);
            Certificate[] chain = store.getCertificateChain("web");
            assertThat(chain).hasSize(3).endsWith(issuing.certificate(), root.certificate());
            return chain[0].equals(renewed.certificate());
          });
    } finally {
      end.countDown();
    }
  }

  /** The authority has become a root. */
  @Test
  void aCompleteChainReplacesALongerOne() throws Exception {
    put("web", issuing.leaf("CN=web", server.at("/issuing.cer")));
    KeyStore store = open();
    assertThat(store.getCertificateChain("web")).hasSize(3);
    String name = "CN=Issuing";
    TestAuthority.Form form = new TestAuthority.Form(true, -1, 86_400);
    X509Certificate itself = TestAuthority.sign(issuing.keys(), name, name, issuing.keys(), form);
    server.serve("/issuing.cer", itself.getEncoded());
    until(
        () -> {
          clock.advance(HALF_AN_HOUR);
          return store.getCertificateChain("web").length == 2;
        });
    assertThat(store.getCertificateChain("web")).endsWith(itself);
  }

  @Test
  void aFileOfManyAuthoritiesDoesNotMakeALongChain() throws Exception {
    TestAuthority last = root;
    StringBuilder file = new StringBuilder();
    for (int i = 0; i < 8; i++) {
      last = last.authority("CN=Step " + i);
      file.append(TestAuthority.block("CERTIFICATE", last.encoded()));
    }
    server.serve("/all.pem", ascii(file.toString()));
    put("deep", last.leaf("CN=deep", server.at("/all.pem")));
    assertThat(open().getCertificateChain("deep")).hasSize(6);
    assertThat(server.paths()).containsExactly("/all.pem");
    assertThat(warnings("The alias 'deep'", "after 5 steps")).hasSize(1);
  }

  /** A certificate that names a bad server, and the expected warning. */
  private record Bad(TestAuthority leaf, String warning) {}

  /** Each is requested once. The chain stays as the vault has it, and one line says why. */
  @Test
  void aBadServerDoesNoHarm() throws Exception {
    Map<String, Bad> cases = new LinkedHashMap<>();
    byte[] issuer = issuing.encoded();
    bad(cases, "not-found", "answers with status 404", out -> out.write(answer("404 No")));
    bad(cases, "failing", "answers with status 500", out -> out.write(answer("500 Failed")));
    bad(cases, "silent", "does not answer within 5 s", out -> server.hang());
    bad(cases, "dripping", "does not answer within 5 s", out -> drip(out, IssuerServer.ok(issuer)));
    bad(cases, "endless", "answers with more than 64 KiB", IssuersTest::endless);
    bad(
        cases,
        "huge",
        "answers with more than 64 KiB",
        out -> out.write(ascii("HTTP/1.1 200 OK\r\nContent-Length: 900000000\r\n\r\n")));
    bad(
        cases,
        "talkative",
        "answers with a head of more than 16 KiB",
        out -> {
          out.write(ascii("HTTP/1.1 200 OK\r\n"));
          while (true) {
            out.write(ascii("X-Header: value\r\n"));
          }
        });
    bad(
        cases,
        "short",
        "the answer breaks off",
        out -> out.write(Arrays.copyOf(IssuerServer.ok(issuer), 300)));
    bad(cases, "bomb", "answers in a compressed form", IssuersTest::bomb);
    bad(cases, "ssh", "does not answer by HTTP", out -> out.write(ascii("SSH-2.0-x\r\n\r\n")));
    bad(
        cases,
        "html",
        "answers with something other than a certificate",
        out -> out.write(IssuerServer.ok(ascii("<html><body>Welcome</body></html>"))));
    bad(
        cases,
        "cut",
        "answers with something other than a certificate",
        out -> out.write(IssuerServer.ok(Arrays.copyOf(issuer, issuer.length - 20))));
    redirecting(cases, "to-https", "https://127.0.0.1/x", "is not an HTTP address");
    redirecting(cases, "to-file", "file:///etc/passwd", "is not an HTTP address");
    redirecting(cases, "in-a-circle", server.at("/in-a-circle"), "redirects more than 3 times");
    redirecting(cases, "to-private", "http://10.0.0.1/x", "is not public, nor named");
    redirecting(cases, "to-metadata", "http://169.254.169.254/metadata", "not public, nor named");
    redirecting(cases, "to-wireserver", "http://168.63.129.16/machine", "not public, nor named");
    redirecting(cases, "to-user", "http://u:p@%s/x".formatted(server.host()), "name a valid host");
    try (IssuerServer other = new IssuerServer()) {
      other.serve("/x", issuer);
      redirecting(cases, "to-loopback", other.at("/x"), "is not public, nor named");
      // Another key with the same name.
      certificate(cases, "another", "that did not sign it", TestAuthority.root("CN=Issuing"));
      certificate(cases, "stranger", "has no certificate with that name", root);
      KeyPair keys = issuing.keys();
      certificate(
          cases,
          "no-authority",
          "that may not issue certificates",
          root.issue("CN=Issuing", keys, form(false, KeyUsage.keyCertSign, 86_400)));
      certificate(
          cases,
          "no-signer",
          "that may not issue certificates",
          root.issue("CN=Issuing", keys, form(true, KeyUsage.digitalSignature, 86_400)));
      certificate(
          cases,
          "expired",
          "that is not valid now",
          root.issue("CN=Issuing", keys, form(true, KeyUsage.keyCertSign, -60)));
      String closed = "127.0.0.1:" + closedPort();
      cases.put("refused", new Bad(issuing.leaf("CN=x", "http://" + closed + "/x"), "refused"));
      cases.put("ldap", new Bad(issuing.leaf("CN=x", "ldap://host/x"), "no HTTP address"));
      cases.put("nowhere", new Bad(issuing.leaf("CN=x"), "It names no address."));
      cases.forEach((name, bad) -> put(name, bad.leaf()));
      ask(open(Map.of(Setting.CHAIN_HOSTS, server.host() + ", " + closed)), cases);
      assertThat(other.heads()).as("requests to a server that is not configured").isEmpty();
    }
  }

  private void ask(KeyStore store, Map<String, Bad> cases) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(cases.size());
    SoftAssertions softly = new SoftAssertions();
    try {
      Map<String, Future<Certificate[]>> chains = new LinkedHashMap<>();
      for (String name : cases.keySet()) {
        chains.put(name, threads.submit(() -> store.getCertificateChain(name)));
      }
      for (Map.Entry<String, Bad> each : cases.entrySet()) {
        String name = each.getKey();
        softly
            .assertThat(chains.get(name).get(60, TimeUnit.SECONDS))
            .as(name)
            .containsExactly(each.getValue().leaf().certificate());
        List<String> warnings = warnings("The alias '" + name + "'");
        softly.assertThat(warnings).as(name).hasSize(1);
        softly.assertThat(String.join("", warnings)).as(name).contains(each.getValue().warning());
      }
    } finally {
      threads.shutdownNow();
    }
    softly.assertAll();
  }

  private void bad(Map<String, Bad> cases, String name, String warning, IssuerServer.Handler how)
      throws Exception {
    server.serve("/" + name, how);
    cases.put(name, new Bad(issuing.leaf("CN=" + name, server.at("/" + name)), warning));
  }

  private void redirecting(Map<String, Bad> cases, String name, String to, String warning)
      throws Exception {
    bad(
        cases,
        name,
        warning,
        out -> out.write(IssuerServer.answer("301 Moved", new byte[0], "Location: " + to)));
  }

  private void certificate(Map<String, Bad> cases, String name, String why, TestAuthority served)
      throws Exception {
    bad(cases, name, why, out -> out.write(IssuerServer.ok(served.encoded())));
  }

  private static TestAuthority.Form form(boolean authority, int usage, long seconds) {
    return new TestAuthority.Form(authority, usage, seconds);
  }

  private static byte[] answer(String status) {
    return IssuerServer.answer(status, ascii("no"));
  }

  private void drip(OutputStream out, byte[] content) throws Exception {
    for (byte each : content) {
      out.write(each);
      out.flush();
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
    }
  }

  private static void endless(OutputStream out) throws Exception {
    out.write(ascii("HTTP/1.1 200 OK\r\n\r\n"));
    while (true) {
      out.write(new byte[8192]);
    }
  }

  private static void bomb(OutputStream out) throws Exception {
    ByteArrayOutputStream small = new ByteArrayOutputStream();
    try (GZIPOutputStream zip = new GZIPOutputStream(small)) {
      zip.write(new byte[10 << 20]);
    }
    out.write(IssuerServer.ok(small.toByteArray(), "Content-Encoding: gzip"));
  }

  private static int closedPort() throws Exception {
    try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return closed.getLocalPort();
    }
  }

  @Test
  void authoritiesThatCertifyEachOtherEndTheChain() throws Exception {
    KeyPair a = TestAuthority.newKeys();
    KeyPair b = TestAuthority.newKeys();
    TestAuthority.Form form = form(true, KeyUsage.keyCertSign, 86_400);
    X509Certificate aByB = TestAuthority.sign(b, "CN=B", "CN=A", a, form, server.at("/b"));
    X509Certificate bByA = TestAuthority.sign(a, "CN=A", "CN=B", b, form, server.at("/a"));
    server.serve("/a", aByB.getEncoded()).serve("/b", bByA.getEncoded());
    put("loop", new TestAuthority(a, aByB).leaf("CN=loop", server.at("/a")));
    assertThat(open().getCertificateChain("loop")).hasSize(3).endsWith(aByB, bByA);
    assertThat(server.paths()).containsExactly("/a", "/b");
    assertThat(warnings("The alias 'loop'", "already in the chain")).hasSize(1);
  }

  @Test
  void stopsAfterFiveSteps() throws Exception {
    TestAuthority last = root;
    for (int i = 0; i < 7; i++) {
      String below = i == 0 ? "/root.p7c" : "/step" + i;
      last = last.authority("CN=Step " + (i + 1), server.at(below));
      server.serve("/step" + (i + 1), last.encoded());
    }
    put("deep", last.leaf("CN=deep", server.at("/step7")));
    assertThat(open().getCertificateChain("deep")).hasSize(6);
    assertThat(server.paths()).containsExactly("/step7", "/step6", "/step5", "/step4", "/step3");
    assertThat(warnings("The alias 'deep'", "after 5 steps")).hasSize(1);
  }
}
