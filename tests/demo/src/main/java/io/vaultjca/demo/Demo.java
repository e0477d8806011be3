package io.vaultjca.demo;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;

/**
 * Signs two JARs, from scratch: it starts an embedded vault, creates an RSA and a P-256 certificate
 * whose keys cannot leave it, signs with jarsigner and the provider, and verifies with jarsigner
 * alone.
 *
 * <p>Run it in the root of the source tree after a build. The exit status is 0 if every step
 * succeeds.
 */
public final class Demo {
  private static final String PROVIDER = "provider/target/vaultjca.jar";
  private static final String VAULT = "tests/embedded-vault/target/embedded-vault.jar";
  private static final String FOLDER = "target/demo";
  private static final String PROPERTIES = FOLDER + "/vault.properties";
  private static final String UNSIGNED = FOLDER + "/app.jar";
  private static final String TRUST = FOLDER + "/trust.p12";

  private final Account account;

  private Demo(Account account) {
    this.account = account;
  }

  /** Runs the demo; takes no arguments. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    Account account = new Account(new PrintStream(System.out, true, StandardCharsets.UTF_8));
    try {
      new Demo(account).run();
    } catch (StepFailed e) {
      account.failed(e);
      System.exit(1);
    }
  }

  private void run() throws IOException, InterruptedException, StepFailed {
    account.title("vaultjca: sign JARs with keys that stay in the vault");
    prepareFolder();

    account.step("Start a vault in the memory of this machine");
    Command start = Command.of("java", "-jar", VAULT, "--port", "0", "--properties", PROPERTIES);
    account.show(start);
    try (VaultProcess vault = VaultProcess.start(start, Path.of(FOLDER, "vault.log"))) {
      account.outcome("ready " + vault.uri(), vault.startTime());

      account.step("Create two certificates whose private keys cannot leave the vault");
      VaultClient client = new VaultClient(Path.of(PROPERTIES));
      create(client, "release-rsa", "RSA, 2048 bits", VaultClient.rsa2048());
      create(client, "release-p256", "EC, P-256", VaultClient.p256());

      account.step("Sign app.jar with each key, using this JDK's jarsigner");
      sign("release-rsa");
      sign("release-p256");
    }

    account.step("Verify with a plain JDK, without the provider and with the vault stopped");
    trust("release-rsa");
    trust("release-p256");
    verify("release-rsa");
    verify("release-p256");
    account.end(
        "Two JARs are signed with keys that never left their vault, and a plain JDK %s trusts them."
            .formatted(Runtime.version().feature()));
    tryNext();
  }

  private static void prepareFolder() throws IOException {
    Path folder = Path.of(FOLDER);
    if (Files.exists(folder)) {
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
    Files.createDirectories(folder);
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().putValue("Manifest-Version", "1.0");
    try (OutputStream out = Files.newOutputStream(Path.of(UNSIGNED));
        JarOutputStream jar = new JarOutputStream(out, manifest)) {
      jar.putNextEntry(new JarEntry("app/hello.txt"));
      jar.write("Hello from a signed JAR\n".getBytes(StandardCharsets.UTF_8));
      jar.closeEntry();
    }
  }

  private void create(VaultClient client, String name, String kind, VaultClient.KeyProperties key)
      throws IOException, InterruptedException, StepFailed {
    account.show("POST " + client.uri() + "/certificates/" + name + "/create  (" + kind + ")");
    VaultClient.Created created = client.createCertificate(name, key);
    Files.writeString(Path.of(FOLDER, name + ".pem"), created.pem());
    account.outcome("created " + created.subject(), created.requests(), created.time());
  }

  private void sign(String alias) throws IOException, InterruptedException, StepFailed {
    Command command =
        Command.of(
            "jarsigner",
            "-J--module-path=" + PROVIDER,
            "-addprovider",
            "AzureKeyVault",
            "-keystore",
            PROPERTIES,
            "-storetype",
            "AzureKeyVault",
            "-protected",
            "-signedjar",
            signed(alias),
            UNSIGNED,
            alias);
    account.show(command);
    // The JDK's HTTP client writes a line for each request.
    Command.Result result =
        command.with("-J-Djdk.httpclient.HttpClient.log=requests").run(Duration.ofMinutes(1));
    account.outcome(
        result.requireLine("jar signed."), result.errorLinesWith("REQUEST: "), result.time());
  }

  private void trust(String alias) throws IOException, InterruptedException, StepFailed {
    Command command =
        Command.of(
            "keytool",
            "-importcert",
            "-noprompt",
            "-alias",
            alias,
            "-file",
            FOLDER + "/" + alias + ".pem",
            "-keystore",
            TRUST,
            "-storepass",
            "changeit");
    account.show(command);
    Command.Result result = command.run(Duration.ofMinutes(1));
    account.outcome(result.requireLine("Certificate was added to keystore"), result.time());
  }

  private void verify(String alias) throws IOException, InterruptedException, StepFailed {
    Command command =
        Command.of(
            "jarsigner",
            "-verify",
            "-strict",
            "-keystore",
            TRUST,
            "-storepass",
            "changeit",
            signed(alias));
    account.show(command);
    Command.Result result = command.run(Duration.ofMinutes(1));
    account.outcome(result.requireLine("jar verified."), result.time());
  }

  private static String signed(String alias) {
    return FOLDER + "/app-" + alias + ".jar";
  }

  private void tryNext() {
    account.next(
        "A vault to play with, in a second terminal:",
        List.of(
            Command.of(
                "java", "-jar", VAULT, "--port", "8443", "--properties", "vault.properties")));
    account.next(
        "Your own vault: log in with \"az login\", write one line to azure.properties,\n"
            + "  azure.keyvault.uri=https://NAME.vault.azure.net, and sign:",
        List.of(
            Command.of(
                "jarsigner",
                "-J--module-path=" + PROVIDER,
                "-addprovider",
                "AzureKeyVault",
                "-keystore",
                "azure.properties",
                "-storetype",
                "AzureKeyVault",
                "-protected",
                "app.jar",
                "ALIAS")));
    account.next("Then read README.md.", List.of());
  }
}
