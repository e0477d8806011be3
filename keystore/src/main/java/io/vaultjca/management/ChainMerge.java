package io.vaultjca.management;

import io.vaultjca.VaultException;
import io.vaultjca.VaultException.Reason;
import io.vaultjca.exchange.Operation;
import io.vaultjca.vault.ObjectId;
import io.vaultjca.vault.Vault;
import java.io.IOException;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
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
  private static final String PENDING = "/pending";
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
  private final CertificateRequests certificate;
  private final String name;
  private final String subject;
  private final PublicKey publicKey;
  private final List<byte[]> chain;
  private final List<VaultException> problems = new ArrayList<>();
  private Step step = Step.OPENING;
  private String formerVersion;

  ChainMerge(Vault vault, String name, String subject, PublicKey publicKey, List<byte[]> chain) {
    this.vault = vault;
    this.certificate = new CertificateRequests(vault, name);
    this.name = name;
    this.subject = subject;
    this.publicKey = publicKey;
    this.chain = chain;
  }

  void run() throws VaultException {
    Operation reading = operation();
    Map<String, Object> current = certificate.send(reading, "GET", "/");
    if (current.get("policy") == null) {
      throw reading.anotherForm();
    }
    Map<String, Object> former = PolicyJson.object(current.get("policy"));
    formerVersion = version(reading, current);
    try {
      certificate.send(
          once(),
          "POST",
          "/create",
          Map.of("policy", PolicyJson.reissued(former, ISSUED_ELSEWHERE, subject)));
      step = Step.OPEN;
      Operation waiting = operation();
      if (!certifies(csr(waiting))) {
        throw VaultException.unusable(
            ("%s failed: its leaf is for another key than the one that the vault would certify. Give"
                    + " the chain that was issued for the certificate request of %s.")
                .formatted(waiting.description(), name),
            null);
      }
      step = Step.MERGING;
      List<String> x5c = chain.stream().map(Base64.getEncoder()::encodeToString).toList();
      certificate.send(once(), "POST", PENDING + "/merge", Map.of("x5c", x5c));
    } catch (VaultException e) {
      if (step == Step.OPENING && isRefusal(e)) {
        throw e;
      }
      undo(former, e);
    }
  }

  private String version(Operation operation, Map<String, Object> bundle) throws VaultException {
    return ObjectId.asked(
            operation, text(bundle, "id"), "certificates", vault.config().uri(), name, "")
        .version();
  }

  private static String text(Map<String, Object> object, String member) {
    return object.get(member) == null ? null : object.get(member).toString();
  }

  private String csr(Operation waiting) throws VaultException {
    String csr = text(certificate.send(waiting, "GET", PENDING), "csr");
    while (csr == null) {
      VaultManagement.waitFor(waiting, name);
      csr = text(certificate.send(waiting, "GET", PENDING), "csr");
    }
    return csr;
  }

  private boolean certifies(String csr) throws VaultException {
    try {
      SubjectPublicKeyInfo certified =
          CertificationRequest.getInstance(Base64.getMimeDecoder().decode(csr))
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
  private void undo(Map<String, Object> former, VaultException failure) throws VaultException {
    // A thread whose flag is set sends nothing.
    boolean interrupted = Thread.interrupted();
    boolean undone = false;
    try {
      boolean closed = true;
      if (step != Step.OPENING || isOpen()) {
        attempt("PATCH", PENDING, Map.of("cancellation_requested", true));
        // A request that is cancelled takes no chain: from here on the answer stays the same.
        if (step == Step.MERGING && !isRefusal(failure) && isMerged()) {
          return;
        }
        closed = attempt("DELETE", PENDING, Map.of());
      }
      undone = attempt("PATCH", "/policy", PolicyJson.sendable(former)) && closed;
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
      Map<String, Object> pending = certificate.send(operation(), "GET", PENDING);
      return IN_PROGRESS.equals(pending.get("status"))
          && pending.get("issuer") != null
          && ISSUED_ELSEWHERE.equals(PolicyJson.object(pending.get("issuer")).get("name"))
          && pending.get("csr") != null
          && certifies(text(pending, "csr"));
    } catch (VaultException e) {
      if (e.reason() == Reason.NOT_FOUND) {
        return false;
      }
      throw e;
    }
  }

  /** The same certificate may have been there before, with other issuers. */
  private boolean isMerged() throws VaultException {
    Operation reading = operation();
    Map<String, Object> now = certificate.send(reading, "GET", "/");
    return Base64.getEncoder().encodeToString(chain.get(0)).equals(text(now, "cer"))
        && !version(reading, now).equals(formerVersion);
  }

  /** Does one thing without which the others still make sense, unless the vault is away. */
  private boolean attempt(String method, String path, Map<String, Object> content) {
    boolean away =
        problems.stream()
            .map(VaultException::reason)
            .anyMatch(why -> why == Reason.UNREACHABLE || why == Reason.INTERRUPTED);
    if (away) {
      return false;
    }
    try {
      if (content.isEmpty()) {
        certificate.send(operation(), method, path);
      } else {
        certificate.send(operation(), method, path, content);
      }
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

  /** For what must not be done twice. */
  private Operation once() {
    return Operation.once(
        vault.config().operationTimeout(), "", DESCRIPTION, name, vault.config().uri());
  }
}
