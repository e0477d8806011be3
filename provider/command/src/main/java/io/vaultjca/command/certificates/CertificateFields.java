package io.vaultjca.command.certificates;

import com.azure.security.keyvault.certificates.models.CertificateProperties;
import com.azure.security.keyvault.certificates.models.DeletedCertificate;
import com.azure.security.keyvault.certificates.models.KeyVaultCertificate;
import io.vaultjca.command.terminal.Fields;
import io.vaultjca.keystore.chain.CertificateChains;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.HexFormat;

/** The output for a certificate. */
final class CertificateFields {
  private CertificateFields() {}

  static Fields of(KeyVaultCertificate certificate) {
    Fields fields = ofListed(certificate.getProperties());
    if (certificate.getCer() != null) {
      content(fields, certificate.getCer());
    }
    return fields
        .with("keyId", certificate.getKeyId())
        .with("secretId", certificate.getSecretId())
        .with("orderPreserved", certificate.isCertificateOrderPreserved());
  }

  static Fields ofListed(CertificateProperties certificate) {
    return new Fields()
        .with("name", certificate.getName())
        .with("version", certificate.getVersion())
        .with("enabled", certificate.isEnabled())
        .with("notBefore", certificate.getNotBefore())
        .with("expires", certificate.getExpiresOn())
        .with("created", certificate.getCreatedOn())
        .with("updated", certificate.getUpdatedOn())
        .with("thumbprint", certificate.getX509ThumbprintAsString())
        .with("recoveryLevel", certificate.getRecoveryLevel())
        .with("recoverableDays", certificate.getRecoverableDays())
        .withTags(certificate.getTags())
        .with("id", certificate.getId());
  }

  static Fields ofDeleted(DeletedCertificate certificate) {
    Fields fields =
        new Fields()
            .with("name", certificate.getName())
            .with("deleted", certificate.getDeletedOn())
            .with("scheduledPurge", certificate.getScheduledPurgeDate())
            .with("recoveryId", certificate.getRecoveryId());
    of(certificate).values().forEach(fields::with);
    return fields;
  }

  /** Adds the contents of the certificate. */
  private static void content(Fields fields, byte[] encoded) {
    try {
      X509Certificate certificate = CertificateChains.certificate(encoded);
      fields
          .with("subject", certificate.getSubjectX500Principal().getName())
          .with("issuer", certificate.getIssuerX500Principal().getName())
          .with("serialNumber", certificate.getSerialNumber().toString(16))
          .with("keyAlgorithm", certificate.getPublicKey().getAlgorithm())
          .with("signatureAlgorithm", certificate.getSigAlgName())
          .with("sha256", sha256(encoded));
    } catch (CertificateException e) {
      // It is in the vault, so the readable rest is shown.
      fields.with("unreadable", "The certificate is malformed");
    }
  }

  private static String sha256(byte[] encoded) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(encoded));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
