package io.vaultjca.exchange;

import static java.lang.System.Logger.Level.WARNING;

import io.vaultjca.Secret;
import io.vaultjca.Setting;
import io.vaultjca.VaultCredential.Token;
import io.vaultjca.VaultException;
import io.vaultjca.config.ConnectionConfig;
import io.vaultjca.config.VaultType;
import io.vaultjca.token.CredentialFailure;
import io.vaultjca.token.TokenCache;
import io.vaultjca.token.TokenCache.Purpose;
import io.vaultjca.transport.Answer;
import io.vaultjca.transport.Request;
import io.vaultjca.transport.Transport;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Optional;

/**
 * Sends the requests of one connection with a token. The first one goes out without, and without
 * its body: the vault's challenge says which token it wants.
 *
 * <p>A challenge is remembered once the vault has taken a token that was got for it: one that leads
 * nowhere spoils no later request. Whatever it says, a token is sent only if the challenge's
 * resource belongs to the vault's host.
 *
 * <p>Safe for use by several threads.
 */
final class Authorization {
  private static final System.Logger LOG = System.getLogger("io.vaultjca");
  private static final int UNAUTHORIZED = 401;

  /** The one of a new connection, and one for which a token has to be renewed. */
  private static final int MOST_CHALLENGES = 2;

  private static final int TOO_MANY_REQUESTS = 429;

  private final ConnectionConfig config;
  private final Transport transport;
  private final TokenCache tokens;

  /** What the vault demands of a token; null until it has taken one. */
  private volatile Challenge known;

  private volatile boolean succeeded;

  Authorization(ConnectionConfig config, Transport transport) {
    this(config, transport, new TokenCache(config.credential(), transport));
  }

  private Authorization(ConnectionConfig config, Transport transport, TokenCache tokens) {
    this.config = config;
    this.transport = transport;
    this.tokens = tokens;
  }

  /** That of another vault, which has a challenge of its own, and the same credential. */
  Authorization of(ConnectionConfig other) {
    return new Authorization(other, transport, tokens);
  }

  /** The failures of an operation on this vault. */
  Failures failures(Operation operation) {
    return new Failures(config, operation, transport.proxy(config.uri()));
  }

  /** Sends a request, once or twice again if a challenge asks for it; no answer is a 401. */
  Answer send(Request request, Operation operation) throws IOException, InterruptedException {
    Challenge before = known;
    Challenge current = before == null ? operation.demanded() : before;
    Token token = current == null ? null : token(current, before, operation);
    Answer answer = transmit(request, token, operation);
    for (int turn = 0; turn < MOST_CHALLENGES && answer.status() == UNAUTHORIZED; turn++) {
      Optional<Challenge> challenge = Challenge.of(answer);
      Token next =
          challenge.isEmpty() ? null : next(challenge.get(), current, before, token, operation);
      if (next == null && turn == 0 && token != null && challenge.isPresent()) {
        // Once a 401 may be an accident.
        next = token;
      } else if (next == null || next.equals(token)) {
        break;
      }
      current = challenge.get();
      operation.demand(current);
      token = next;
      answer = transmit(request, token, operation);
    }
    if (answer.status() == UNAUTHORIZED) {
      throw failures(operation).refused(answer, foreignTenant(Challenge.of(answer), before));
    }
    if (token != null) {
      known = current;
      if (!succeeded && answer.status() / 100 == 2) {
        // What the other type lacks is an error that says so; what it has would hide it.
        succeeded = true;
        String warning = anotherType();
        if (!warning.isEmpty()) {
          LOG.log(WARNING, warning.strip());
        }
      }
    }
    return answer;
  }

  /** The token for the next try, or null if none makes sense. */
  private Token next(
      Challenge demanded, Challenge current, Challenge before, Token refused, Operation operation)
      throws VaultException, InterruptedException {
    if (current == null || !demanded.isLike(current)) {
      return token(demanded, before, operation);
    }
    if (demanded.claims().isPresent()) {
      return another(demanded, refused, demanded.claims().get(), operation);
    }
    // Without claims a credential would answer with the token that it keeps itself.
    return tokens.isReplaceable(refused)
        ? another(demanded, refused, issuedAfter(Instant.now()), operation)
        : null;
  }

  /** A sentence, if the vault has shown to be of another type than it is taken for; else empty. */
  String anotherType() {
    Challenge accepted = known;
    Optional<VaultType> own = accepted == null ? Optional.empty() : accepted.service();
    return own.isEmpty() || own.get() == config.type()
        ? ""
        : " %s is taken for a %s and calls itself a %s: set %s=%s."
            .formatted(
                config.uri(),
                config.type().displayName(),
                own.get().displayName(),
                Setting.TYPE.key(),
                own.get().configName());
  }

  /** What must not be read in the words of an answer. */
  Collection<Secret> tokens() {
    return tokens.held();
  }

  private Answer transmit(Request request, Token token, Operation operation)
      throws IOException, InterruptedException {
    Request sent =
        token == null
            ? request.withoutBody()
            : request.with("Authorization", "Bearer " + token.value().reveal());
    operation.sending(token != null);
    Duration atMost = operation.deadline().remaining(operation.patience(config.requestTimeout()));
    operation.awaits("the answer", atMost);
    Answer answer = transport.send(sent, atMost);
    operation.answered(answer.status());
    boolean accepted =
        answer.status() != UNAUTHORIZED
            && answer.status() != TOO_MANY_REQUESTS
            && answer.status() < 500;
    if (token != null && accepted) {
      tokens.accepted(token);
    }
    return answer;
  }

  /** The token for a challenge, which is not sent. */
  Token token(Challenge challenge, Operation operation)
      throws VaultException, InterruptedException {
    return token(challenge, known, operation);
  }

  private Token token(Challenge challenge, Challenge before, Operation operation)
      throws VaultException, InterruptedException {
    requireOwnResource(challenge, operation);
    operation.awaits("a token", operation.deadline().remaining());
    try {
      return tokens.token(purpose(challenge), operation.deadline());
    } catch (CredentialFailure e) {
      throw failures(operation).noToken(e, foreignTenant(Optional.of(challenge), before));
    }
  }

  private Token another(Challenge challenge, Token refused, String claims, Operation operation)
      throws VaultException, InterruptedException {
    requireOwnResource(challenge, operation);
    operation.awaits("another token", operation.deadline().remaining());
    try {
      return tokens.another(purpose(challenge), refused, claims, operation.deadline());
    } catch (CredentialFailure e) {
      throw failures(operation).noToken(e, "");
    }
  }

  private static Purpose purpose(Challenge challenge) {
    return new Purpose(challenge.scope(), challenge.tenant());
  }

  private void requireOwnResource(Challenge challenge, Operation operation) throws VaultException {
    if (!challenge.isOfHost(config)) {
      throw failures(operation).foreignResource();
    }
  }

  /** A sentence, if a challenge names another tenant than is expected; else empty. */
  private String foreignTenant(Optional<Challenge> challenge, Challenge before) {
    Optional<String> expected = before != null ? before.tenant() : config.credential().tenantId();
    Optional<String> named = challenge.flatMap(Challenge::tenant);
    return expected.isEmpty() || named.isEmpty() || expected.get().equalsIgnoreCase(named.get())
        ? ""
        : " The vault's challenge named another tenant, %s, than %s, %s."
            .formatted(
                named.get(),
                expected.get(),
                before != null ? "which it named before" : "which is configured");
  }

  /** The claims of a challenge of continuous access evaluation: a token of now or later. */
  private static String issuedAfter(Instant time) {
    return "{\"access_token\":{\"nbf\":{\"essential\":true,\"value\":\"%s\"}}}"
        .formatted(time.getEpochSecond());
  }
}
