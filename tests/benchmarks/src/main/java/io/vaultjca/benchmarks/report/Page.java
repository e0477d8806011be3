package io.vaultjca.benchmarks.report;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A page of docs/ whose tables and figures are those of the data, and whose prose is its own. */
final class Page {
  private static final String FIGURE = "([0-9]+(?:,[0-9]{3})*(?:\\.[0-9]+)?)";

  private String text;

  Page(String text) {
    this.text = text;
  }

  /** Replaces what is between the comments {@code <!-- data: NAME -->} and {@code <!-- end -->}. */
  Page block(String name, String content) {
    return replace(
        Pattern.compile(
            Pattern.quote("<!-- data: " + name + " -->\n") + "(.*?)" + "(?=<!-- end -->)",
            Pattern.DOTALL),
        name,
        content);
  }

  /**
   * Replaces the figures of a sentence.
   *
   * @param sentence a part of a sentence that the page has once, with a {@code #} for each figure
   */
  Page figures(String sentence, String... figures) {
    return replace(Pattern.compile(spaced(sentence)), sentence, figures);
  }

  private static String spaced(String sentence) {
    StringBuilder pattern = new StringBuilder();
    Matcher token = Pattern.compile("#|\\s+|[^#\\s]+").matcher(sentence);
    while (token.find()) {
      String found = token.group();
      pattern.append(found.equals("#") ? FIGURE : found.isBlank() ? "\\s+" : Pattern.quote(found));
    }
    return pattern.toString();
  }

  private Page replace(Pattern pattern, String what, String... contents) {
    Matcher matcher = pattern.matcher(text);
    if (!matcher.find() || matcher.groupCount() != contents.length) {
      throw new IllegalStateException("The page does not have \"%s\"".formatted(what));
    }
    StringBuilder replaced = new StringBuilder(text);
    for (int group = contents.length; group > 0; group--) {
      replaced.replace(matcher.start(group), matcher.end(group), contents[group - 1]);
    }
    if (matcher.find()) {
      throw new IllegalStateException("The page has \"%s\" twice".formatted(what));
    }
    text = replaced.toString();
    return this;
  }

  String text() {
    return text;
  }
}
