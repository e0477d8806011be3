package io.vaultjca.command.keys.view;

import io.vaultjca.text.ObjectName;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * A key that a command line names: {@code NAME} or {@code NAME/VERSION}.
 *
 * @param version empty for whatever version is current
 */
public record KeyArgument(String name, String version) {
  /** What it is called in the help. */
  public static final String LABEL = "NAME[/VERSION]";

  /** What the help says of it. */
  public static final String DESCRIPTION =
      "The key: its current version, or the one that is named.";

  /** The version, or null: what the Azure SDK wants for the current one. */
  public String versionOrNull() {
    return version.isEmpty() ? null : version;
  }

  /** Where it is, behind the vault's address; a version that is not named is an empty step. */
  public String path() {
    return "keys/%s/%s".formatted(name, version);
  }

  /** As it is written on a command line. */
  @Override
  public String toString() {
    return version.isEmpty() ? name : name + "/" + version;
  }

  /** Reads a name, or a name and a version. */
  public static final class Parser implements ITypeConverter<KeyArgument> {
    @Override
    public KeyArgument convert(String text) {
      String[] parts = text.split("/", -1);
      boolean right =
          ObjectName.isName(parts[0])
              && (parts.length == 1 || (parts.length == 2 && ObjectName.isVersion(parts[1])));
      if (!right) {
        throw new TypeConversionException(
            "'%s' is not NAME or NAME/VERSION: a name has %s, a version 32 hexadecimal digits"
                .formatted(ObjectName.shown(text), ObjectName.RULE));
      }
      return new KeyArgument(parts[0], parts.length == 2 ? parts[1] : "");
    }
  }

  /** Reads a name alone. */
  public static final class NameParser implements ITypeConverter<String> {
    @Override
    public String convert(String text) {
      if (!ObjectName.isName(text)) {
        throw new TypeConversionException(
            "'%s' is not the name of a key: that has %s"
                .formatted(ObjectName.shown(text), ObjectName.RULE));
      }
      return text;
    }
  }
}
