package io.vaultjca.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.vaultjca.embedded.VaultReplicas;
import io.vaultjca.embedded.VaultServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the commands of docs/scale.md, in two vaults. */
class ScalePageTest {
  private static final Path PAGE = Path.of("../../docs/scale.md");
  private static final String COMMAND = "java -jar vaultjca.jar ";

  @TempDir private Path folder;

  @Test
  void placesAKeyInTwoVaultsAndRotatesIt() throws Exception {
    List<List<String>> blocks = blocks();
    assertThat(blocks).hasSize(3);
    try (VaultReplicas vaults = VaultServer.builder().startReplicas(2)) {
      vaults.get(0).writeProperties(folder.resolve("west.properties"));
      vaults.get(1).writeProperties(folder.resolve("north.properties"));
      vaults.get(0).seed("{\"keys\": [{\"name\": \"release\", \"kty\": \"EC\"}]}");
      blocks.get(0).forEach(this::run);
      String restored = publicKey("west", "release");
      assertThat(publicKey("north", "release")).isEqualTo(restored);

      writeKey("tls.key");
      blocks.get(1).forEach(this::run);
      String imported = publicKey("west", "tls");
      assertThat(publicKey("north", "tls")).isEqualTo(imported).isNotEqualTo(restored);

      writeKey("next.key");
      blocks.get(2).forEach(this::run);
      assertThat(publicKey("west", "tls")).isNotEqualTo(imported);
      assertThat(publicKey("north", "tls")).isEqualTo(publicKey("west", "tls"));
    }
  }

  /** Restoring requires that the key does not exist. */
  @Test
  void restoringDoesNotReplaceAKey() throws Exception {
    try (VaultReplicas vaults = VaultServer.builder().startReplicas(2)) {
      vaults.seed("{\"keys\": [{\"name\": \"release\", \"kty\": \"EC\"}]}");
      vaults.get(0).writeProperties(folder.resolve("west.properties"));
      vaults.get(1).writeProperties(folder.resolve("north.properties"));
      List<String> commands = blocks().get(0);
      run(commands.get(0));
      Run refused = runOnly(commands.get(1));
      assertThat(refused.exitCode()).isEqualTo(1);
      assertThat(refused.err()).contains("409");
    }
  }

  private void run(String command) {
    Run run = runOnly(command);
    assertThat(run.exitCode()).as("%s%n%s", command, run.err()).isZero();
  }

  /** Runs a command of the page, with its files in the folder of the test. */
  private Run runOnly(String command) {
    assertThat(command).startsWith(COMMAND);
    String[] words =
        Arrays.stream(command.substring(COMMAND.length()).split(" ", -1))
            .map(
                word ->
                    word.matches("\\w+\\.(properties|backup|key)")
                        ? folder.resolve(word).toString()
                        : word)
            .toArray(String[]::new);
    return Run.withoutConfig().run(words);
  }

  private String publicKey(String vault, String key) {
    Run run = runOnly(COMMAND + "--config " + vault + ".properties keys public-key " + key);
    assertThat(run.exitCode()).as(run.err()).isZero();
    return run.out();
  }

  private void writeKey(String name) throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2048);
    String pem =
        Base64.getMimeEncoder(64, new byte[] {'\n'})
            .encodeToString(generator.generateKeyPair().getPrivate().getEncoded());
    Files.writeString(
        folder.resolve(name),
        "-----BEGIN PRIVATE KEY-----\n%s\n-----END PRIVATE KEY-----\n".formatted(pem));
  }

  private static List<List<String>> blocks() throws IOException {
    List<List<String>> blocks = new ArrayList<>();
    Pattern.compile("^```console\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL)
        .matcher(Files.readString(PAGE))
        .results()
        .forEach(
            block ->
                blocks.add(
                    block
                        .group(1)
                        .replace("\\\n", "")
                        .lines()
                        .map(line -> line.replaceAll(" +", " "))
                        .map(line -> line.substring("$ ".length()))
                        .toList()));
    return blocks;
  }
}
