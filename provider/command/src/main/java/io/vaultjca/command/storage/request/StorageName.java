package io.vaultjca.command.storage.request;

import io.vaultjca.text.ObjectName;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads the name of a storage account or a SAS definition, which becomes part of a path. */
public final class StorageName implements ITypeConverter<String> {
  @Override
  public String convert(String text) {
    if (!text.matches("[0-9a-zA-Z]{1,127}")) {
      throw new TypeConversionException(
          "'%s' is not a name here: that has letters and digits alone"
              .formatted(ObjectName.shown(text)));
    }
    return text;
  }
}
