package io.vaultjca.management;

import io.vaultjca.VaultException;
import io.vaultjca.VaultException.Reason;
import io.vaultjca.exchange.Operation;
import io.vaultjca.vault.JsonObject;
import io.vaultjca.vault.ObjectId;
import io.vaultjca.vault.Vault;
import java.io.IOException;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bouncycastle.asn1.pkcs.CertificationRequest;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;

/**
 * Gives the key of a certificate a new chain: opens a certificate operation with the issuer Unknown
 * that reuses the key, and merges the chain into it.
 *
 * <p>The policy of the operation replaces the policy of the certificate. So it repeats the former
 * one, and if no chain is merged the former one is restored.
 *
 * <p>For one use by one thread.
 */
final class ChainMerge {
  static final String ISSUED_ELSEWHERE = "Unknown";

  private static final String DESCRIPTION = "Merging a certificate chain into %s in %s";
  private static final String PENDING = "/pending";
  private static final String IN_PROGRESS = "inProgress";
  private static final String UNDONE =
      "The request was taken back, and the certificate has its former policy.";

  private enum Step {
    OPENING,
    OPEN,
    MERGING
  }

  private final Vault vault;
  private final String name;
  private final String subject;
  private final PublicKey publicKey;
  private final List<byte[]> chain;
  private final List<VaultException> problems = new ArrayList<>();
  private Step step = Step.OPENING;
  private String formerVersion = "";

  ChainMerge(Vault vault, String name, String subject, PublicKey publicKey, List<byte[]> chain) {
    this.vault = vault;
    this.name = name;
    this.subject = subject;
    this.publicKey = publicKey;
    this.chain = chain;
  }

  /** Merges the chain. A failure says whether everything was taken back. */
  void run() throws VaultException {
    Operation reading = operation();
    JsonObject current = read(reading, "/");
    JsonObject former = current.object("policy").orElseThrow(reading::anotherForm);
    formerVersion = version(reading, current);
    Map<String, Object> content =
        Map.of("policy", PolicyJson.reissued(former, ISSUED_ELSEWHERE, subject));
    try {
      send(once(), "POST", "/create", content);
      step = Step.OPEN;
      Operation waiting = operation();
      if (!certifies(csr(waiting))) {
        throw VaultException.unusable(
            """
            %s failed: its leaf is for another key than the one that the vault would certify. Give \
            the chain that was issued for the certificate request of %s."""
                .formatted(waiting.description(), name),
            null);
      }
      step = Step.MERGING;
      List<String> x5c = chain.stream().map(Base64.getEncoder()::encodeToString).toList();
      send(once(), "POST", PENDING + "/merge", Map.of("x5c", x5c));
    } catch (VaultException e) {
      if (step == Step.OPENING && isRefusal(e)) {
        throw e;
      }
      undo(former, e);
    }
  }

  private JsonObject read(Operation operation, String path) throws VaultException {
    return vault.requests().send(operation, "GET", address(path), null);
  }

  private void send(Operation operation, String method, String path, Map<String, ?> content)
      throws VaultException {
    vault.requests().send(operation, method, address(path), PolicyJson.text(content));
  }

  private String address(String path) {
    return "certificates/" + name + path;
  }

  private String version(Operation operation, JsonObject bundle) throws VaultException {
    return ObjectId.asked(
            operation, bundle.text("id"), "certificates", vault.config().uri(), name, "")
        .version();
  }

  private String csr(Operation waiting) throws VaultException {
    Optional<String> csr = read(waiting, PENDING).text("csr");
    while (csr.isEmpty()) {
      VaultManagement.waitFor(waiting, name);
      csr = read(waiting, PENDING).text("csr");
    }
    return csr.get();
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

  /** Whether a request certainly had no effect. Without an answer it may have had one. */
  private static boolean isRefusal(VaultException failure) {
    return (failure.status() >= 400 && failure.status() < 500)
        || failure.reason() == Reason.UNAUTHENTICATED;
  }

  /**
   * Takes back what was begun. An open operation would block the name, and with its policy the
   * service does not renew the certificate. Returns normally if the chain turns out to be merged.
   */
  private void undo(JsonObject former, VaultException failure) throws VaultException {
    // An interrupted thread sends nothing.
    boolean interrupted = Thread.interrupted();
    boolean undone = false;
    try {
      boolean closed = true;
      if (step != Step.OPENING || isOpen()) {
        attempt(() -> send(operation(), "PATCH", PENDING, Map.of("cancellation_requested", true)));
        // A cancelled operation accepts no chain, so from here on this answer is final.
        if (step == Step.MERGING && !isRefusal(failure) && isMerged()) {
          return;
        }
        closed =
            attempt(() -> vault.requests().send(operation(), "DELETE", address(PENDING), null));
      }
      Map<String, ?> policy = PolicyJson.sendable(former);
      undone = attempt(() -> send(operation(), "PATCH", "/policy", policy)) && closed;
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
            failure.getMessage() + " " + (undone ? UNDONE : whatToLookAt()),
            failure.getCause());
    problems.forEach(told::addSuppressed);
    throw told;
  }

  /** Whether an operation is open although no answer said so, and not that of another caller. */
  private boolean isOpen() throws VaultException {
    try {
      JsonObject pending = read(operation(), PENDING);
      Optional<JsonObject> issuer = pending.object("issuer");
      Optional<String> csr = pending.text("csr");
      return pending.text("status").filter(IN_PROGRESS::equals).isPresent()
          && issuer.isPresent()
          && issuer.get().text("name").filter(ISSUED_ELSEWHERE::equals).isPresent()
          && csr.isPresent()
          && certifies(csr.get());
    } catch (VaultException e) {
      if (e.reason() == Reason.NOT_FOUND) {
        return false;
      }
      throw e;
    }
  }

  /** Compares the version too: the same certificate may have been there, with other issuers. */
  private boolean isMerged() throws VaultException {
    Operation reading = operation();
    JsonObject now = read(reading, "/");
    String leaf = Base64.getEncoder().encodeToString(chain.get(0));
    return now.text("cer").filter(leaf::equals).isPresent()
        && !version(reading, now).equals(formerVersion);
  }

  @FunctionalInterface
  private interface Request {
    void send() throws VaultException;
  }

  /** Tries one step that does not depend on the others; none once the vault is away. */
  private boolean attempt(Request request) {
    boolean away =
        problems.stream()
            .map(VaultException::reason)
            .anyMatch(why -> why == Reason.UNREACHABLE || why == Reason.INTERRUPTED);
    if (away) {
      return false;
    }
    try {
      request.send();
      return true;
    } catch (VaultException e) {
      problems.add(e);
      return e.reason() == Reason.NOT_FOUND;
    }
  }

  private String whatToLookAt() {
    return """
        The request could not be taken back. Check in the vault whether %s has the chain, whether \
        its certificate operation is still pending, which blocks the name, and whether its policy \
        now names the issuer %s, with which the service does not renew it."""
        .formatted(name, ISSUED_ELSEWHERE);
  }

  private Operation operation() {
    return Operation.of(vault.config().operationTimeout(), DESCRIPTION, name, vault.config().uri());
  }

  /** An operation that must not be repeated. */
  private Operation once() {
    return Operation.once(
        vault.config().operationTimeout(), "", DESCRIPTION, name, vault.config().uri());
  }
}
