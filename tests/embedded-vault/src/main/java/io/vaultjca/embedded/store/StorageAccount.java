package io.vaultjca.embedded.store;

import java.util.Map;

/**
 * What a vault knows of a storage account whose keys it manages. It has no versions.
 *
 * @param resourceId of the account in Azure Resource Manager
 * @param activeKeyName the key that signs tokens, one of {@code keys}
 * @param regenerationPeriod of ISO 8601; null if none was ever given
 * @param keys by name, in lower case: made here, for there is no account behind
 */
public record StorageAccount(
    String resourceId,
    String activeKeyName,
    boolean autoRegenerateKey,
    String regenerationPeriod,
    Map<String, String> keys,
    Attributes attributes,
    Map<String, String> tags)
    implements Version {

  /** The name alone identifies it. */
  @Override
  public String version() {
    return "";
  }
}
