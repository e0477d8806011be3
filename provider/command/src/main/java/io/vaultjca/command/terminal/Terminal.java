package io.vaultjca.command.terminal;

import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * Where a command reads and writes: standard input, output and error, and the person in front of
 * it, if there is one.
 *
 * <p>For use by one thread.
 */
public final class Terminal {
  private static final String CLEAR_LINE = "\r\033[K";

  private final InputStream in;
  private final PrintStream out;
  private final PrintStream err;
  private final Optional<Person> person;
  private final Screen screen;
  private final Screen typing;
  private final Charset charset;

  private Terminal(
      InputStream in,
      PrintStream out,
      PrintStream err,
      Charset charset,
      Optional<Person> person,
      Screen screen,
      Screen typing) {
    this.screen = screen;
    this.typing = typing;
    this.in = in;
    this.out = out;
    this.err = err;
    this.charset = charset;
    this.person = person;
  }

  /** The one of this process. */
  public static Terminal system() {
    Optional<Person> person = console().map(Person::at);
    Screen screen = person.isPresent() ? Screen.SEEN : Screen.withoutConsole();
    Screen typing = person.isPresent() ? Screen.UNSEEN : Screen.ofTyping();
    return new Terminal(
        System.in, System.out, System.err, charsetOfTheSystem(), person, screen, typing);
  }

  /** JDK 17 names that of standard output only where that is a terminal. */
  private static Charset charsetOfTheSystem() {
    String name = System.getProperty("stdout.encoding", System.getProperty("sun.stdout.encoding"));
    return name == null ? Charset.defaultCharset() : Charset.forName(name);
  }

  /** Streams of UTF-8 without a person in front of them. */
  public static Terminal of(InputStream in, PrintStream out, PrintStream err) {
    return withoutPerson(in, out, err, Screen.UNSEEN);
  }

  static Terminal withoutPerson(InputStream in, PrintStream out, PrintStream err, Screen typing) {
    return new Terminal(
        in, out, err, StandardCharsets.UTF_8, Optional.empty(), Screen.UNSEEN, typing);
  }

  /** Streams of UTF-8 with a person in front of them. */
  public static Terminal of(InputStream in, PrintStream out, PrintStream err, Person person) {
    return new Terminal(
        in, out, err, StandardCharsets.UTF_8, Optional.of(person), Screen.SEEN, Screen.UNSEEN);
  }

  /** From JDK 22 on there may be a console that is not a terminal. */
  @SuppressWarnings("SystemConsoleNull") // Null before JDK 22; since then the console is asked.
  private static Optional<Console> console() {
    Console console = System.console();
    if (console == null) {
      return Optional.empty();
    }
    try {
      boolean terminal = (Boolean) Console.class.getMethod("isTerminal").invoke(console);
      return terminal ? Optional.of(console) : Optional.empty();
    } catch (NoSuchMethodException e) {
      return Optional.of(console);
    } catch (ReflectiveOperationException e) {
      return Optional.empty();
    }
  }

  public InputStream in() {
    return in;
  }

  public PrintStream out() {
    return out;
  }

  /** What standard output turns characters into. */
  public Charset charset() {
    return charset;
  }

  public PrintStream err() {
    return err;
  }

  /** Whether a person sees the output and can answer. */
  public boolean isInteractive() {
    return person.isPresent();
  }

  /** Whether standard output is a terminal, as far as is known. */
  public boolean showsOutput() {
    return screen == Screen.SEEN;
  }

  /** Whether standard output may be a terminal: then no secret goes there unasked. */
  public boolean mayShowOutput() {
    return screen != Screen.UNSEEN;
  }

  /** Asks a question that is answered by yes or no. */
  public boolean confirms(String question) throws CommandException {
    String answer =
        person
            .orElseThrow(
                () ->
                    new CommandException(
                        "%s There is no terminal to ask on: add --yes.".formatted(question)))
            .answer("%s [y/N] ".formatted(question));
    return answer != null && (answer.strip().equals("y") || answer.strip().equals("yes"));
  }

  /**
   * Reads a secret: without echo from the terminal, or else the first line of standard input. The
   * caller clears it.
   */
  public char[] secret(String prompt) throws CommandException, IOException {
    char[] secret;
    if (person.isPresent()) {
      secret = person.get().secret("%s: ".formatted(prompt));
    } else if (typing == Screen.SEEN) {
      throw new CommandException(
          ("%s cannot be asked for unseen, because standard output is no terminal: leave that to"
                  + " the terminal, or give the secret in a file.")
              .formatted(prompt));
    } else {
      // Standard input holds a secret alone: what is read ahead of its first line is lost to
      // nobody.
      Charset charset = StandardCharsets.UTF_8;
      String line = new BufferedReader(new InputStreamReader(in, charset)).readLine();
      secret = line == null ? null : line.toCharArray();
    }
    if (secret == null || secret.length == 0) {
      throw new CommandException(
          "%s: nothing was given, on the terminal or on standard input.".formatted(prompt));
    }
    return Arrays.copyOf(secret, secret.length);
  }

  /** Shows how far a long operation is, in the place of what was shown before. */
  public void progress(String line) {
    if (isInteractive()) {
      err.print(CLEAR_LINE + line);
      err.flush();
    }
  }

  /** Takes the progress away. */
  public void progressEnds() {
    if (isInteractive()) {
      err.print(CLEAR_LINE);
      err.flush();
    }
  }
}
