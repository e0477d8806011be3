package io.vaultjca.embedded.store;

import java.util.Map;
import java.util.function.Supplier;

/**
 * A version of a secret.
 *
 * @param value made when it is first asked for: the secret behind a certificate is rarely read
 * @param contentType null if none was given
 * @param managed whether it belongs to a certificate
 */
public record SecretVersion(
    String version,
    Supplier<String> value,
    String contentType,
    Attributes attributes,
    Map<String, String> tags,
    boolean managed)
    implements Version {

  /** The same under another identifier. */
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
