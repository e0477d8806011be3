package io.vaultjca.command.certificates.pending;

import io.vaultjca.command.terminal.CommandException;
import io.vaultjca.command.terminal.Fields;
import io.vaultjca.command.verb.Name;
import io.vaultjca.command.verb.Pem;
import io.vaultjca.command.verb.Session;
import io.vaultjca.command.verb.Waiting;
import io.vaultjca.exchange.Operation;
import io.vaultjca.text.OneLine;
import io.vaultjca.vault.JsonObject;
import java.io.IOException;
import java.util.Optional;
import org.bouncycastle.asn1.pkcs.CertificationRequest;
import org.jspecify.annotations.Nullable;

/**
 * The pending request for a certificate, with plain requests: the SDK shows it only while it waits
 * itself, and does not show why it failed.
 *
 * <p>For use by one thread.
 */
public final class PendingRequest {
  private static final String IN_PROGRESS = "inProgress";

  private final Session session;
  private final Name name;
  private JsonObject state;

  private PendingRequest(Session session, Name name, JsonObject state) {
    this.session = session;
    this.name = name;
    this.state = state;
  }

  /** Begins a request; the body is that of certificates/create. */
  public static PendingRequest begin(Session session, Name name, String body) throws IOException {
    Operation operation =
        session.once(
            "Creating the certificate " + name,
            "the versions of the certificate %s, and pending show".formatted(name));
    String path = "certificates/" + name + "/create";
    return new PendingRequest(
        session, name, session.requests().send(operation, "POST", path, body));
  }

  /** Reads the pending request of a certificate. */
  public static PendingRequest read(Session session, Name name) throws IOException {
    String what = "Showing the pending request of the certificate " + name;
    return send(session, name, session.operation(what), "GET", null);
  }

  /** Asks the service to stop; its answer may come before it has stopped. */
  static PendingRequest cancel(Session session, Name name) throws IOException {
    String what = "Cancelling the pending request of the certificate " + name;
    String body = "{\"cancellation_requested\":true}";
    return send(session, name, session.operation(what), "PATCH", body);
  }

  static PendingRequest delete(Session session, Name name) throws IOException {
    String what = "Deleting the pending request of the certificate " + name;
    return send(session, name, session.once(what, "pending show"), "DELETE", null);
  }

  private static PendingRequest send(
      Session session, Name name, Operation operation, String method, @Nullable String body)
      throws IOException {
    String path = "certificates/" + name + "/pending";
    return new PendingRequest(
        session, name, session.requests().send(operation, method, path, body));
  }

  /** Whether it waits for the certificate of an authority that the vault does not know. */
  public boolean isForMerge() throws IOException {
    return issuer().filter("Unknown"::equals).isPresent();
  }

  private Optional<String> issuer() throws IOException {
    Optional<JsonObject> issuer = state.object("issuer");
    return issuer.isPresent() ? issuer.get().text("name") : Optional.empty();
  }

  /** Waits for the certificate. */
  public void await(Waiting waiting) throws IOException, CommandException {
    String advice = "See certificates pending show %s, or set a longer --timeout.";
    waiting
        .of(session, "Creating the certificate " + name, advice.formatted(name))
        .until(
            () -> {
              if (isInProgress()) {
                state = read(session, name).state;
              }
              return isInProgress() ? null : name;
            });
    if (state.text("status").filter("completed"::equals).isEmpty()) {
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

  /** The output for the request. */
  public Fields fields() throws IOException {
    Optional<JsonObject> error = state.object("error");
    return new Fields()
        .with("name", name.text())
        .with("status", state.text("status"))
        .with("statusDetails", state.text("status_details"))
        .with("issuer", issuer())
        .with("cancellationRequested", state.bool("cancellation_requested"))
        .with("errorCode", error.isEmpty() ? null : error.get().text("code"))
        .with("errorMessage", error.isEmpty() ? null : error.get().text("message"))
        .with("orderPreserved", state.bool("preserveCertOrder"))
        .with("target", state.text("target"))
        .with("requestId", state.text("request_id"))
        .with("csr", state.text("csr").filter(csr -> session.isJson()));
  }

  /** The certificate request as PEM. */
  public byte[] pem() throws IOException, CommandException {
    return Pem.of("CERTIFICATE REQUEST", csr());
  }

  private byte[] csr() throws IOException, CommandException {
    return state
        .bytes("csr")
        .orElseThrow(
            () ->
                new CommandException(
                    "The pending request of the certificate %s has no certificate request yet. Try again."
                        .formatted(name)));
  }

  /** The public key of the request (SubjectPublicKeyInfo, DER). */
  public byte[] publicKey() throws IOException, CommandException {
    if (!isInProgress() || !isForMerge()) {
      throw new CommandException(
          "The certificate %s does not wait for a merge. Create such a request with certificates create %s --issuer Unknown."
              .formatted(name, name));
    }
    byte[] csr = csr();
    try {
      return CertificationRequest.getInstance(csr)
          .getCertificationRequestInfo()
          .getSubjectPublicKeyInfo()
          .getEncoded();
    } catch (IllegalArgumentException | ClassCastException e) {
      throw new CommandException(
          "The certificate request of %s cannot be read.".formatted(name), e);
    }
  }
}
