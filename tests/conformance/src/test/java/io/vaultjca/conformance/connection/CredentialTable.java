package io.vaultjca.conformance.connection;

import io.vaultjca.conformance.keystore.OpenedVault;
import io.vaultjca.embedded.Identity;
import io.vaultjca.embedded.VaultServer;
import io.vaultjca.embedded.identity.TokenRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;

/**
 * Makes the table of docs/credentials.md. It runs each credential in a separate JVM and shows the
 * requests for its tokens, and their number when sixteen threads need a token that is due for
 * renewal. Run it by hand; its exit code is 1 if a token was renewed more than once, too late or
 * not at all. The tokens live for 60 seconds, or as long as {@code credentials.lifetime} says.
 * Above ten minutes they are renewed five minutes ahead, below that after half their lifetime:
 *
 * <pre>{@code
 * mvn -q -Pcredentials -DskipTests -pl tests/conformance -am verify [-Dcredentials.lifetime=620]
 * }</pre>
 */
public final class CredentialTable {
  private static final int THREADS = 16;
  private static final Duration RENEWED_AHEAD = Duration.ofMinutes(5);

  private final Path folder;
  private final Duration lifetime;
  private final Duration due;

  private CredentialTable(Path folder, Duration lifetime) {
    this.folder = folder;
    this.lifetime = lifetime;
    Duration half = lifetime.dividedBy(2);
    this.due = lifetime.minus(RENEWED_AHEAD.compareTo(half) < 0 ? RENEWED_AHEAD : half);
  }

  /**
   * A row of the table.
   *
   * @param credential its name in a configuration
   * @param configuration the settings, as the table shows them
   * @param settings the lines of the key store file
   * @param environment the environment variables
   * @param password the key store's password, or null
   * @param tokens the expected number of requests for tokens
   */
  private record Row(
      String credential,
      String configuration,
      List<String> settings,
      Map<String, String> environment,
      String password,
      int tokens) {}

  /** Makes a row for a vault. */
  private interface Rows {
    Row of(OpenedVault vault, Path own) throws Exception;
  }

  /** The argument is the lifetime of the tokens, in seconds. */
  public static void main(String[] arguments) throws Exception {
    Path folder = Files.createTempDirectory("credentials");
    CredentialTable table =
        new CredentialTable(folder, Duration.ofSeconds(Long.parseLong(arguments[0])));
    System.exit(table.print() ? 0 : 1);
  }

  private boolean print() throws Exception {
    List<Rows> all =
        List.of(
            (vault, own) ->
                new Row(
                    "access-token",
                    "`access-token`",
                    List.of("access-token=" + token(vault)),
                    Map.of(),
                    null,
                    0),
            (vault, own) ->
                new Row(
                    "password-is-access-token",
                    "`credential`, the password",
                    List.of("credential=password-is-access-token"),
                    Map.of(),
                    token(vault),
                    0),
            (vault, own) ->
                new Row(
                    "client-secret",
                    "`tenant-id`, `client-id`, `client-secret`",
                    application(vault, "client-secret=" + identity(vault).clientSecret()),
                    Map.of(),
                    null,
                    2),
            (vault, own) ->
                new Row(
                    "password-is-client-secret",
                    "`credential`, `tenant-id`, `client-id`, the password",
                    application(vault, "credential=password-is-client-secret"),
                    Map.of(),
                    identity(vault).clientSecret(),
                    2),
            (vault, own) ->
                new Row(
                    "client-certificate",
                    "`tenant-id`, `client-id`, `client-certificate` (PEM)",
                    application(vault, "client-certificate=" + certificate(vault, own, "app.pem")),
                    Map.of(),
                    null,
                    2),
            (vault, own) ->
                new Row(
                    "client-certificate",
                    "the same and `client-certificate-password` (PKCS#12)",
                    application(
                        vault,
                        "client-certificate=" + certificate(vault, own, "app.p12"),
                        "client-certificate-password=" + ApplicationCertificate.PASSWORD),
                    Map.of(),
                    null,
                    2),
            (vault, own) ->
                new Row(
                    "environment",
                    "`credential`; `AZURE_TENANT_ID`, `AZURE_CLIENT_ID`, `AZURE_CLIENT_SECRET`",
                    authority(vault, "credential=environment"),
                    Map.of(
                        "AZURE_TENANT_ID", identity(vault).tenantId(),
                        "AZURE_CLIENT_ID", identity(vault).clientId(),
                        "AZURE_CLIENT_SECRET", identity(vault).clientSecret()),
                    null,
                    2),
            (vault, own) ->
                new Row(
                    "workload-identity",
                    "`credential`, `tenant-id`, `client-id`; `AZURE_FEDERATED_TOKEN_FILE`",
                    application(vault, "credential=workload-identity"),
                    Map.of(
                        "AZURE_FEDERATED_TOKEN_FILE",
                        Files.writeString(own.resolve("token"), identity(vault).federatedToken())
                            .toString()),
                    null,
                    2),
            (vault, own) ->
                new Row(
                    "managed-identity",
                    "`credential`; App Service",
                    List.of("credential=managed-identity"),
                    identity(vault).appServiceEnvironment(),
                    null,
                    2),
            (vault, own) ->
                new Row(
                    "managed-identity",
                    "`managed-identity`; a virtual machine (IMDS)",
                    List.of("managed-identity=" + identity(vault).clientId()),
                    identity(vault).imdsEnvironment(),
                    null,
                    2),
            (vault, own) ->
                new Row(
                    "azure-cli",
                    "`credential`; `az` on the path",
                    List.of("credential=azure-cli"),
                    azureCli(vault, own),
                    null,
                    2),
            (vault, own) ->
                new Row(
                    "default",
                    "none; what App Service sets",
                    authority(vault),
                    identity(vault).appServiceEnvironment(),
                    null,
                    2));
    System.out.println("| credential | settings | request for each token | tokens |");
    System.out.println("| --- | --- | --- | --- |");
    // Several at a time: while one waits for its token to age, others work.
    ExecutorService threads = Executors.newFixedThreadPool(6);
    List<Future<String>> lines = new ArrayList<>();
    for (Rows row : all) {
      lines.add(threads.submit(() -> line(row)));
    }
    boolean good = true;
    for (Future<String> line : lines) {
      System.out.println(line.get());
      good &= !line.get().contains("NOT");
    }
    threads.shutdown();
    return good;
  }

  private String line(Rows rows) throws Exception {
    String certificates =
        "{\"certificates\":[{\"name\":\"c%%02d\",\"count\":%s,\"kty\":\"EC\"}]}".formatted(THREADS);
    try (OpenedVault vault =
        OpenedVault.of(VaultServer.builder().tokenLifetime(lifetime).start(), certificates)) {
      Path own = Files.createTempDirectory(folder, "row");
      Row row = rows.of(vault, own);
      String age = run(row, vault, own);
      List<String> sent = sent(vault, own);
      boolean good =
          age.matches("\\d+")
              && Long.parseLong(age) < lifetime.toSeconds()
              && sent.size() == row.tokens()
              && vault.server().counters().requests("keys/sign") == THREADS;
      return "| %s | %s | %s | %s%s |"
          .formatted(
              row.credential(),
              row.configuration(),
              sent.isEmpty() ? "none" : sent.stream().distinct().collect(Collectors.joining("; ")),
              row.tokens() == 0 ? "the configured one" : "one, one more for 16 threads",
              good ? "" : " NOT: " + age + ", sent " + sent);
    }
  }

  private String run(Row row, OpenedVault vault, Path own) throws Exception {
    Path file = own.resolve("vault.properties");
    List<String> lines = new ArrayList<>();
    new String(vault.file("unused"), StandardCharsets.UTF_8)
        .lines()
        .filter(line -> !line.contains("access-token"))
        .forEach(lines::add);
    row.settings().forEach(line -> lines.add("azure.keyvault." + line));
    Files.write(file, lines);
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                RenewingProgram.class.getName(),
                file.toString(),
                Long.toString(due.toSeconds() + 1)));
    if (row.password() != null) {
      command.add(row.password());
    }
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder
        .environment()
        .keySet()
        .removeIf(
            name -> name.toLowerCase(Locale.ROOT).contains("proxy") || name.startsWith("AZURE"));
    builder.environment().putAll(row.environment());
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return output.lines().reduce((first, last) -> last).orElse("");
  }

  /** The requests for which a token was issued. */
  private static List<String> sent(OpenedVault vault, Path own) throws IOException {
    List<String> sent =
        identity(vault).requests().stream()
            .filter(TokenRequest::granted)
            .map(request -> describe(request, identity(vault)))
            .collect(Collectors.toCollection(ArrayList::new));
    Path calls = own.resolve("calls");
    if (Files.exists(calls)) {
      Files.readAllLines(calls)
          .forEach(call -> sent.add(call.replace(identity(vault).tenantId(), "TENANT")));
    }
    return sent;
  }

  private static String describe(TokenRequest request, Identity identity) {
    String who = request.clientId().equals(identity.clientId()) ? " of the client id" : "";
    return switch (request.style()) {
          case "client-secret" -> "the secret" + who + " to TENANT/oauth2/v2.0/token, ";
          case "client-certificate" -> "an assertion" + who + " to TENANT/oauth2/v2.0/token, ";
          case "federated-token" -> "the file's token" + who + " to TENANT/oauth2/v2.0/token, ";
          case "app-service" -> "GET `IDENTITY_ENDPOINT` with `IDENTITY_HEADER`" + who + ", ";
          default -> "GET /metadata/identity/oauth2/token" + who + ", ";
        }
        + (request.tenantId().isEmpty() ? "resource " : "scope ")
        + request.scope();
  }

  private static Identity identity(OpenedVault vault) {
    return vault.server().identity();
  }

  private static String token(OpenedVault vault) {
    return vault.server().accessToken();
  }

  private static List<String> authority(OpenedVault vault, String... more) {
    List<String> lines = new ArrayList<>(List.of(more));
    lines.add("authority-host=" + identity(vault).authorityHost());
    lines.add("disable-instance-discovery=true");
    return lines;
  }

  private static List<String> application(OpenedVault vault, String... more) {
    List<String> lines = authority(vault, more);
    lines.add("tenant-id=" + identity(vault).tenantId());
    lines.add("client-id=" + identity(vault).clientId());
    return lines;
  }

  private static Path certificate(OpenedVault vault, Path own, String name) throws Exception {
    ApplicationCertificate certificate = ApplicationCertificate.make();
    identity(vault).registerCertificate(certificate.certificate());
    return certificate.write(own.resolve(name));
  }

  /**
   * An az that records its arguments and prints a token with the lifetime of the vault's tokens.
   */
  private Map<String, String> azureCli(OpenedVault vault, Path own) throws IOException {
    Path bin = Files.createDirectory(own.resolve("bin"));
    Path az = bin.resolve("az");
    // The second token differs; this vault accepts both.
    Files.writeString(
        az,
        """
        #!/bin/sh
        echo "\\`az $*\\`" >> '%s'
        echo "{\\"accessToken\\":\\"%s\\",\\"expires_on\\":$(($(date +%%s) + %d)),\\"expiresOn\\":\\"$(date -u -d "+%d seconds" '+%%Y-%%m-%%d %%H:%%M:%%S.000000')\\",\\"tokenType\\":\\"Bearer\\"}"
        """
            .formatted(
                own.resolve("calls"), token(vault), lifetime.toSeconds(), lifetime.toSeconds()));
    Files.setPosixFilePermissions(az, PosixFilePermissions.fromString("rwx------"));
    return Map.of("PATH", bin + ":" + System.getenv("PATH"));
  }
}
