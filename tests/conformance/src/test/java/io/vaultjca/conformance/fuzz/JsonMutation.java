package io.vaultjca.conformance.fuzz;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Mutates a valid answer at random; the same seed makes the same mutation. */
final class JsonMutation {
  private static final Pattern VALUE =
      Pattern.compile(
          "(?<=:|\\[)(\"[^\"]*\"|-?[0-9]+|true|false|null|\\{[^{}]*\\}|\\[[^\\[\\]]*\\])");
  private static final Pattern NAME = Pattern.compile("\"([A-Za-z_]+)\"(?=:)");
  private static final List<String> VALUES =
      List.of(
          "null",
          "[]",
          "{}",
          "[[]]",
          "[{}]",
          "[null]",
          "{\"a\":[{}]}",
          "\"\"",
          "\"A\"",
          "0",
          "-1",
          "1e999",
          "99999999999999999999999",
          "0.5",
          "true",
          "false",
          "\"\\u0000\"",
          "\"\\ud800\"",
          "\"https://attacker.example/keys/a/0123456789abcdef0123456789abcdef\"",
          "\"/keys/a\"",
          "\"://\"",
          "\"%\"",
          "NaN",
          "\"AQAB\"",
          "[\"a\",1,true]",
          "'x'");

  private final Random random;

  JsonMutation(long seed) {
    this.random = new Random(seed);
  }

  /** Applies one to three changes. */
  String of(String body) {
    String mutated = body;
    for (int i = random.nextInt(3); i >= 0; i--) {
      mutated = once(mutated);
    }
    return mutated;
  }

  private String once(String body) {
    int at = body.isEmpty() ? 0 : random.nextInt(body.length());
    int to = Math.min(body.length(), at + random.nextInt(40));
    return switch (random.nextInt(12)) {
      case 0 -> body.substring(0, at);
      case 1 -> body.substring(0, at) + body.substring(to);
      case 2 -> body.substring(0, to) + body.substring(at);
      case 3 -> body.substring(0, at) + (char) random.nextInt(0x3000) + body.substring(at);
      case 4 -> body.substring(0, at) + "[".repeat(1 + random.nextInt(5000)) + body.substring(at);
      case 5 -> body.substring(0, at) + "{\"a\":".repeat(1 + random.nextInt(3000));
      case 6 -> replaced(body, NAME, "\"" + word() + "\"");
      case 7 -> replaced(body, VALUE, "\"" + "x".repeat(random.nextInt(50_000)) + "\"");
      default -> replaced(body, VALUE, VALUES.get(random.nextInt(VALUES.size())));
    };
  }

  private String word() {
    List<String> words =
        List.of(
            "value", "key", "attributes", "kid", "nextLink", "policy", "tags", "id", "error", "");
    return words.get(random.nextInt(words.size()));
  }

  /** Replaces one match. */
  private String replaced(String body, Pattern pattern, String replacement) {
    List<int[]> found = new ArrayList<>();
    Matcher matcher = pattern.matcher(body);
    while (matcher.find()) {
      found.add(new int[] {matcher.start(), matcher.end()});
    }
    if (found.isEmpty()) {
      return body + replacement;
    }
    int[] one = found.get(random.nextInt(found.size()));
    return body.substring(0, one[0]) + replacement + body.substring(one[1]);
  }
}
