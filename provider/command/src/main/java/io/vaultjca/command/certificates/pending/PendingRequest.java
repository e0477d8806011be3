package io.vaultjca.command.certificates.pending;

import io.vaultjca.command.terminal.CommandException;
import io.vaultjca.command.terminal.Fields;
import io.vaultjca.command.verb.Pem;
import io.vaultjca.command.verb.Session;
import io.vaultjca.command.verb.Waiting;
import io.vaultjca.exchange.Operation;
import io.vaultjca.text.OneLine;
import io.vaultjca.vault.JsonObject;
import java.io.IOException;
import java.util.Optional;
import org.bouncycastle.asn1.pkcs.CertificationRequest;

/**
 * The operation by which a certificate is made, in plain requests: the SDK shows it from inside of
 * its own waiting alone, and not why it failed.
 *
 * <p>For use by one thread.
 */
public final class PendingRequest {
  private static final String IN_PROGRESS = "inProgress";

  private final Session session;
  private final String name;
  private JsonObject state;

  /** That of a certificate, by the name that it can have in a vault; sends nothing. */
  public PendingRequest(Session session, String name) {
    this.session = session;
    this.name = name;
  }

  /** Begins one, by a body of certificates/create. */
  public void begin(String body) throws IOException {
    Operation operation =
        session.once(
            "Creating the certificate " + name,
            "the versions of the certificate %s, and pending show".formatted(name));
    state = session.requests().send(operation, "POST", "certificates/" + name + "/create", body);
  }

  /** Reads how far it is. */
  public void read() throws IOException {
    state =
        send(
            session.operation("Showing the pending request of the certificate " + name),
            "GET",
            null);
  }

  /** Asks the service to stop; it may say so before it has. */
  void cancel() throws IOException {
    state =
        send(
            session.operation("Cancelling the pending request of the certificate " + name),
            "PATCH",
            "{\"cancellation_requested\":true}");
  }

  void delete() throws IOException {
    String what = "Deleting the pending request of the certificate " + name;
    state = send(session.once(what, "pending show"), "DELETE", null);
  }

  private JsonObject send(Operation operation, String method, String body) throws IOException {
    return session.requests().send(operation, method, "certificates/" + name + "/pending", body);
  }

  /** Whether it waits for a certificate that somebody else issues. */
  public boolean isForMerge() throws IOException {
    return issuer().filter("Unknown"::equals).isPresent();
  }

  private Optional<String> issuer() throws IOException {
    Optional<JsonObject> issuer = state.object("issuer");
    return issuer.isPresent() ? issuer.get().text("name") : Optional.empty();
  }

  /** Waits until the certificate is there. */
  public void await(Waiting waiting) throws IOException, CommandException {
    String advice = "See certificates pending show %s, or wait longer with --timeout.";
    waiting
        .of(session, "Creating the certificate " + name, advice.formatted(name))
        .until(
            () -> {
              if (isInProgress()) {
                read();
              }
              return isInProgress() ? null : name;
            });
    if (!state.text("status").filter("completed"::equals).isPresent()) {
      throw new CommandException(
          "Creating the certificate %s failed: the service ended it as %s.%s"
              .formatted(name, OneLine.of(state.text("status").orElse("")), failure()));
    }
  }

  private boolean isInProgress() throws IOException {
    return state.text("status").filter(IN_PROGRESS::equals).isPresent();
  }

  private String failure() throws IOException {
    Optional<JsonObject> error = state.object("error");
    return error.isEmpty()
        ? ""
        : " %s: %s"
            .formatted(
                OneLine.of(error.get().text("code").orElse("")),
                OneLine.of(error.get().text("message").orElse("")));
  }

  /** What is shown of it. */
  public Fields fields() throws IOException {
    Optional<JsonObject> error = state.object("error");
    return new Fields()
        .with("name", name)
        .with("status", state.text("status"))
        .with("statusDetails", state.text("status_details"))
        .with("issuer", issuer())
        .with("cancellationRequested", state.bool("cancellation_requested"))
        .with("errorCode", error.isEmpty() ? null : error.get().text("code"))
        .with("errorMessage", error.isEmpty() ? null : error.get().text("message"))
        .with("orderPreserved", state.bool("preserveCertOrder"))
        .with("target", state.text("target"))
        .with("requestId", state.text("request_id"))
        .with("csr", state.text("csr").filter(csr -> session.output().isJson()));
  }

  /** The certificate request in PEM. */
  public byte[] pem() throws IOException, CommandException {
    return Pem.of("CERTIFICATE REQUEST", csr());
  }

  private byte[] csr() throws IOException, CommandException {
    return state
        .bytes("csr")
        .orElseThrow(
            () ->
                new CommandException(
                    "The pending request of the certificate %s has no certificate request yet: try"
                            .formatted(name)
                        + " again."));
  }

  /** The public key that is to be certified (SubjectPublicKeyInfo, DER). */
  public byte[] publicKey() throws IOException, CommandException {
    if (!isInProgress() || !isForMerge()) {
      throw new CommandException(
          "The certificate %s does not wait for a merge: certificates create %s --issuer Unknown"
                  .formatted(name, name)
              + " makes a request that does.");
    }
    byte[] csr = csr();
    try {
      return CertificationRequest.getInstance(csr)
          .getCertificationRequestInfo()
          .getSubjectPublicKeyInfo()
          .getEncoded();
    } catch (IllegalArgumentException | ClassCastException e) {
      throw new CommandException(
          "The certificate request of the certificate %s cannot be read.".formatted(name), e);
    }
  }
}
