package io.vaultjca.command.storage.request;

import io.vaultjca.command.terminal.Fields;
import io.vaultjca.text.ObjectName;
import picocli.CommandLine.TypeConversionException;

/**
 * The name of a storage account or a SAS definition, as a command line gives it. Only valid names
 * pass, because a name becomes part of a URL.
 */
public record StorageName(String text) {
  /** Parses an argument. */
  public static StorageName parse(String text) {
    if (!text.matches("[0-9a-zA-Z]{1,127}")) {
      throw new TypeConversionException(
          "'%s' is not a valid name here: use letters and digits only"
              .formatted(ObjectName.shown(text)));
    }
    return new StorageName(text);
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
