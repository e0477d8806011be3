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

/** The certificates of an authority's reply, of which one chain is made. */
public final class ChainFiles {
  private final Set<X509Certificate> certificates = new LinkedHashSet<>();

  /** Adds those of a file: PEM, PKCS#7 or DER. */
  public void add(String file, byte[] content) throws CommandException {
    if (new String(content, StandardCharsets.ISO_8859_1).contains("PRIVATE KEY-----")) {
      throw new CommandException(
          "%s holds a private key, which is not needed here: give the certificates alone."
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
   * The chain of the certificate for a public key (SubjectPublicKeyInfo, DER), leaf first; each has
   * signed the one before, and all belong to it.
   */
  public List<X509Certificate> chainFor(byte[] publicKey) throws CommandException {
    Optional<X509Certificate> leaf =
        certificates.stream()
            .filter(each -> Arrays.equals(each.getPublicKey().getEncoded(), publicKey))
            .findFirst();
    if (leaf.isEmpty()) {
      throw new CommandException(
          "None of the certificates is for the key of the pending request: give those that were"
              + " issued for its certificate request (pending show --csr).");
    }
    List<X509Certificate> chain =
        CertificateChains.order(leaf.get(), new ArrayList<>(certificates));
    for (X509Certificate each : certificates) {
      if (!chain.contains(each)) {
        throw new CommandException(
            "The certificate of %s is not in the chain of %s, which ends with %s: leave it out, or"
                    .formatted(
                        subject(each), subject(leaf.get()), subject(chain.get(chain.size() - 1)))
                + " give what is missing between them.");
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
          "The certificate of %s is not signed by that of %s, which has its issuer's name: give the"
                  .formatted(subject(certificate), subject(issuer))
              + " right issuer.",
          e);
    }
  }

  private static String subject(X509Certificate certificate) {
    return certificate.getSubjectX500Principal().getName();
  }
}
