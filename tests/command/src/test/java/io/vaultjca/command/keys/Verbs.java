package io.vaultjca.command.keys;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.vaultjca.command.Run;
import io.vaultjca.embedded.VaultServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs the verbs of {@code keys} with one vault, in a folder for their files. */
record Verbs(Path config, Path folder) {
  /** Uses the newest preview of the API. */
  static Verbs preview(VaultServer vault, Path folder, String name) throws IOException {
    Path config = vault.writeProperties(folder.resolve(name));
    Files.writeString(
        config, "\nazure.keyvault.api-version=2026-07-01-preview\n", StandardOpenOption.APPEND);
    return new Verbs(config, folder);
  }

  /** Runs a verb, which must succeed and print nothing to standard error. */
  Run ok(String... arguments) {
    return Run.with(config).run(keys(arguments)).ok();
  }

  /** Runs a verb with {@code --json}, and parses its output. */
  JsonNode json(String... arguments) throws IOException {
    String[] all = Arrays.copyOf(arguments, arguments.length + 1);
    all[arguments.length] = "--json";
    return Run.with(config).run(keys(all)).json();
  }

  /** Runs a verb, which must fail with exit code 1, and returns its only message. */
  String failure(String... arguments) {
    Run run = Run.with(config).run(keys(arguments));
    assertThat(run.exitCode()).as(run.out() + run.err()).isEqualTo(1);
    assertThat(run.out()).isEmpty();
    assertThat(run.err().lines()).as(run.err()).hasSize(1);
    return run.err();
  }

  /** Runs a verb, which must fail with exit code 2, and returns its error output. */
  String misuse(String... arguments) {
    Run run = Run.with(config).run(keys(arguments));
    assertThat(run.exitCode()).as(run.out() + run.err()).isEqualTo(2);
    return run.err();
  }

  static String[] keys(String... arguments) {
    String[] all = new String[arguments.length + 1];
    all[0] = "keys";
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    return all;
  }

  Path path(String name) {
    return folder.resolve(name);
  }

  /** The path of a file in the folder. */
  String file(String name) {
    return path(name).toString();
  }

  String file(String name, byte[] content) throws IOException {
    Files.write(path(name), content);
    return file(name);
  }

  String file(String name, String content) throws IOException {
    return file(name, content.getBytes(StandardCharsets.UTF_8));
  }

  byte[] bytes(String name) throws IOException {
    return Files.readAllBytes(path(name));
  }

  /** Runs openssl in the folder, which must succeed, and returns its output. */
  String openssl(String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("openssl"));
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue()).as(output).isZero();
    return output;
  }
}
