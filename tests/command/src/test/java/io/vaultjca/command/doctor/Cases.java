package io.vaultjca.command.doctor;

import io.vaultjca.embedded.Fault;
import io.vaultjca.embedded.ServerCertificate;
import io.vaultjca.embedded.VaultReplicas;
import io.vaultjca.embedded.VaultServer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/** All cases: each breaks one thing. */
final class Cases {
  private static final String ANOTHER_TENANT = "11111111-2222-3333-4444-555555555555";

  static final List<Case> ALL =
      List.of(
          Case.of("nothing", bench -> bench.doctor("release")),
          Case.of("nothing, and no alias", bench -> bench.doctor()),
          Case.of(
              "an application instead of a token", bench -> bench.application().doctor("release")),
          Case.of(
              "nothing, in a Managed HSM",
              bench ->
                  bench
                      .use(
                          VaultServer.builder().managedHsm(true).start(),
                          "{\"keys\":[{\"name\":\"release\",\"kty\":\"EC-HSM\"}]}")
                      .set("type", "managed-hsm")
                      .doctor("release")),
          // Configuration
          Case.of(
              "a setting is misspelt",
              bench -> bench.set("acess-token", "x").unset("access-token").doctor("release")),
          Case.of(
              "the configuration file is not there",
              bench -> bench.doctor(bench.folder().resolve("absent.properties"), "release")),
          Case.of(
              "the configuration file cannot be read",
              bench -> bench.doctor(bench.folder(), "release")),
          Case.of(
              "no vault is named",
              bench -> bench.unset("uri").doctor("release"),
              "an identifier must not decide where a token is sent"),
          // Network
          Case.of(
              "the host's name is wrong",
              bench -> bench.set("uri", "https://no-such-vault.invalid").doctor("release")),
          Case.of(
              "the port is wrong",
              bench -> bench.set("uri", "https://localhost:" + Doors.closed()).doctor("release"),
              "could not be refreshed and is served as it was … s ago"),
          Case.of(
              "a black hole takes connections and never answers",
              bench -> {
                try (Doors hole = Doors.silent()) {
                  return bench.set("uri", "https://localhost:" + hole.port()).doctor("release");
                }
              }),
          Case.of(
              "the proxy refuses",
              bench -> {
                try (Doors proxy = Doors.proxy("403 Forbidden")) {
                  return bench.doctorOf(
                      Map.of("HTTPS_PROXY", "127.0.0.1:" + proxy.port()), List.of(), "release");
                }
              },
              "the proxy HOST:PORT of …"),
          Case.of(
                  "the proxy asks for a login",
                  bench -> {
                    try (Doors proxy =
                        Doors.proxy(
                            "407 Authentication Required\r\nProxy-Authenticate: Basic realm=\"p\"")) {
                      return bench.doctorOf(
                          Map.of("HTTPS_PROXY", "user:secret@127.0.0.1:" + proxy.port()),
                          List.of(),
                          "release");
                    }
                  })
              .withFullAlone(),
          Case.of(
                  "the proxy is not there",
                  bench ->
                      bench.doctorOf(
                          Map.of("HTTPS_PROXY", "127.0.0.1:" + Doors.closed()),
                          List.of(),
                          "release"))
              .withFullAlone(),
          Case.of(
                  "the proxy's name is wrong",
                  bench ->
                      bench.doctorOf(
                          Map.of("https_proxy", "no-such-proxy.invalid:3128"),
                          List.of(),
                          "release"))
              .withFullAlone(),
          Case.of(
                  "the jar is on the class path of a JVM without java.net.http",
                  bench ->
                      bench.doctorOf(
                          Map.of(),
                          List.of("--limit-modules=java.base,java.logging,java.xml,java.sql"),
                          "release"),
                  "add the flag --add-modules=java.net.http")
              .withFullAlone(),
          // TLS
          Case.of(
              "the certificate's authority is not trusted",
              bench -> bench.unset("trust-certificates").doctor("release")),
          Case.of(
              "the certificate has expired",
              bench -> {
                bench.vault().show(ServerCertificate.EXPIRED);
                return bench.doctor("release");
              }),
          Case.of(
              "the certificate is for another host",
              bench -> {
                bench.vault().show(ServerCertificate.OTHER_HOST);
                return bench.doctor("release");
              }),
          Case.of(
                  "TLS is intercepted",
                  bench ->
                      bench
                          .use(realName(), Bench.SEED)
                          .unset("trust-certificates")
                          .doctorOf(Map.of(), hosts(bench), "release"))
              .withFullAlone(),
          // Challenge
          Case.of(
              "something else answers",
              bench -> {
                bench.vault().faults().inject("challenge", Fault.body(200, "<html>Log in</html>"));
                return bench.doctor("release");
              }),
          Case.of(
              "the challenge asks for a token of another service",
              bench -> bench.unset("disable-challenge-resource-verification").doctor("release"),
              "asks for a token of another service, which a token must not be sent to"),
          Case.of(
              "the tenant is another",
              bench -> bench.application().set("tenant-id", ANOTHER_TENANT).doctor("release"),
              "The vault's challenge named another tenant"),
          Case.of(
              "a Managed HSM is taken for a vault",
              bench ->
                  bench
                      .use(
                          VaultServer.builder().managedHsm(true).start(),
                          "{\"keys\":[{\"name\":\"release\",\"kty\":\"EC-HSM\"}]}")
                      .set("type", "vault")
                      .doctor("release"),
              "is taken for a Key Vault and calls itself a Managed HSM",
              "needs a Managed HSM, and https://… is taken for a Key Vault"),
          Case.of(
              "the clock is wrong",
              bench ->
                  bench
                      .use(
                          VaultServer.builder()
                              .clock(Clock.offset(Clock.systemUTC(), Duration.ofMinutes(-7)))
                              .start(),
                          Bench.SEED)
                      .doctor("release")),
          // Token
          Case.of(
              "the token has expired",
              bench ->
                  bench
                      .set(
                          "access-token",
                          token("https://vault.azure.net", tenant(bench), Duration.ofHours(-1)))
                      .doctor("release")),
          Case.of(
              "the token is for another service",
              bench ->
                  bench
                      .set(
                          "access-token",
                          token("https://graph.microsoft.com", tenant(bench), Duration.ofHours(1)))
                      .doctor("release")),
          Case.of(
              "the token is of another tenant",
              bench ->
                  bench
                      .set(
                          "access-token",
                          token("https://vault.azure.net", ANOTHER_TENANT, Duration.ofHours(1)))
                      .doctor("release")),
          Case.of(
              "the token was revoked",
              bench -> {
                bench.vault().revokeAccessTokens();
                return bench.doctor("release");
              },
              "the Key Vault answered 401 Unauthorized"),
          Case.of(
              "the application's secret is wrong",
              bench -> bench.application().set("client-secret", "wrong-secret").doctor("release")),
          Case.of(
                  "nobody is logged in",
                  bench ->
                      bench
                          .unset("access-token")
                          .doctorOf(
                              Map.of("AZURE_TOKEN_CREDENTIALS", "dev", "PATH", "/nonexistent"),
                              List.of(),
                              "release"),
                  "The credential default got no token")
              .withFullAlone(),
          // Permissions
          Case.of(
              "certificates cannot be listed",
              bench ->
                  bench
                      .permitting("certificates/get", "secrets/get", "keys/sign")
                      .doctor("release")),
          Case.of(
              "certificates cannot be read",
              bench ->
                  bench
                      .permitting("certificates/list", "secrets/get", "keys/sign")
                      .doctor("release")),
          Case.of(
              "the secret cannot be read",
              bench ->
                  bench
                      .permitting("certificates/list", "certificates/get", "keys/sign")
                      .doctor("release")),
          Case.of(
              "the role lacks signing",
              bench ->
                  bench
                      .permitting("certificates/list", "certificates/get", "secrets/get")
                      .doctor("release"),
              "403 Forbidden/ForbiddenByRbac"),
          Case.of(
              "the access policy lacks signing",
              bench ->
                  bench
                      .use(VaultServer.builder().accessPolicies(true).start(), Bench.SEED)
                      .permitting("certificates/list", "certificates/get", "secrets/get")
                      .doctor("release")),
          Case.of(
              "the vault's firewall refuses",
              bench -> {
                bench.vault().faults().inject("certificates/list", 9, firewall());
                bench.vault().faults().inject("certificates/get", 9, firewall());
                bench.vault().faults().inject("keys/sign", 9, firewall());
                return bench.doctor("release");
              }),
          Case.of(
              "the API's version is not known",
              bench -> {
                Fault unknown =
                    Fault.body(
                        400,
                        "{\"error\":{\"code\":\"BadParameter\",\"message\":\"The specified version"
                            + " (2026-04-01) is not recognized. Consider using the latest"
                            + " supported version (2025-07-01).\"}}");
                for (String operation : List.of("certificates/list", "certificates/get")) {
                  bench.vault().faults().inject(operation, 9, unknown);
                }
                return bench.set("api-version", "2026-04-01").doctor("release");
              },
              "is not recognized. Consider using the latest supported version"),
          // Entries
          Case.of(
              "the alias is misspelt",
              bench -> bench.doctor("relaese"),
              "The alias 'x' of … does not exist; the nearest alias is 'y'"),
          Case.of(
              "the view hides the alias", bench -> bench.set("aliases", "web-*").doctor("release")),
          Case.of(
              "the view names what is not there",
              bench -> bench.set("aliases", "release,web").doctor()),
          Case.of(
              "the certificate was deleted",
              bench -> {
                bench.use(VaultServer.builder().deletionDelay(Duration.ZERO).start(), Bench.SEED);
                Requests.delete(bench.vault(), "certificates/release");
                return bench.doctor("release");
              },
              "409 Conflict/ObjectIsDeletedButRecoverable"),
          Case.of(
              "the certificate is disabled",
              bench ->
                  seeded(bench, "{\"name\":\"off\",\"kty\":\"EC\",\"enabled\":false}")
                      .doctor("off"),
              "The alias 'x' of … is left out"),
          Case.of(
              "the certificate of the alias has expired",
              bench ->
                  seeded(bench, "{\"name\":\"old\",\"kty\":\"EC\",\"validity\":\"PT-5M\"}")
                      .doctor("old")),
          Case.of(
              "a certificate of the vault has expired",
              bench ->
                  seeded(bench, "{\"name\":\"old\",\"kty\":\"EC\",\"validity\":\"PT-5M\"}")
                      .doctor()),
          Case.of(
              "the certificate ends soon",
              bench ->
                  seeded(bench, "{\"name\":\"soon\",\"kty\":\"EC\",\"validity\":\"P10D\"}")
                      .doctor("soon")),
          Case.of(
              "the chain is its certificate alone",
              bench -> {
                bench
                    .vault()
                    .faults()
                    .inject("secrets/get", 9, Fault.rewritten(Cases::withoutIssuers));
                return bench.doctor("release");
              },
              "has a chain of its certificate alone"),
          Case.of(
              "the key is an ML-DSA key, and the API's version too old",
              bench ->
                  bench
                      .use(
                          VaultServer.builder().premium(true).start(),
                          "{\"keys\":[{\"name\":\"doc\",\"kty\":\"AKP\",\"alg\":\"ML-DSA-65\"}]}")
                      .doctor("doc"),
              "ML-DSA needs a preview of the service's interface"),
          Case.of(
                  "the key's size is not told",
                  bench ->
                      bench
                          .use(
                              VaultServer.builder().premium(true).start(),
                              "{\"keys\":[{\"name\":\"kek\",\"kty\":\"oct-HSM\",\"size\":256}]}")
                          .doctor("kek"),
                  "The service did not report the size of this key")
              .toldBy("entries"),
          Case.of(
                  "the key has no certificate",
                  bench ->
                      bench
                          .use(
                              VaultServer.start(),
                              "{\"keys\":[{\"name\":\"bare\",\"kty\":\"EC\"}]}")
                          .doctor("bare"))
              .toldBy("entries"),
          Case.of(
                  "TLS is intercepted, and trust-certificates says so",
                  bench ->
                      bench.use(realName(), Bench.SEED).doctorOf(Map.of(), hosts(bench), "release"))
              .withFullAlone()
              .toldBy("TLS"),
          // Signing
          Case.of(
              "the key is disabled",
              bench ->
                  bench
                      .use(
                          VaultServer.start(),
                          "{\"keys\":[{\"name\":\"off\",\"kty\":\"EC\",\"enabled\":false}]}")
                      .doctor("off"),
              "403 Forbidden/KeyDisabled"),
          Case.of(
              "the key may not sign",
              bench ->
                  bench
                      .use(
                          VaultServer.start(),
                          "{\"keys\":[{\"name\":\"check\",\"kty\":\"EC\",\"key_ops\":[\"verify\"]}]}")
                      .doctor("check"),
              "KeyOperationForbidden"),
          Case.of(
              "another key signs",
              bench -> {
                bench.vault().faults().inject("keys/sign", 9, Fault.rewritten(Cases::spoilt));
                return bench.doctor("release");
              },
              "does not verify with the public key"),
          Case.of(
              "the vault throttles, once",
              bench -> {
                bench
                    .vault()
                    .faults()
                    .inject("keys/sign", 1, Fault.throttled(Duration.ofMillis(20)));
                return bench.doctor("release");
              }),
          Case.of(
              "the vault throttles for long",
              bench -> {
                bench
                    .vault()
                    .faults()
                    .inject("certificates/list", 1, Fault.throttled(Duration.ofSeconds(60)));
                return bench.doctor("release");
              }),
          Case.of(
              "the vault hangs once it has been asked with a token",
              bench -> {
                for (String operation :
                    List.of("certificates/list", "certificates/get", "keys/sign")) {
                  bench.vault().faults().inject(operation, 9, Fault.hang());
                }
                return bench.set("request-timeout", "1s").set("max-retries", "0").doctor("release");
              }),
          // Replicas
          Case.of("nothing, with a replica", bench -> replicated(bench, vaults -> {}))
              .toldBy("replicas"),
          Case.of("a replica is away", bench -> replicated(bench, vaults -> vaults.get(1).stop())),
          Case.of(
              "a replica has another key",
              bench ->
                  replicated(
                      bench,
                      vaults -> {
                        Requests.create(vaults.get(1), "ours", "{\"kty\":\"EC\"}");
                      })),
          // This JVM
          Case.of(
                  "java.security misspells the provider",
                  bench ->
                      bench.doctorOf(Map.of(), registering(bench, "AzureKeyVaults"), "release"))
              .withFullAlone(),
          Case.of(
                  "java.security registers the provider behind the JDK's",
                  bench -> bench.doctorOf(Map.of(), registering(bench, "AzureKeyVault"), "release"),
                  "Missing key encoding")
              .toldBy("provider"),
          Case.of(
                  "the variable CLASSPATH names the jar, which jarsigner ignores",
                  bench -> bench.doctorOf(Map.of("CLASSPATH", Bench.jar()), List.of(), "release"),
                  "Provider named \"AzureKeyVault\" not found")
              .withFullAlone()
              .toldBy("provider"),
          Case.of(
                  "another provider has a key store of this type, and stands first",
                  bench ->
                      bench.doctorOf(
                          Map.of(),
                          List.of(
                              "-cp",
                              System.getProperty("java.class.path"),
                              FirstProvider.class.getName()),
                          "release"))
              .withFullAlone(),
          Case.of(
                  "java.security names a configuration that is not there",
                  bench ->
                      bench.doctorOf(
                          Map.of(), registering(bench, "AzureKeyVault /absent.conf"), "release"))
              .withFullAlone());

  private Cases() {}

  private static String tenant(Bench bench) {
    return bench.vault().identity().tenantId();
  }

  /** A token like those of the directory, but unsigned. */
  private static String token(String audience, String tenant, Duration validity) {
    String claims =
        "{\"aud\":\"%s\",\"tid\":\"%s\",\"appid\":\"a\",\"exp\":%s}"
            .formatted(audience, tenant, Instant.now().plus(validity).getEpochSecond());
    return "e30.%s.x"
        .formatted(
            Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(claims.getBytes(StandardCharsets.UTF_8)));
  }

  private static Fault firewall() {
    return Fault.body(
        403,
        "{\"error\":{\"code\":\"Forbidden\",\"message\":\"Client address is not authorized and caller"
            + " is not a trusted service.\",\"innererror\":{\"code\":\"ForbiddenByFirewall\"}}}");
  }

  private static Bench seeded(Bench bench, String certificate) {
    bench.vault().seed("{\"certificates\":[%s]}".formatted(certificate));
    return bench;
  }

  /** Keeps only the first certificate of a secret in PEM. */
  private static String withoutIssuers(String body) {
    String end = "-----END CERTIFICATE-----";
    int first = body.indexOf(end) + end.length();
    return body.substring(0, first) + "\\n" + body.substring(body.lastIndexOf(end) + end.length());
  }

  /** Changes the last bytes of a signature. */
  private static String spoilt(String body) {
    return body.replaceFirst("(\"value\":\"[^\"]*)[^\"]{8}\"", "$1AAAAAAAA\"");
  }

  /** A change of vaults that hold the same keys. */
  @FunctionalInterface
  private interface Change {
    void to(VaultReplicas vaults) throws Exception;
  }

  private static Shown replicated(Bench bench, Change change) throws Exception {
    try (VaultReplicas vaults = VaultServer.builder().startReplicas(2)) {
      vaults.seed("{\"keys\":[{\"name\":\"ours\",\"kty\":\"EC\"}]}");
      change.to(vaults);
      return bench.at(vaults.get(0)).set("replicas", vaults.get(1).uri().toString()).doctor("ours");
    }
  }

  /** A vault with a host name of the service. */
  private static VaultServer realName() {
    return VaultServer.builder().host("bank.vault.azure.net").start();
  }

  /** The options of a JVM that resolves this name to this machine. */
  private static List<String> hosts(Bench bench) throws Exception {
    Path hosts =
        Files.writeString(
            bench.folder().resolve("hosts"), "127.0.0.1 localhost bank.vault.azure.net\n");
    return List.of("-Djdk.net.hosts.file=" + hosts);
  }

  /** The options of a JVM whose java.security registers one more provider. */
  private static List<String> registering(Bench bench, String entry) throws Exception {
    int number = 1;
    while (java.security.Security.getProperty("security.provider." + number) != null) {
      number++;
    }
    Path file =
        Files.writeString(
            bench.folder().resolve("java.security"),
            "security.provider.%s=%s\n".formatted(number, entry));
    return List.of("-Djava.security.properties=" + file);
  }
}
