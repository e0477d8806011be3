package io.vaultjca.command.terminal;

import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Standard input, output and error of a command, and the person at the terminal, if there is one.
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

  /** The terminal of this process. */
  public static Terminal system() {
    Optional<Person> person = console().map(Person::at);
    Screen screen = person.isPresent() ? Screen.SEEN : Screen.withoutConsole();
    Screen typing = person.isPresent() ? Screen.UNSEEN : Screen.ofTyping();
    return new Terminal(
        System.in, System.out, System.err, charsetOfTheSystem(), person, screen, typing);
  }

  /** On JDK 17 the property exists only if standard output is a terminal. */
  private static Charset charsetOfTheSystem() {
    String name = System.getProperty("stdout.encoding", System.getProperty("sun.stdout.encoding"));
    return name == null ? Charset.defaultCharset() : Charset.forName(name);
  }

  /** Creates one of UTF-8 streams, without a person. */
  public static Terminal of(InputStream in, PrintStream out, PrintStream err) {
    return withoutPerson(in, out, err, Screen.UNSEEN);
  }

  static Terminal withoutPerson(InputStream in, PrintStream out, PrintStream err, Screen typing) {
    return new Terminal(
        in, out, err, StandardCharsets.UTF_8, Optional.empty(), Screen.UNSEEN, typing);
  }

  /** Creates one of UTF-8 streams, with a person. */
  public static Terminal of(InputStream in, PrintStream out, PrintStream err, Person person) {
    return new Terminal(
        in, out, err, StandardCharsets.UTF_8, Optional.of(person), Screen.SEEN, Screen.UNSEEN);
  }

  /** Since JDK 22 a console may exist that is not a terminal. */
  @SuppressWarnings("SystemConsoleNull") // Null before JDK 22; since then isTerminal decides.
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

  /** The encoding of standard output. */
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

  /** Whether standard output is known to be a terminal. */
  public boolean showsOutput() {
    return screen == Screen.SEEN;
  }

  /** Whether standard output may be a terminal, where no secret is shown without a request. */
  public boolean mayShowOutput() {
    return screen == Screen.SEEN || screen == Screen.UNKNOWN;
  }

  /** Whether standard output is a pipe, whose reader may close it at any time. */
  public boolean isPiped() {
    return screen == Screen.PIPED;
  }

  /** Prints a message to standard error; an encoding without the ellipsis gets three dots. */
  public void error(String message) {
    boolean known = charset.newEncoder().canEncode('…');
    err.println(known ? message : message.replace("…", "..."));
  }

  /** Asks a question, and returns whether the answer is yes. */
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
   * Reads a secret: without echo from the terminal, or without one the first line of standard
   * input. The caller clears it.
   */
  public char[] secret(String prompt) throws CommandException, IOException {
    char @Nullable [] secret;
    if (person.isPresent()) {
      secret = person.get().secret("%s: ".formatted(prompt));
    } else if (typing == Screen.SEEN) {
      throw new CommandException(
          "%s cannot be read without echo, because standard output is not a terminal: do not redirect it, or give the secret in a file."
              .formatted(prompt));
    } else {
      // The reader may read ahead; that loses nothing, because standard input holds only the
      // secret.
      Charset charset = StandardCharsets.UTF_8;
      String line = new BufferedReader(new InputStreamReader(in, charset)).readLine();
      secret = line == null ? null : line.toCharArray();
    }
    if (secret == null || secret.length == 0) {
      throw new CommandException(
          "%s: nothing was given, on the terminal or on standard input.".formatted(prompt));
    }
    return secret;
  }

  /** Shows the progress of a long operation, in place of the previous progress. */
  public void progress(String line) {
    if (isInteractive()) {
      err.print(CLEAR_LINE + line);
      err.flush();
    }
  }

  /** Erases the progress. */
  public void progressEnds() {
    if (isInteractive()) {
      err.print(CLEAR_LINE);
      err.flush();
    }
  }
}
