package io.vaultjca.embedded.service;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;

/** The text of a seed, to locate mistakes. */
final class SeedText {
  private final String text;
  private final JsonNode document;

  /**
   * Parses a seed.
   *
   * @throws IllegalArgumentException if it is not JSON; the message names line, column and member
   */
  SeedText(String text) {
    this.text = text;
    try {
      this.document = Json.readOnly(text);
    } catch (JsonProcessingException malformed) {
      throw new IllegalArgumentException(
          "the seed is not JSON (%s): %s"
              .formatted(place(malformed), malformed.getOriginalMessage()),
          malformed);
    } catch (IOException impossible) {
      throw new IllegalStateException("reading from a string failed", impossible);
    }
  }

  JsonNode document() {
    return document;
  }

  /**
   * Creates the exception for a mistake.
   *
   * @param pointer to the entry (RFC 6901), empty for the document
   * @param member of the entry; null or empty if it is not a single known member
   * @param cause null for none
   */
  IllegalArgumentException mistake(String pointer, String member, String message, Exception cause) {
    JsonNode entry = document.at(pointer);
    String name = entry.path("name").asText("");
    String what = "the seed";
    if (!pointer.isEmpty()) {
      // "/keys/0" is a key.
      String kind = pointer.substring(1, pointer.lastIndexOf("s/"));
      what = name.isEmpty() ? spelled(pointer) : "the %s %s".formatted(kind, name);
    }
    boolean known = member != null && !member.isEmpty();
    int line = line(known && entry.has(member) ? pointer + "/" + escaped(member) : pointer);
    return new IllegalArgumentException(
        "%s (line %d%s): %s".formatted(what, line, known ? ", " + member : "", message), cause);
  }

  private static String escaped(String member) {
    return member.replace("~", "~0").replace("/", "~1");
  }

  private static String place(JsonProcessingException malformed) {
    JsonLocation location = malformed.getLocation();
    String pointer =
        malformed.getProcessor() instanceof JsonParser parser
            ? parser.getParsingContext().pathAsPointer().toString()
            : "";
    String place = "line %d, column %d".formatted(location.getLineNr(), location.getColumnNr());
    return pointer.isEmpty() ? place : place + ", at " + spelled(pointer);
  }

  /** Returns the line on which a value begins. */
  private int line(String pointer) {
    try (JsonParser parser = Json.parser(text)) {
      while (parser.nextToken() != null) {
        if (parser.getParsingContext().pathAsPointer().toString().equals(pointer)) {
          return parser.currentTokenLocation().getLineNr();
        }
      }
    } catch (IOException impossible) {
      throw new IllegalStateException("it was read before", impossible);
    }
    return 1;
  }

  /** Formats {@code /keys/0/size} as {@code keys[0].size}. */
  private static String spelled(String pointer) {
    return pointer.substring(1).replaceAll("/(\\d+)", "[$1]").replace('/', '.');
  }
}
