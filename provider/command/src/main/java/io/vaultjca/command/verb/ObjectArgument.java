package io.vaultjca.command.verb;

import io.vaultjca.text.ObjectName;
import picocli.CommandLine.TypeConversionException;

/**
 * An object as a command line names it: {@code NAME} or {@code NAME/VERSION}.
 *
 * @param version empty for the current version
 */
public record ObjectArgument(String name, String version) {
  /** The label of such a parameter in the help. */
  public static final String LABEL = "NAME[/VERSION]";

  /** The end of its description in the help. */
  public static final String WHICH = ": its current version, or the given one.";

  /** The path below the vault's address; without a version its last segment is empty. */
  public String path(String collection) {
    return "%s/%s/%s".formatted(collection, name, version);
  }

  /** The form of a command line, which is also the end of an identifier. */
  @Override
  public String toString() {
    return version.isEmpty() ? name : name + "/" + version;
  }

  /** Parses an argument. */
  public static ObjectArgument parse(String text) {
    String[] parts = text.split("/", -1);
    boolean valid =
        ObjectName.isName(parts[0])
            && (parts.length == 1 || (parts.length == 2 && ObjectName.isVersion(parts[1])));
    if (!valid) {
      throw new TypeConversionException(
          "'%s' is not NAME or NAME/VERSION: a name has %s, a version 32 hexadecimal digits"
              .formatted(ObjectName.shown(text), ObjectName.RULE));
    }
    return new ObjectArgument(parts[0], parts.length == 2 ? parts[1] : "");
  }
}
