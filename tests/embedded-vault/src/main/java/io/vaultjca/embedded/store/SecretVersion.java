package io.vaultjca.embedded.store;

import java.util.Map;
import java.util.function.Supplier;

/**
 * A version of a secret.
 *
 * @param value computed on first use, because the secret behind a certificate is rarely read
 * @param contentType null if absent
 * @param managed whether it belongs to a certificate or, without a version, to a SAS definition
 */
public record SecretVersion(
    String version,
    Supplier<String> value,
    String contentType,
    Attributes attributes,
    Map<String, String> tags,
    boolean managed)
    implements Version {
  private static final String SAS_TOKEN = "application/vnd.ms-sastoken-storage";

  /** Creates the secret of a SAS definition; each read returns a new token. */
  public static SecretVersion ofSasDefinition(
      Supplier<String> tokens, Attributes attributes, Map<String, String> tags) {
    return new SecretVersion("", tokens, SAS_TOKEN, attributes, tags, true);
  }

  public boolean isOfSasDefinition() {
    return managed && version.isEmpty();
  }

  /** Returns this version with another identifier. */
  SecretVersion withVersion(String id) {
    return new SecretVersion(id, value, contentType, attributes, tags, managed);
  }

  public SecretVersion update(
      String newContentType, Attributes newAttributes, Map<String, String> newTags) {
    return new SecretVersion(
        version,
        value,
        newContentType == null ? contentType : newContentType,
        newAttributes,
        newTags == null ? tags : newTags,
        managed);
  }
}
