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
 * What is heard from a vault's address by who sends one request without a token: for a person who
 * asks what is wrong.
 *
 * @param tls what the server showed in the TLS handshake, trusted or not; empty if nothing was
 *     shown
 * @param answer the answer, whatever its status
 * @param at when it came, by this machine's clock
 * @param challenge what the vault demands of a token
 * @param failure why there is no answer, or none that a vault gives
 */
public record Greeting(
    Optional<SeenCertificates.Shown> tls,
    Optional<Answer> answer,
    Instant at,
    Optional<Challenge> challenge,
    Optional<VaultException> failure) {
  private static final int UNAUTHORIZED = 401;

  /** Sends the request, once, and waits for its answer for so long. */
  public static Greeting of(ConnectionConfig config, Duration atMost) throws VaultException {
    HttpClientModule.require();
    SeenCertificates seen = new SeenCertificates();
    Transport transport = Transport.of(config, seen);
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
      if (answer.status() / 100 == 2 || (answer.status() == UNAUTHORIZED && challenge.isEmpty())) {
        failure = Optional.of(operation.anotherForm());
      } else if (answer.status() != UNAUTHORIZED) {
        failure = Optional.of(failures.refused(answer, ""));
      } else if (!challenge.get().isOfHost(config)) {
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
