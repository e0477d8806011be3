package io.vaultjca.exchange;

import io.vaultjca.VaultException;
import io.vaultjca.config.ConnectionConfig;
import io.vaultjca.redaction.Redaction;
import io.vaultjca.transport.Answer;
import io.vaultjca.transport.HttpClientModule;
import io.vaultjca.transport.Request;
import io.vaultjca.transport.SeenCertificates;
import io.vaultjca.transport.Transport;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The answer of a vault's address to one request without a token, for a diagnosis.
 *
 * @param tls the certificates of the TLS handshake, trusted or not; empty if it did not get that
 *     far
 * @param answer the answer, whatever its status
 * @param at when the answer or the failure came, by this machine's clock
 * @param challenge the vault's challenge
 * @param failure why there is no answer, or why it is not one of a vault
 */
public record Greeting(
    Optional<SeenCertificates.Shown> tls,
    Optional<Answer> answer,
    Instant at,
    Optional<Challenge> challenge,
    Optional<VaultException> failure) {
  /** Sends the request once, and waits for the answer for so long at most. */
  public static Greeting of(ConnectionConfig config, Duration atMost) throws VaultException {
    HttpClientModule.require();
    SeenCertificates seen = new SeenCertificates();
    Transport transport = Transport.of(config, Optional.of(seen));
    Request request =
        new Request(
            "GET",
            URI.create(config.uri() + "/keys?" + config.apiVersion().query()),
            Map.of("Accept", "application/json", "User-Agent", Exchange.USER_AGENT),
            new byte[0]);
    Operation operation = Operation.of(atMost, "Asking %s what it demands", config.uri());
    operation.begin(request, new Redaction(request, List::of));
    operation.trying();
    Failures failures =
        new Failures(config, new VaultService(config), operation, transport.proxy(config.uri()));
    try {
      Answer answer = transport.send(request, atMost);
      Instant now = Instant.now();
      Optional<Challenge> challenge = Challenge.of(answer);
      Optional<VaultException> failure = Optional.empty();
      if (answer.isSuccess() || (answer.status() == Answer.UNAUTHORIZED && challenge.isEmpty())) {
        failure = Optional.of(operation.anotherForm());
      } else if (answer.status() != Answer.UNAUTHORIZED) {
        failure = Optional.of(failures.refused(answer, ""));
      } else if (!challenge.orElseThrow().isOfHost(config)) {
        failure = Optional.of(failures.foreignResource());
      }
      return new Greeting(seen.last(), Optional.of(answer), now, challenge, failure);
    } catch (IOException e) {
      return new Greeting(
          seen.last(),
          Optional.empty(),
          Instant.now(),
          Optional.empty(),
          Optional.of(failures.noAnswer(e)));
    } catch (InterruptedException e) {
      throw failures.interrupted(e);
    }
  }
}
