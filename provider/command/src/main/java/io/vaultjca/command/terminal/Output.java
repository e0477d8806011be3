package io.vaultjca.command.terminal;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * How a verb shows what it found: for people, or with {@code --json} for programs. This is the one
 * place that knows how things look.
 *
 * <p>For use by one thread.
 */
public final class Output {
  private final PrintStream out;
  private final boolean json;

  public Output(PrintStream out, boolean json) {
    this.out = out;
    this.json = json;
  }

  /** Whether it is for programs. */
  public boolean isJson() {
    return json;
  }

  /** Shows a list: a table of the named columns, or an array of whole objects. */
  public void list(List<Fields> rows, String... columns) {
    if (json) {
      json(rows);
    } else {
      Table.of(rows, List.of(columns)).lines().forEach(out::println);
    }
  }

  /** Shows one thing: a line a value, or an object. */
  public void show(Fields fields) {
    if (json) {
      json(fields);
    } else {
      Listing.of(fields).forEach(out::println);
    }
  }

  /** Says what was done: a sentence for people, what it was done to for programs. */
  public void done(String sentence, Fields fields) {
    if (json) {
      json(fields);
    } else {
      out.println(sentence);
    }
  }

  /** Says what was written into a file, such as "Wrote the certificate web". */
  public void wrote(String what, OutputFile file, Fields fields) {
    String path = file.path().toString();
    done("%s to %s.".formatted(what, path), fields.with("file", path));
  }

  /** In UTF-8, as JSON is, whatever the locale: that of a timer may lack half of the characters. */
  private void json(Object value) {
    bytes((Json.of(value) + System.lineSeparator()).getBytes(StandardCharsets.UTF_8));
  }

  /** Writes bytes as they are. */
  public void bytes(byte[] bytes) {
    out.write(bytes, 0, bytes.length);
    out.flush();
  }
}
