package io.vaultjca.embedded.store;

import java.util.Map;

/**
 * A template for the shared access signatures (SAS) of a storage account. It does not have
 * versions.
 *
 * @param templateUri a token, signed with any key, with the properties of the new tokens
 * @param sasType {@code account} or {@code service}
 * @param validityPeriod of each token, an ISO 8601 duration
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
