package io.vaultjca.command.verb;

import io.vaultjca.command.terminal.Fields;
import io.vaultjca.text.ObjectName;
import picocli.CommandLine.TypeConversionException;

/**
 * The name of a key, a secret, a certificate or an issuer, as a command line gives it. Only valid
 * names pass, because a name becomes part of a URL.
 */
public record Name(String text) {
  /** Parses an argument. */
  public static Name parse(String text) {
    if (!ObjectName.isName(text)) {
      throw new TypeConversionException(
          "'%s' is not a name in a vault, which has %s"
              .formatted(ObjectName.shown(text), ObjectName.RULE));
    }
    return new Name(text);
  }

  /** The output for an object when only its name is known. */
  public Fields fields() {
    return new Fields().with("name", text);
  }

  @Override
  public String toString() {
    return text;
  }
}
