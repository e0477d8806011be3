package io.vaultjca.text;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Suggests a correction of a misspelt word, for error messages. */
public final class Spelling {
  private Spelling() {}

  /**
   * The candidate with the fewest edits from a word; empty if none is near. A third of the
   * characters may differ, and always one.
   */
  public static Optional<String> nearest(String word, Collection<String> candidates) {
    return candidates.stream()
        .min(Comparator.comparingInt(other -> distance(word, other)))
        .filter(
            other ->
                distance(word, other) <= Math.max(1, Math.max(word.length(), other.length()) / 3));
  }

  /** The Levenshtein distance of two words. */
  private static int distance(String left, String right) {
    int[] previous = new int[right.length() + 1];
    for (int column = 0; column < previous.length; column++) {
      previous[column] = column;
    }
    for (int row = 1; row <= left.length(); row++) {
      int[] current = new int[right.length() + 1];
      current[0] = row;
      for (int column = 1; column <= right.length(); column++) {
        int change = left.charAt(row - 1) == right.charAt(column - 1) ? 0 : 1;
        current[column] =
            Math.min(
                previous[column - 1] + change, 1 + Math.min(previous[column], current[column - 1]));
      }
      previous = current;
    }
    return previous[right.length()];
  }
}
