package io.vaultjca.command.verb;

import io.vaultjca.text.ObjectName;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * An object that a command line names: {@code NAME} or {@code NAME/VERSION}.
 *
 * @param version empty for whatever version is current
 */
public record ObjectArgument(String name, String version) {
  /** What it is called in the help. */
  public static final String LABEL = "NAME[/VERSION]";

  /** What the help says of it, behind what it is. */
  public static final String WHICH = ": its current version, or the one that is named.";

  /** Where it is, behind the vault's address; a version that is not named is an empty step. */
  public String path(String collection) {
    return "%s/%s/%s".formatted(collection, name, version);
  }

  /** As it is written on a command line, and behind a collection in an identifier. */
  @Override
  public String toString() {
    return version.isEmpty() ? name : name + "/" + version;
  }

  /** Reads a name, or a name and a version. */
  public static final class Parser implements ITypeConverter<ObjectArgument> {
    @Override
    public ObjectArgument convert(String text) {
      String[] parts = text.split("/", -1);
      boolean right =
          ObjectName.isName(parts[0])
              && (parts.length == 1 || (parts.length == 2 && ObjectName.isVersion(parts[1])));
      if (!right) {
        throw new TypeConversionException(
            "'%s' is not NAME or NAME/VERSION: a name has %s, a version 32 hexadecimal digits"
                .formatted(ObjectName.shown(text), ObjectName.RULE));
      }
      return new ObjectArgument(parts[0], parts.length == 2 ? parts[1] : "");
    }
  }

  /** Reads a name alone. */
  public static final class NameParser implements ITypeConverter<String> {
    @Override
    public String convert(String text) {
      if (!ObjectName.isName(text)) {
        throw new TypeConversionException(
            "'%s' is not a name in a vault, which has %s"
                .formatted(ObjectName.shown(text), ObjectName.RULE));
      }
      return text;
    }
  }
}
