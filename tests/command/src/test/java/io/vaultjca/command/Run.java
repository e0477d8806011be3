package io.vaultjca.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vaultjca.command.terminal.Person;
import io.vaultjca.command.terminal.Terminal;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.stream.Stream;

/**
 * One run of the command in this JVM.
 *
 * @param exitCode the exit code of the process
 * @param bytes standard output
 * @param err standard error
 */
@SuppressWarnings("ArrayRecordComponent") // Nobody compares runs.
public record Run(int exitCode, byte[] bytes, String err) {

  /** Standard output as text. */
  public String out() {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /** Checks that the run succeeded and printed nothing to standard error. */
  public Run ok() {
    assertThat(err).isEmpty();
    assertThat(exitCode).isZero();
    return this;
  }

  /** The parsed output of a successful run with {@code --json}. */
  public JsonNode json() throws IOException {
    return new ObjectMapper().readTree(ok().bytes());
  }

  /** Runs of the command with a key store file. */
  public static Caller with(Path config) {
    return new Caller(config, new byte[0], List.of());
  }

  /** Runs without a key store file. */
  public static Caller withoutConfig() {
    return new Caller(null, new byte[0], List.of());
  }

  /**
   * The environment of a run.
   *
   * @param config the key store file, or null
   * @param input standard input
   * @param answers the answers of the person at the terminal; empty if there is none
   */
  @SuppressWarnings("ArrayRecordComponent") // Nobody compares callers.
  public record Caller(Path config, byte[] input, List<String> answers) {
    /** Sets standard input. */
    public Caller input(byte[] bytes) {
      return new Caller(config, bytes, answers);
    }

    /** Adds a person at the terminal, with these answers. */
    public Caller answering(String... lines) {
      return new Caller(config, input, List.of(lines));
    }

    /** Runs the command. */
    public Run run(String... arguments) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      ByteArrayOutputStream err = new ByteArrayOutputStream();
      PrintStream outStream = new PrintStream(out, true, StandardCharsets.UTF_8);
      PrintStream errStream = new PrintStream(err, true, StandardCharsets.UTF_8);
      ByteArrayInputStream in = new ByteArrayInputStream(input);
      Terminal terminal =
          answers.isEmpty()
              ? Terminal.of(in, outStream, errStream)
              : Terminal.of(in, outStream, errStream, new Answers(new ArrayDeque<>(answers)));
      Stream<String> given =
          config == null ? Stream.of() : Stream.of("--config", config.toString());
      int exitCode =
          Vaultjca.run(terminal, Stream.concat(given, Stream.of(arguments)).toArray(String[]::new));
      return new Run(exitCode, out.toByteArray(), err.toString(StandardCharsets.UTF_8));
    }
  }

  private record Answers(Deque<String> lines) implements Person {
    @Override
    public String answer(String prompt) {
      return lines.poll();
    }

    @Override
    public char[] secret(String prompt) {
      String line = lines.poll();
      return line == null ? null : line.toCharArray();
    }
  }
}
