package io.vaultjca.command.terminal;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The output of a verb: text for people, or with {@code --json} JSON for programs. No other class
 * decides about the layout.
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

  /** Prints a list: a table of these columns, or an array of whole objects. */
  public void list(List<Fields> rows, String... columns) {
    if (json) {
      json(rows);
    } else {
      Table.of(rows, List.of(columns)).lines().forEach(out::println);
    }
  }

  /** Prints one object: a line for each value, or a JSON object. */
  public void show(Fields fields) {
    if (json) {
      json(fields);
    } else {
      Listing.of(fields).forEach(out::println);
    }
  }

  /** Reports success: a sentence for people, the fields for programs. */
  public void done(String sentence, Fields fields) {
    if (json) {
      json(fields);
    } else {
      out.println(sentence);
    }
  }

  /** Reports that a file was written; {@code what} is such as "Wrote the certificate web". */
  public void wrote(String what, OutputFile file, Fields fields) {
    String path = file.path().toString();
    done("%s to %s.".formatted(what, path), fields.with("file", path));
  }

  /** JSON is UTF-8 in every locale; that of a cron job often cannot represent it. */
  private void json(Object value) {
    bytes((Json.of(value) + System.lineSeparator()).getBytes(StandardCharsets.UTF_8));
  }

  /** Prints bytes unchanged. */
  public void bytes(byte[] bytes) {
    out.write(bytes, 0, bytes.length);
    out.flush();
  }
}
