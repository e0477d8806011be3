package io.vaultjca.embedded.store;

import io.vaultjca.embedded.crypto.KeyMaterial;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A version of a key.
 *
 * @param kty as the service spells it: {@code RSA}, {@code EC-HSM}, …
 * @param operations the permitted operations, in the order given
 * @param managed whether it belongs to a certificate
 * @param exportable whether it can be released; then it has a policy
 * @param releasePolicy null without one
 * @param externalKey the identifier of the key outside the HSM that this one refers to; null if
 *     there is none
 * @param answers what answers hold besides or instead: a JSON Merge Patch (RFC 7396) that a seed
 *     gave
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

  /** A version like most. */
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

  /** The same as a reference to a key outside the HSM; null for none. */
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

  /** The same under another identifier. */
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

  /** The same with other answers. */
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

  /** Whether the key is kept in an HSM, by its type's name. */
  public boolean hsm() {
    return kty.endsWith("-HSM");
  }
}
