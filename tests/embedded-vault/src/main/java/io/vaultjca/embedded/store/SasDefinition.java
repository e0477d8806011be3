package io.vaultjca.embedded.store;

import java.util.Map;

/**
 * What the shared access signatures (SAS) of a storage account look like. It has no versions.
 *
 * @param templateUri a token, signed with any key, whose properties those to be made have
 * @param sasType {@code account} or {@code service}
 * @param validityPeriod of each token, as a duration of ISO 8601
 */
public record SasDefinition(
    String templateUri,
    String sasType,
    String validityPeriod,
    Attributes attributes,
    Map<String, String> tags)
    implements Version {

  /** The name alone identifies it. */
  @Override
  public String version() {
    return "";
  }
}
