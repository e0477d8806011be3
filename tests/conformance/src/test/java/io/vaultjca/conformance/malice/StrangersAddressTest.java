package io.vaultjca.conformance.malice;

import static org.assertj.core.api.Assertions.assertThat;

import io.vaultjca.conformance.faults.ChildJvm;
import io.vaultjca.conformance.fixture.Gateway;
import io.vaultjca.conformance.fixture.KeyStoreFile;
import io.vaultjca.embedded.VaultServer;
import io.vaultjca.embedded.http.Request;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Neither the identifier of a key nor a challenge decides where a token goes. The host names of
 * this test are in the hosts file of a separate JVM. They all resolve to one server, whose
 * certificate that JVM trusts.
 */
@Execution(ExecutionMode.CONCURRENT)
class StrangersAddressTest {
  private static final List<String> STRANGERS =
      List.of(
          "localhost",
          "example",
          "evil.example",
          "vault.evil.example",
          "vault.azure.net",
          "evilvault.azure.net",
          "x.vault.azure.net.evil.example",
          "x.vault.azure.com",
          "x.managedhsm.azure.net.example",
          "managedhsm.azure.net",
          "x.azure.net");
  private static final List<String> CLOUDS =
      List.of(
          "vault.azure.net",
          "vault.azure.cn",
          "vault.usgovcloudapi.net",
          "vault.microsoftazure.de",
          "managedhsm.azure.net",
          "managedhsm.azure.cn",
          "managedhsm.usgovcloudapi.net",
          "managedhsm.microsoftazure.de");

  /** By host, resources that are not a parent of it, or are a public suffix. */
  private static final Map<String, String> NO_PARENTS =
      Map.ofEntries(
          Map.entry("x.localhost", "https://localhost"),
          Map.entry("x.co.uk", "https://co.uk"),
          Map.entry("y.co.uk", "https://uk"),
          Map.entry("a.evil.example", "https://example"),
          Map.entry("b.evil.example", "https://EXAMPLE"),
          Map.entry("c.evil.example", "https://example."),
          Map.entry("d.evil.example", "https://user@example"),
          Map.entry("e.evil.example", "https://f.evil.example"),
          Map.entry("a.vault.azure.net", "https://net"),
          Map.entry("b.vault.azure.net", "https://managedhsm.azure.net"),
          Map.entry("c.vault.azure.net", "http://vault.azure.net"),
          Map.entry("d.vault.azure.net", "https://ault.azure.net"),
          Map.entry("e.vault.azure.net", "https://management.azure.com"));

  private static final Map<String, String> PARENTS =
      Map.of(
          "x.vault.corp.example", "https://vault.corp.example",
          "x.managedhsm.corp.example", "https://managedhsm.corp.example",
          "x.vault.example", "https://vault.example",
          "y.vault.azure.net", "https://vault.azure.net",
          "y.vault.usgovcloudapi.net", "https://vault.usgovcloudapi.net");

  @TempDir private Path folder;
  private VaultServer vault;
  private Gateway gateway;

  /** The credential of a program that has no configured vault. */
  private enum Credential {
    ACCESS_TOKEN,
    ACCESS_TOKEN_OF_THE_ENVIRONMENT,
    CLIENT_SECRET
  }

  @BeforeEach
  void start() {
    vault = VaultServer.start();
    vault.seed("{\"keys\":[{\"name\":\"x\",\"kty\":\"EC\"}]}");
    gateway = Gateway.to(vault, names().toArray(String[]::new));
  }

  private static Stream<String> names() {
    return Stream.of(
            STRANGERS.stream(),
            clouds().stream(),
            NO_PARENTS.keySet().stream(),
            PARENTS.keySet().stream())
        .flatMap(names -> names)
        .distinct();
  }

  private static List<String> clouds() {
    return CLOUDS.stream().map(suffix -> "y." + suffix).toList();
  }

  @AfterEach
  void close() {
    gateway.close();
    vault.close();
  }

  @ParameterizedTest
  @EnumSource(names = {"ACCESS_TOKEN", "ACCESS_TOKEN_OF_THE_ENVIRONMENT"})
  void accessTokenIsNotSentToTheHostOfAKid(Credential credential) throws Exception {
    gateway.challenge(StrangersAddressTest::resource);
    List<String> hosts = Stream.concat(STRANGERS.stream(), clouds().stream()).toList();
    List<String> output = run(credential, kids(hosts));
    assertThat(gateway.connections()).as("connections to unknown hosts").isZero();
    assertThat(gateway.scopes()).as("scopes of requested tokens").isEmpty();
    assertThat(output).hasSize(hosts.size()).allMatch(StrangersAddressTest::namesTheVaultToSet);
  }

  @Test
  void accessTokenIsNotSentForAPublicSuffixOrAnotherService() throws Exception {
    gateway.challenge(StrangersAddressTest::resource);
    List<String> output = run(Credential.ACCESS_TOKEN, inEachOf(NO_PARENTS));
    assertNoParentGotAToken(output);
    assertThat(gateway.scopes()).isEmpty();
  }

  /** All in one JVM, since each JVM has to load Azure Identity. */
  @Test
  void identityGetsTokensOnlyForTheServicesDomainsAndParents() throws Exception {
    gateway.challenge(StrangersAddressTest::resource);
    // The first cloud again, in another spelling.
    List<String> inClouds =
        Stream.concat(clouds().stream(), Stream.of("Y.VAULT.azure.NET")).toList();
    List<String> besideTheConfigured = List.of("evil.example", "vault.evil.example", "x.azure.net");
    Iterator<String> output =
        run(
                Credential.CLIENT_SECRET,
                Stream.of(
                        kids(STRANGERS),
                        kids(inClouds),
                        inEachOf(NO_PARENTS),
                        inEachOf(PARENTS),
                        // The configured vault is now the last of the parents.
                        kids(besideTheConfigured))
                    .flatMap(Stream::of)
                    .toArray(String[]::new))
            .iterator();
    assertThat(next(output, STRANGERS.size())).allMatch(StrangersAddressTest::namesTheVaultToSet);
    assertThat(next(output, inClouds.size())).containsOnly("signed true");
    assertNoParentGotAToken(next(output, NO_PARENTS.size()));
    assertThat(next(output, PARENTS.size())).containsOnly("signed true");
    assertThat(next(output, besideTheConfigured.size()))
        .allMatch(
            line ->
                line.startsWith("InvalidKeySpecException ") && line.contains("VaultKeySpec.in"));
    assertThat(output).isExhausted();
    assertThat(gateway.received())
        .extracting(StrangersAddressTest::host)
        .as("unknown hosts that got a request")
        .doesNotContainAnyElementsOf(STRANGERS);
    assertThat(gateway.scopes())
        .as("scopes of requested tokens")
        // A resource in both lists reuses its token.
        .containsExactlyInAnyOrderElementsOf(
            Stream.concat(CLOUDS.stream().map("https://"::concat), PARENTS.values().stream())
                .distinct()
                .map(resource -> resource + "/.default")
                .toList());
  }

  private static List<String> next(Iterator<String> lines, int number) {
    List<String> next = new ArrayList<>();
    while (next.size() < number && lines.hasNext()) {
      next.add(lines.next());
    }
    assertThat(next).hasSize(number);
    return next;
  }

  private static boolean namesTheVaultToSet(String line) {
    return line.startsWith("InvalidKeySpecException ")
        && line.contains("azure.keyvault.uri")
        && line.contains("VaultKeySpec.in");
  }

  private void assertNoParentGotAToken(List<String> output) {
    List<Request> asked =
        gateway.received().stream()
            .filter(request -> NO_PARENTS.containsKey(host(request)))
            .toList();
    assertThat(Gateway.withToken(asked))
        .extracting(request -> NO_PARENTS.get(host(request)))
        .as("challenges answered with a token")
        .isEmpty();
    assertThat(asked)
        .extracting(StrangersAddressTest::host)
        .containsExactlyInAnyOrderElementsOf(NO_PARENTS.keySet());
    assertThat(output)
        .hasSize(NO_PARENTS.size())
        .allMatch(
            line ->
                line.startsWith("InvalidKeySpecException ")
                    && line.contains("azure.keyvault.disable-challenge-resource-verification"));
  }

  /** Names the key x in each of the vaults. */
  private String[] inEachOf(Map<String, String> resources) {
    return resources.keySet().stream().map(host -> gateway.uri(host) + "#x").toArray(String[]::new);
  }

  private String[] kids(List<String> hosts) {
    return hosts.stream().map(host -> gateway.uri(host) + "/keys/x").toArray(String[]::new);
  }

  /** Returns the resource in a host's challenge: from the tables, or the host's parent. */
  private static String resource(Request request) {
    String host = host(request);
    String parent = "https://" + host.substring(host.indexOf('.') + 1).toLowerCase(Locale.ROOT);
    return NO_PARENTS.getOrDefault(host, PARENTS.getOrDefault(host, parent));
  }

  private static String host(Request request) {
    String host = request.header("Host").orElseThrow();
    return host.substring(0, host.indexOf(':'));
  }

  /** Runs the program in a JVM that resolves every name to the gateway. */
  private List<String> run(Credential credential, String... keys) throws Exception {
    String names =
        Stream.concat(names(), Stream.of("Y.VAULT.azure.NET"))
            .map(name -> "127.0.0.1 " + name + "\n")
            .collect(Collectors.joining());
    Path hosts = Files.writeString(folder.resolve("hosts"), names);
    KeyStoreFile file = KeyStoreFile.of(gateway.uri(), gateway.trusted());
    KeyStoreFile complete =
        switch (credential) {
          case ACCESS_TOKEN, ACCESS_TOKEN_OF_THE_ENVIRONMENT ->
              file.with("access-token", vault.accessToken());
          case CLIENT_SECRET -> file.application(vault.identity(), gateway.uri());
        };
    Map<String, String> settings = new TreeMap<>(complete.properties());
    settings.remove("azure.keyvault.uri");
    ChildJvm child = new ChildJvm(folder).option("-Djdk.net.hosts.file=" + hosts);
    boolean environment = credential.name().endsWith("ENVIRONMENT");
    if (!environment) {
      settings.forEach((name, value) -> child.option("-D" + name + "=" + value));
    }
    Map<String, String> variables =
        environment
            ? settings.entrySet().stream()
                .collect(
                    Collectors.toMap(
                        one ->
                            one.getKey()
                                .toUpperCase(Locale.ROOT)
                                .replace('.', '_')
                                .replace('-', '_'),
                        Map.Entry::getValue))
            : Map.of();
    return child.run(KidProgram.class, variables, keys);
  }
}
