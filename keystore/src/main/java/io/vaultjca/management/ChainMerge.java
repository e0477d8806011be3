package io.vaultjca.management;

import com.azure.core.util.polling.SyncPoller;
import com.azure.security.keyvault.certificates.models.CertificateKeyUsage;
import com.azure.security.keyvault.certificates.models.CertificateOperation;
import com.azure.security.keyvault.certificates.models.CertificatePolicy;
import com.azure.security.keyvault.certificates.models.CertificatePolicyAction;
import com.azure.security.keyvault.certificates.models.KeyVaultCertificateWithPolicy;
import com.azure.security.keyvault.certificates.models.LifetimeAction;
import com.azure.security.keyvault.certificates.models.MergeCertificateOptions;
import io.vaultjca.VaultException;
import io.vaultjca.VaultException.Reason;
import io.vaultjca.exchange.Operation;
import io.vaultjca.vault.Vault;
import java.io.IOException;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import org.bouncycastle.asn1.pkcs.CertificationRequest;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;

/**
 * Gives the key of a certificate a new chain: opens a request for the issuer Unknown that reuses
 * the key, and merges the chain into it.
 *
 * <p>The request brings a policy of its own, which becomes the certificate's. So it says what the
 * former one said, and where no chain is merged the former one is put back.
 *
 * <p>For one use, by one thread.
 */
final class ChainMerge {
  static final String ISSUED_ELSEWHERE = "Unknown";

  private static final String DESCRIPTION = "Merging a certificate chain into %s in %s";
  private static final String IN_PROGRESS = "inProgress";
  private static final String UNDONE =
      " The request was taken back, and the certificate has its former policy.";

  /** How far it has come. */
  private enum Step {
    OPENING,
    OPEN,
    MERGING
  }

  private final Vault vault;
  private final SdkSession sdk;
  private final String name;
  private final String subject;
  private final PublicKey publicKey;
  private final List<byte[]> chain;
  private final List<VaultException> problems = new ArrayList<>();
  private Step step = Step.OPENING;
  private String formerVersion;

  ChainMerge(Vault vault, String name, String subject, PublicKey publicKey, List<byte[]> chain) {
    this.vault = vault;
    this.sdk = new SdkSession(vault);
    this.name = name;
    this.subject = subject;
    this.publicKey = publicKey;
    this.chain = chain;
  }

  void run() throws VaultException {
    KeyVaultCertificateWithPolicy current = ask(() -> sdk.certificates().getCertificate(name));
    CertificatePolicy former = current.getPolicy();
    formerVersion = current.getProperties().getVersion();
    try {
      SyncPoller<CertificateOperation, KeyVaultCertificateWithPolicy> request =
          askOnce(() -> sdk.certificates().beginCreateCertificate(name, reissue(former)));
      step = Step.OPEN;
      Operation waiting = operation();
      if (!certifies(sdk.run(waiting, () -> csr(waiting, request)))) {
        throw VaultException.unusable(
            ("%s failed: its leaf is for another key than the one that the vault would certify. Give"
                    + " the chain that was issued for the certificate request of %s.")
                .formatted(waiting.description(), name),
            null);
      }
      step = Step.MERGING;
      askOnce(() -> sdk.certificates().mergeCertificate(new MergeCertificateOptions(name, chain)));
    } catch (VaultException e) {
      if (step == Step.OPENING && isRefusal(e)) {
        throw e;
      }
      undo(former, e);
    }
  }

  /** The former policy, but for a certificate that somebody else issues for the same key. */
  private CertificatePolicy reissue(CertificatePolicy former) {
    CertificatePolicy policy =
        new CertificatePolicy(ISSUED_ELSEWHERE, subject)
            .setSubjectAlternativeNames(former.getSubjectAlternativeNames())
            .setEnhancedKeyUsage(former.getEnhancedKeyUsage())
            .setValidityInMonths(former.getValidityInMonths())
            .setKeyType(former.getKeyType())
            .setExportable(former.isExportable())
            .setContentType(former.getContentType())
            .setKeyReusable(true);
    if (former.getKeyUsage() != null) {
      policy.setKeyUsage(former.getKeyUsage().toArray(CertificateKeyUsage[]::new));
    }
    if (former.getLifetimeActions() != null) {
      policy.setLifetimeActions(
          former.getLifetimeActions().stream()
              .map(ChainMerge::tellInsteadOfRenewing)
              .toArray(LifetimeAction[]::new));
    }
    if (former.getKeyCurveName() != null) {
      policy.setKeyCurveName(former.getKeyCurveName());
    } else {
      policy.setKeySize(former.getKeySize());
    }
    return policy;
  }

  /** The service cannot renew what somebody else issues: when it would, it writes to the owner. */
  private static LifetimeAction tellInsteadOfRenewing(LifetimeAction former) {
    LifetimeAction action =
        new LifetimeAction(
            CertificatePolicyAction.AUTO_RENEW.equals(former.getAction())
                ? CertificatePolicyAction.EMAIL_CONTACTS
                : former.getAction());
    // Exactly one of the two is set.
    return former.getDaysBeforeExpiry() == null
        ? action.setLifetimePercentage(former.getLifetimePercentage())
        : action.setDaysBeforeExpiry(former.getDaysBeforeExpiry());
  }

  private byte[] csr(
      Operation waiting, SyncPoller<CertificateOperation, KeyVaultCertificateWithPolicy> request)
      throws VaultException {
    CertificateOperation opened = request.poll().getValue();
    while (opened.getCsr() == null) {
      VaultManagement.waitFor(waiting, name);
      opened = request.poll().getValue();
    }
    return opened.getCsr();
  }

  private boolean certifies(byte[] csr) throws VaultException {
    try {
      SubjectPublicKeyInfo certified =
          CertificationRequest.getInstance(csr)
              .getCertificationRequestInfo()
              .getSubjectPublicKeyInfo();
      return Arrays.equals(certified.getEncoded(), publicKey.getEncoded());
    } catch (IOException | IllegalArgumentException | ClassCastException e) {
      throw VaultException.unusable("The service's certificate request cannot be read", e);
    }
  }

  /** Whether a request surely had no effect; without an answer it may have had one. */
  private static boolean isRefusal(VaultException failure) {
    return (failure.status() >= 400 && failure.status() < 500)
        || failure.reason() == Reason.UNAUTHENTICATED;
  }

  /**
   * Takes back what was begun: a request that stays open would block the name, and with the
   * request's policy the service renews no certificate. Returns if the chain turns out to be
   * merged.
   */
  private void undo(CertificatePolicy former, VaultException failure) throws VaultException {
    // A thread whose flag is set sends nothing.
    boolean interrupted = Thread.interrupted();
    boolean undone = false;
    try {
      boolean closed = true;
      if (step != Step.OPENING || isOpen()) {
        attempt(() -> sdk.certificates().cancelCertificateOperation(name));
        // A request that is cancelled takes no chain: from here on the answer stays the same.
        if (step == Step.MERGING && !isRefusal(failure) && isMerged()) {
          return;
        }
        closed = attempt(() -> sdk.certificates().deleteCertificateOperation(name));
      }
      undone = attempt(() -> sdk.certificates().updateCertificatePolicy(name, former)) && closed;
    } catch (VaultException e) {
      problems.add(e);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
    VaultException told =
        new VaultException(
            failure.reason(),
            failure.status(),
            failure.code().orElse(null),
            failure.getMessage() + (undone ? UNDONE : whatToLookAt()),
            failure.getCause());
    problems.forEach(told::addSuppressed);
    throw told;
  }

  /** Whether a request whose opening got no answer is open, and not one of somebody else. */
  private boolean isOpen() throws VaultException {
    try {
      CertificateOperation operation =
          ask(() -> sdk.certificates().getCertificateOperation(name).poll().getValue());
      return IN_PROGRESS.equals(operation.getStatus())
          && ISSUED_ELSEWHERE.equals(operation.getIssuerName())
          && operation.getCsr() != null
          && certifies(operation.getCsr());
    } catch (VaultException e) {
      if (e.reason() == Reason.NOT_FOUND) {
        return false;
      }
      throw e;
    }
  }

  /** The same certificate may have been there before, with other issuers. */
  private boolean isMerged() throws VaultException {
    KeyVaultCertificateWithPolicy now = ask(() -> sdk.certificates().getCertificate(name));
    return Arrays.equals(now.getCer(), chain.get(0))
        && !now.getProperties().getVersion().equals(formerVersion);
  }

  /** Does one thing without which the others still make sense, unless the vault is away. */
  private boolean attempt(Callable<?> call) {
    boolean away =
        problems.stream()
            .map(VaultException::reason)
            .anyMatch(why -> why == Reason.UNREACHABLE || why == Reason.INTERRUPTED);
    if (away) {
      return false;
    }
    try {
      ask(call);
      return true;
    } catch (VaultException e) {
      problems.add(e);
      return e.reason() == Reason.NOT_FOUND;
    }
  }

  private String whatToLookAt() {
    return (" What was begun could not be taken back: look in the vault whether %s has the chain,"
            + " whether its certificate operation is still pending, which blocks the name, and"
            + " whether its policy names the issuer %s now, with which the service does not renew"
            + " it.")
        .formatted(name, ISSUED_ELSEWHERE);
  }

  private Operation operation() {
    return Operation.of(vault.config().operationTimeout(), DESCRIPTION, name, vault.config().uri());
  }

  private <T> T ask(Callable<T> call) throws VaultException {
    return sdk.run(operation(), call);
  }

  /** For what must not be done twice. */
  private <T> T askOnce(Callable<T> call) throws VaultException {
    Operation once =
        Operation.once(
            vault.config().operationTimeout(), "", DESCRIPTION, name, vault.config().uri());
    return sdk.run(once, call);
  }
}
