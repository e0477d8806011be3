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
import org.jspecify.annotations.Nullable;

/**
 * Sends the requests of one connection with a token. The first request carries neither a token nor
 * its body: the vault's challenge says which token it wants.
 *
 * <p>A challenge is remembered only when the vault has accepted a token for it, so that a false one
 * does not affect later requests. A token is sent only if the challenge's resource belongs to the
 * vault's host.
 *
 * <p>Safe for use by several threads.
 */
final class Authorization {
  private static final System.Logger LOG = System.getLogger("io.vaultjca");

  /** One challenge of a new connection, and one that demands another token. */
  private static final int MOST_CHALLENGES = 2;

  private final ConnectionConfig config;
  private final Service service;
  private final Transport transport;
  private final TokenCache tokens;

  /** The last challenge for which the service accepted a token, or the service's fixed one. */
  private volatile @Nullable Challenge known;

  private volatile boolean succeeded;

  Authorization(ConnectionConfig config, Service service, Transport transport) {
    this(config, service, transport, new TokenCache(config.credential(), transport));
  }

  private Authorization(
      ConnectionConfig config, Service service, Transport transport, TokenCache tokens) {
    this.config = config;
    this.service = service;
    this.known = service.demand().orElse(null);
    this.transport = transport;
    this.tokens = tokens;
  }

  /** The authorization for another vault: the same credential, but another challenge. */
  Authorization of(ConnectionConfig other) {
    return new Authorization(other, new VaultService(other), transport, tokens);
  }

  Failures failures(Operation operation) {
    return new Failures(config, service, operation, transport.proxy(config.uri()));
  }

  /** Sends a request, and repeats it for up to two challenges; a 401 in the end is a failure. */
  Answer send(Request request, Operation operation) throws IOException, InterruptedException {
    Challenge before = known;
    Challenge current = before == null ? operation.demanded() : before;
    Token token = current == null ? null : token(current, before, operation);
    Answer answer = transmit(request, current, token, operation);
    for (int turn = 0; turn < MOST_CHALLENGES && answer.status() == Answer.UNAUTHORIZED; turn++) {
      Optional<Challenge> challenge = demanded(answer);
      Token next =
          challenge.isEmpty() ? null : next(challenge.get(), current, before, token, operation);
      if (next == null && turn == 0 && token != null && challenge.isPresent()) {
        // A single 401 may be an accident.
        next = token;
      } else if (next == null || next.equals(token)) {
        break;
      }
      current = challenge.get();
      operation.demand(current);
      token = next;
      answer = transmit(request, current, token, operation);
    }
    if (answer.status() == Answer.UNAUTHORIZED) {
      throw failures(operation).refused(answer, foreignTenant(demanded(answer), before));
    }
    if (token != null) {
      known = current;
      if (!succeeded && answer.isSuccess()) {
        // A failure names the wrong type itself; a success would hide it.
        succeeded = true;
        String warning = anotherType();
        if (!warning.isEmpty()) {
          LOG.log(WARNING, warning.strip());
        }
      }
    }
    return answer;
  }

  /** The challenge of an answer 401; a fixed one changes only its claims. */
  private Optional<Challenge> demanded(Answer answer) {
    Optional<Challenge> fixed = service.demand();
    return fixed.isPresent() ? fixed.map(one -> one.withClaimsOf(answer)) : Challenge.of(answer);
  }

  /** The token for the next try, or null if another try is pointless. */
  private @Nullable Token next(
      Challenge demanded,
      @Nullable Challenge current,
      @Nullable Challenge before,
      @Nullable Token refused,
      Operation operation)
      throws VaultException, InterruptedException {
    if (current == null || refused == null) {
      return token(demanded, before, operation);
    }
    if (!demanded.isLike(current)) {
      requireNoRepetition(demanded, operation);
      return token(demanded, before, operation);
    }
    if (demanded.claims().isPresent()) {
      return another(demanded, refused, demanded.claims().get(), operation);
    }
    // Without claims a credential would return the token from its own cache.
    return tokens.isReplaceable(purpose(demanded), refused)
        ? another(demanded, refused, issuedAfter(Instant.now()), operation)
        : null;
  }

  /** A sentence, if the vault is of another type than the configured one; otherwise empty. */
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

  /** The tokens that must not appear in the quoted words of an answer. */
  Collection<Secret> tokens() {
    return tokens.held();
  }

  private Answer transmit(
      Request request, @Nullable Challenge challenge, @Nullable Token token, Operation operation)
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
        answer.status() != Answer.UNAUTHORIZED
            && answer.status() != Answer.TOO_MANY_REQUESTS
            && answer.status() < 500;
    if (challenge != null && token != null && accepted) {
      tokens.accepted(purpose(challenge), token);
    }
    return answer;
  }

  /** The token for a challenge, without a request. */
  Token token(Challenge challenge, Operation operation)
      throws VaultException, InterruptedException {
    return token(challenge, known, operation);
  }

  private Token token(Challenge challenge, @Nullable Challenge before, Operation operation)
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

  /** Azure Identity logs for which resource and tenant it gets a token. */
  private static void requireNoRepetition(Challenge challenge, Operation operation)
      throws VaultException {
    String demanded = challenge.scope() + " " + challenge.tenant().orElse("");
    if (!operation.redacted(demanded).equals(demanded)) {
      throw operation.distrust(
          "its challenge repeats a part of the request, so no token was requested for it");
    }
  }

  private static Purpose purpose(Challenge challenge) {
    return new Purpose(challenge.scope(), challenge.tenant());
  }

  private void requireOwnResource(Challenge challenge, Operation operation) throws VaultException {
    if (service.demand().isEmpty() && !challenge.isOfHost(config)) {
      throw failures(operation).foreignResource();
    }
  }

  /** A sentence, if a challenge names an unexpected tenant; otherwise empty. */
  private String foreignTenant(Optional<Challenge> challenge, @Nullable Challenge before) {
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

  /** The claims of a continuous access evaluation challenge: a token issued now or later. */
  private static String issuedAfter(Instant time) {
    return "{\"access_token\":{\"nbf\":{\"essential\":true,\"value\":\"%s\"}}}"
        .formatted(time.getEpochSecond());
  }
}
