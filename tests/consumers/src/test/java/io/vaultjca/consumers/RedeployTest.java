package io.vaultjca.consumers;

import static org.assertj.core.api.Assertions.assertThat;

import io.vaultjca.consumers.Tool.Outcome;
import io.vaultjca.consumers.fixture.AzureCli;
import io.vaultjca.consumers.fixture.Full;
import io.vaultjca.consumers.fixture.HeapDump;
import io.vaultjca.consumers.fixture.SoftwareKeys;
import io.vaultjca.embedded.Identity;
import io.vaultjca.embedded.SensitiveValues;
import io.vaultjca.embedded.VaultServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A web application that is redeployed repeatedly, and a key store that is no longer used: none of
 * their class loaders, threads and secrets stays in the JVM.
 */
@DisabledOnOs(OS.WINDOWS) // The Azure CLI's stand-in is a shell script.
@Execution(ExecutionMode.CONCURRENT)
@Full
class RedeployTest {
  private static final int DEPLOYMENTS = Integer.getInteger("vaultjca.redeployments", 20);

  @TempDir private Path folder;
  private VaultServer vault;
  private Identity identity;
  private Tool tool;
  private final Set<String> environment = new HashSet<>();
  private final Map<String, String> settings = new LinkedHashMap<>();

  /** The credential with which the application gets its tokens. */
  private enum Credential {
    ACCESS_TOKEN,
    CLIENT_SECRET,
    CLIENT_CERTIFICATE,
    MANAGED_IDENTITY,
    WORKLOAD_IDENTITY,
    ENVIRONMENT,
    AZURE_CLI,
    DEFAULT
  }

  @BeforeEach
  void start() throws IOException {
    vault = VaultServer.builder().recordSensitiveValues(true).start();
    vault.seed("{\"certificates\": [{\"name\": \"web\", \"kty\": \"EC\", \"chain\": 2}]}");
    identity = vault.identity();
    Path bin = Files.createDirectory(folder.resolve("bin"));
    tool = new Tool(folder).with("PATH", AzureCli.install(bin, vault.accessToken()));
    set("uri", vault.uri().toString());
    set("trust-certificates", vault.caCertificate().toString());
    set("disable-challenge-resource-verification", "true");
    set("authority-host", identity.authorityHost().toString());
    set("disable-instance-discovery", "true");
  }

  @AfterEach
  void close() {
    vault.close();
  }

  @ParameterizedTest
  @EnumSource
  void nothingRemainsOfARedeployedApplication(Credential credential) throws Exception {
    configure(credential);
    Left left = run("redeploy", DEPLOYMENTS);
    assertThat(left.loaders()).as("remaining class loaders").isZero();
    assertThat(left.threads()).as("remaining threads").isEqualTo("[]");
    assertThat(left.secrets()).as("secrets in the heap").isEmpty();
  }

  @ParameterizedTest
  @EnumSource(names = {"ACCESS_TOKEN", "CLIENT_SECRET"})
  void noSecretRemainsOfAnUnusedKeyStore(Credential credential) throws Exception {
    configure(credential);
    assertThat(run("drop", 1).secrets()).as("secrets in the heap").isEmpty();
  }

  @Test
  void sharedProviderDoesNotHoldTheApplicationThatUsedItFirst() throws Exception {
    configure(Credential.CLIENT_SECRET);
    Left left = run("share", 1);
    assertThat(left.loaders()).as("remaining class loaders").isZero();
    // The connection must be in use, otherwise this would prove nothing.
    assertThat(left.secrets()).isNotEmpty();
  }

  private void configure(Credential credential) throws Exception {
    set("credential", credential.name().toLowerCase(Locale.ROOT).replace('_', '-'));
    switch (credential) {
      case ACCESS_TOKEN -> set("access-token", vault.accessToken());
      case CLIENT_SECRET -> {
        application();
        set("client-secret", identity.clientSecret());
      }
      case CLIENT_CERTIFICATE -> {
        application();
        Path file = folder.resolve("application.p12");
        identity.registerCertificate(SoftwareKeys.rsa(file, "application"));
        set("client-certificate", file.toString());
        set("client-certificate-password", SigningCertificates.PASSWORD);
      }
      case MANAGED_IDENTITY, DEFAULT -> identity.imdsEnvironment().forEach(this::with);
      case WORKLOAD_IDENTITY -> {
        application();
        Path token = Files.writeString(folder.resolve("token"), identity.federatedToken());
        with("AZURE_FEDERATED_TOKEN_FILE", token.toString());
      }
      case ENVIRONMENT -> {
        with("AZURE_TENANT_ID", identity.tenantId());
        with("AZURE_CLIENT_ID", identity.clientId());
        with("AZURE_CLIENT_SECRET", identity.clientSecret());
      }
      case AZURE_CLI -> {
        // The script's output is enough.
      }
    }
  }

  private void application() {
    set("tenant-id", identity.tenantId());
    set("client-id", identity.clientId());
  }

  private void set(String name, String value) {
    settings.put("azure.keyvault." + name, value);
  }

  private void with(String variable, String value) {
    tool.with(variable, value);
    environment.add(value);
  }

  /**
   * What the program leaves behind.
   *
   * @param secrets the kinds of secrets that were sent and are still in its heap
   */
  private record Left(int loaders, String threads, Set<String> secrets) {}

  private Left run(String mode, int number) throws IOException {
    Path file = folder.resolve("vault.properties");
    Files.writeString(
        file,
        settings.entrySet().stream()
            .map(setting -> setting.getKey() + "=" + setting.getValue() + "\n")
            .collect(Collectors.joining()));
    Path dump = folder.resolve("heap.hprof");
    Outcome outcome =
        tool.run(
                "java",
                List.of(
                    "-Xmx256m",
                    // Most of the time is spent on loading the same classes repeatedly.
                    "-XX:TieredStopAtLevel=1",
                    "-XX:+UseSerialGC",
                    // Clear soft references at once.
                    "-XX:SoftRefLRUPolicyMSPerMB=0",
                    "-cp",
                    Product.programs().toString(),
                    "io.vaultjca.consumers.programs.RedeployProgram",
                    mode,
                    Product.jar().toString(),
                    Product.programs().toString(),
                    file.toString(),
                    Integer.toString(number),
                    dump.toString()))
            .succeeds();
    Left left =
        new Left(
            Integer.parseInt(after(outcome, "loaders ")),
            after(outcome, "threads "),
            HeapDump.find(dump, secrets()));
    Files.delete(dump);
    return left;
  }

  /** The secrets that were sent, except those in the environment of the process. */
  private Map<String, String> secrets() {
    Map<String, String> secrets = new HashMap<>();
    for (SensitiveValues.Value value : vault.sensitiveValues().values()) {
      String text = new String(value.bytes(), StandardCharsets.ISO_8859_1);
      if (!environment.contains(text)) {
        secrets.put(text, value.kind());
      }
    }
    assertThat(secrets).containsValue("access-token");
    return secrets;
  }

  private static String after(Outcome outcome, String name) {
    return outcome
        .output()
        .lines()
        .filter(line -> line.startsWith(name))
        .map(line -> line.substring(name.length()))
        .findFirst()
        .orElseThrow(() -> new AssertionError(outcome.output()));
  }
}
