package io.vaultjca.embedded.store;

import io.vaultjca.embedded.crypto.KeyMaterial;
import java.util.List;
import java.util.Map;

/**
 * A version of a key.
 *
 * @param kty as the service spells it: {@code RSA}, {@code EC-HSM}, …
 * @param operations the permitted operations, in the order given
 * @param managed whether it belongs to a certificate
 * @param exportable whether it can be released; then it has a policy
 * @param releasePolicy null without one
 */
public record KeyVersion(
    String version,
    String kty,
    KeyMaterial material,
    List<String> operations,
    Attributes attributes,
    Map<String, String> tags,
    boolean managed,
    boolean exportable,
    ReleasePolicy releasePolicy)
    implements Version {

  public KeyVersion update(
      List<String> newOperations,
      Attributes newAttributes,
      Map<String, String> newTags,
      ReleasePolicy newReleasePolicy) {
    return new KeyVersion(
        version,
        kty,
        material,
        newOperations == null ? operations : newOperations,
        newAttributes,
        newTags == null ? tags : newTags,
        managed,
        exportable,
        newReleasePolicy == null ? releasePolicy : newReleasePolicy);
  }

  /** Whether the key is kept in an HSM, by its type's name. */
  public boolean hsm() {
    return kty.endsWith("-HSM");
  }
}
