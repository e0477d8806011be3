package io.vaultjca.consumers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A document of the source tree.
 *
 * @param name its path from the root, {@code docs/tomcat.md}
 * @param text what it contains
 */
record Document(String name, String text) {
  /** TerminalSessionTest runs the commands of a session and compares what they print. */
  private static final Pattern SESSION =
      Pattern.compile("<!-- session.*?<!-- end of session -->", Pattern.DOTALL);

  private static final Pattern PROMPT = Pattern.compile(" *\\$ (.+)");

  static Document of(String name) {
    try {
      return new Document(name, Files.readString(Product.root().resolve(name)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Every Markdown file in the source tree. */
  static List<Document> all() throws IOException {
    try (Stream<Path> files = Files.walk(Product.root())) {
      return files
          .map(file -> Product.root().relativize(file).toString().replace('\\', '/'))
          .filter(name -> name.endsWith(".md") && !name.matches("(.*/)?(target|\\.\\w+)/.*"))
          .sorted()
          .map(Document::of)
          .toList();
    }
  }

  /** The code blocks of a language. */
  List<String> blocks(String language) {
    return Pattern.compile("^```" + language + "\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL)
        .matcher(text)
        .results()
        .map(block -> block.group(1))
        .toList();
  }

  /** The lines after a prompt, with their continuation lines, without those of a session. */
  List<String> commands() {
    List<String> commands = new ArrayList<>();
    StringBuilder open = null;
    for (String line : SESSION.matcher(text).replaceAll("").lines().toList()) {
      var prompt = PROMPT.matcher(line);
      if (open == null && prompt.matches()) {
        open = new StringBuilder(prompt.group(1));
      } else if (open != null) {
        open.append(' ').append(line.strip());
      }
      if (open != null && open.charAt(open.length() - 1) == '\\') {
        open.setLength(open.length() - 1);
      } else if (open != null) {
        commands.add(open.toString().replaceAll("\\s+", " ").strip());
        open = null;
      }
    }
    return commands;
  }
}
