package io.vaultjca.command.certificates.chain;

import io.vaultjca.command.terminal.CommandException;
import io.vaultjca.keystore.chain.CertificateChains;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The certificates of an authority's reply, which form one chain. */
public final class ChainFiles {
  private final Set<X509Certificate> certificates = new LinkedHashSet<>();

  /** Adds the certificates of a file: PEM, PKCS#7 or DER. */
  public void add(String file, byte[] content) throws CommandException {
    if (new String(content, StandardCharsets.ISO_8859_1).contains("PRIVATE KEY-----")) {
      throw new CommandException(
          "%s holds a private key, which is not needed here: remove it from the file."
              .formatted(file));
    }
    try {
      Collection<? extends Certificate> read =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(new ByteArrayInputStream(content));
      if (read.isEmpty()) {
        throw notCertificates(file);
      }
      read.forEach(each -> certificates.add((X509Certificate) each));
    } catch (GeneralSecurityException | RuntimeException e) {
      throw notCertificates(file);
    }
  }

  private static CommandException notCertificates(String file) {
    return new CommandException(
        "%s is not a file of certificates: it must be PEM, PKCS#7 (.p7b) or DER (.cer)."
            .formatted(file));
  }

  /**
   * The chain of the certificate for this public key (SubjectPublicKeyInfo, DER), leaf first. Each
   * certificate has signed the previous one, and none is left over.
   */
  public List<X509Certificate> chainFor(byte[] publicKey) throws CommandException {
    Optional<X509Certificate> leaf =
        certificates.stream()
            .filter(each -> Arrays.equals(each.getPublicKey().getEncoded(), publicKey))
            .findFirst();
    if (leaf.isEmpty()) {
      throw new CommandException(
          "None of the certificates is for the key of the pending request. Give those that were issued for its certificate request (pending show --csr).");
    }
    List<X509Certificate> chain =
        CertificateChains.order(leaf.get(), new ArrayList<>(certificates));
    for (X509Certificate each : certificates) {
      if (!chain.contains(each)) {
        throw new CommandException(
            "The certificate of %s is not in the chain of %s, which ends with %s. Omit it, or give the certificates between them."
                .formatted(
                    subject(each), subject(leaf.get()), subject(chain.get(chain.size() - 1))));
      }
    }
    for (int i = 1; i < chain.size(); i++) {
      requireSigned(chain.get(i - 1), chain.get(i));
    }
    return chain;
  }

  private static void requireSigned(X509Certificate certificate, X509Certificate issuer)
      throws CommandException {
    try {
      certificate.verify(issuer.getPublicKey());
    } catch (GeneralSecurityException e) {
      throw new CommandException(
          "The certificate of %s is not signed by that of %s, which has its issuer's name. Give the right issuer."
              .formatted(subject(certificate), subject(issuer)),
          e);
    }
  }

  private static String subject(X509Certificate certificate) {
    return certificate.getSubjectX500Principal().getName();
  }
}
