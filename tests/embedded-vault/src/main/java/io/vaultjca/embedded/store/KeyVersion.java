package io.vaultjca.embedded.store;

import io.vaultjca.embedded.crypto.KeyMaterial;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A version of a key.
 *
 * @param kty as the service spells it: {@code RSA}, {@code EC-HSM}, …
 * @param operations the permitted operations, in their original order
 * @param managed whether it belongs to a certificate
 * @param exportable whether it can be released, which requires a policy
 * @param releasePolicy null if there is none
 * @param externalKey the identifier of the key outside the HSM that this one refers to; null if
 *     there is none
 * @param answers a JSON Merge Patch (RFC 7396) of the responses, from a seed
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
    ReleasePolicy releasePolicy,
    String externalKey,
    Optional<String> answers)
    implements Version {

  /** Creates a version without an external key and changed responses. */
  public KeyVersion(
      String version,
      String kty,
      KeyMaterial material,
      List<String> operations,
      Attributes attributes,
      Map<String, String> tags,
      boolean managed,
      boolean exportable,
      ReleasePolicy releasePolicy) {
    this(
        version,
        kty,
        material,
        operations,
        attributes,
        tags,
        managed,
        exportable,
        releasePolicy,
        null,
        Optional.empty());
  }

  /** Returns this version as a reference to a key outside the HSM; null for none. */
  public KeyVersion withExternalKey(String id) {
    return new KeyVersion(
        version,
        kty,
        material,
        operations,
        attributes,
        tags,
        managed,
        exportable,
        releasePolicy,
        id,
        answers);
  }

  /** Returns this version with another identifier. */
  KeyVersion withVersion(String id) {
    return new KeyVersion(
        id,
        kty,
        material,
        operations,
        attributes,
        tags,
        managed,
        exportable,
        releasePolicy,
        externalKey,
        answers);
  }

  /** Returns this version with other responses. */
  public KeyVersion withAnswers(Optional<String> patch) {
    return new KeyVersion(
        version,
        kty,
        material,
        operations,
        attributes,
        tags,
        managed,
        exportable,
        releasePolicy,
        externalKey,
        patch);
  }

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
        newReleasePolicy == null ? releasePolicy : newReleasePolicy,
        externalKey,
        answers);
  }

  /** Returns whether the key type is one of an HSM. */
  public boolean hsm() {
    return kty.endsWith("-HSM");
  }
}
