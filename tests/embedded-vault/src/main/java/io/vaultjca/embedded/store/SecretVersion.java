package io.vaultjca.embedded.store;

import java.util.Map;
import java.util.function.Supplier;

/**
 * A version of a secret.
 *
 * @param value made when it is first asked for: the secret behind a certificate is rarely read
 * @param contentType null if none was given
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

  /** The secret that gives a SAS definition's tokens: a new one each time. */
  public static SecretVersion ofSasDefinition(
      Supplier<String> tokens, Attributes attributes, Map<String, String> tags) {
    return new SecretVersion("", tokens, SAS_TOKEN, attributes, tags, true);
  }

  public boolean isOfSasDefinition() {
    return managed && version.isEmpty();
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
