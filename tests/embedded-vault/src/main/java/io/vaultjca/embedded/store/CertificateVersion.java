package io.vaultjca.embedded.store;

import java.util.List;
import java.util.Map;

/**
 * A version of a certificate. Its key and its secret have the same name and version.
 *
 * @param chain DER, the certificate first; the issuers after it are only in the secret
 * @param preserveOrder whether to keep the chain's order
 * @param exportable whether the secret contains the private key
 */
public record CertificateVersion(
    String version,
    List<byte[]> chain,
    Attributes attributes,
    Map<String, String> tags,
    boolean preserveOrder,
    boolean exportable)
    implements Version {

  /** Returns this version with another identifier. */
  CertificateVersion withVersion(String id) {
    return new CertificateVersion(id, chain, attributes, tags, preserveOrder, exportable);
  }

  public CertificateVersion update(Attributes newAttributes, Map<String, String> newTags) {
    return new CertificateVersion(
        version, chain, newAttributes, newTags == null ? tags : newTags, preserveOrder, exportable);
  }

  public byte[] certificate() {
    return chain.get(0);
  }
}
