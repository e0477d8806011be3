package io.vaultjca.vault;

import com.azure.core.credential.AccessToken;
import com.azure.core.credential.TokenCredential;
import com.azure.core.credential.TokenRequestContext;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import reactor.core.publisher.Mono;

/**
 * Keeps tokens and renews them shortly before they expire, each with one request however many
 * threads wait for it. One serves all clients of a vault.
 */
final class CachedCredential implements TokenCredential {
  private static final System.Logger LOG = System.getLogger("io.vaultjca");

  /** As the SDK's own caches have it. */
  private static final Duration RENEW_AHEAD = Duration.ofMinutes(5);

  private static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(30);

  /** How long a refusal holds for everybody: the credential is not asked once an operation. */
  private static final Duration REFUSAL_HOLDS = Duration.ofSeconds(1);

  private static final Duration LONGEST_RENEWAL = Duration.ofMinutes(2);

  /** How long a token is used that had expired, by this machine's clock, when it came. */
  private static final Duration TRIED_DESPITE_THE_CLOCK = Duration.ofMinutes(1);

  private final DaemonThreads threads = new DaemonThreads("token");
  private final Supplier<TokenCredential> source;
  private final CredentialKind kind;
  private final Map<Key, Slot> slots = new ConcurrentHashMap<>();
  private volatile TokenCredential built;
  private volatile String lastAccepted;

  /**
   * Wraps a credential.
   *
   * @param source builds the credential when the first token is needed
   * @param kind which one it is, for messages
   */
  CachedCredential(Supplier<TokenCredential> source, CredentialKind kind) {
    this.source = source;
    this.kind = kind;
  }

  @Override
  public AccessToken getTokenSync(TokenRequestContext request) {
    Key key = new Key(List.copyOf(request.getScopes()), String.valueOf(request.getTenantId()));
    Slot slot = slots.computeIfAbsent(key, k -> new Slot());
    try {
      return slot.token(request);
    } catch (CredentialFailure e) {
      Operation.current().credentialFailed(e);
      throw e;
    }
  }

  /** The service took this token. */
  void accepted(String token) {
    lastAccepted = token;
  }

  /**
   * Whether another token is of use instead of one that the service refused: there is one already,
   * or the service took this one before, or it is old. A new token that is refused at once is not
   * replaced again and again.
   */
  boolean isReplaceable(String token) {
    if (kind == CredentialKind.ACCESS_TOKEN || kind == CredentialKind.PASSWORD_IS_ACCESS_TOKEN) {
      return false;
    }
    OffsetDateTime young = OffsetDateTime.now(ZoneOffset.UTC).minus(PAUSE_AFTER_FAILURE);
    return token.equals(lastAccepted)
        || slots.values().stream()
            .map(slot -> slot.held)
            .noneMatch(held -> held != null && held.is(token) && held.fetchedAt().isAfter(young));
  }

  @Override
  public Mono<AccessToken> getToken(TokenRequestContext request) {
    return Mono.fromCallable(() -> getTokenSync(request));
  }

  /**
   * Asks the credential, on a thread of its own: Azure Identity has retries and time-outs of its
   * own, which may be longer than the operation's.
   */
  private AccessToken fetch(TokenRequestContext request, Duration atMost) {
    if (atMost.toMillis() <= 0) {
      throw failure("the operation's time is over", null);
    }
    FutureTask<AccessToken> task = new FutureTask<>(() -> credential().getTokenSync(request));
    threads.newThread(task).start();
    try {
      return usable(task.get(atMost.toMillis(), TimeUnit.MILLISECONDS));
    } catch (ExecutionException e) {
      boolean quotes = CredentialMessages.quotesAnAnswer(e.getCause());
      throw failure(CredentialMessages.ofTokenRequest(e.getCause()), quotes ? null : e.getCause());
    } catch (TimeoutException e) {
      task.cancel(true);
      throw failure(
          String.format(Locale.ROOT, "no answer within %.1f s", atMost.toMillis() / 1000.0), e);
    } catch (InterruptedException e) {
      task.cancel(true);
      Thread.currentThread().interrupt();
      throw failure("the thread was interrupted", e);
    }
  }

  /** MSAL takes an answer without a token for one. */
  private AccessToken usable(AccessToken token) {
    if (token == null || token.getToken() == null || token.getToken().isBlank()) {
      throw failure("the answer holds no token", null);
    }
    return token;
  }

  private CredentialFailure failure(String why, Throwable cause) {
    return new CredentialFailure(
        "The credential " + kind.configName() + " got no token: " + why, cause);
  }

  private TokenCredential credential() {
    TokenCredential credential = built;
    if (credential == null) {
      synchronized (this) {
        credential = built;
        if (credential == null) {
          credential = source.get();
          built = credential;
        }
      }
    }
    return credential;
  }

  /** Tokens differ by what they are for and by tenant. */
  private record Key(List<String> scopes, String tenant) {}

  /** A token and when to get the next. */
  private record Held(
      AccessToken token,
      OffsetDateTime fetchedAt,
      OffsetDateTime renewAt,
      OffsetDateTime usedUntil) {
    boolean isValid(OffsetDateTime now) {
      return now.isBefore(usedUntil);
    }

    boolean is(String value) {
      return token.getToken().equals(value);
    }

    Held renewedAt(OffsetDateTime time) {
      return new Held(token, fetchedAt, time, usedUntil);
    }
  }

  /** What the credential said, and when. */
  private record Refusal(CredentialFailure failure, long since) {
    boolean holds() {
      return System.nanoTime() - since < REFUSAL_HOLDS.toNanos();
    }
  }

  /** The token for one purpose. */
  private final class Slot {
    private final ReentrantLock renewing = new ReentrantLock();
    private final AtomicBoolean aheadOfTime = new AtomicBoolean();
    private volatile Held held;
    private final AtomicInteger failures = new AtomicInteger();
    private volatile Refusal lastFailure;

    AccessToken token(TokenRequestContext request) {
      if (request.getClaims() != null) {
        return renewForClaims(request);
      }
      Held known = held;
      OffsetDateTime now = OffsetDateTime.now(ZoneOffset.UTC);
      if (known != null && known.isValid(now)) {
        if (!now.isBefore(known.renewAt()) && aheadOfTime.compareAndSet(false, true)) {
          threads.newThread(() -> renewAhead(request, known)).start();
        }
        return known.token();
      }
      Refusal refusal = lastFailure;
      if (refusal != null && refusal.holds()) {
        throw refusal.failure();
      }
      int failuresBefore = failures.get();
      lockInTime();
      try {
        if (!Objects.equals(held, known)) {
          return held.token();
        }
        // Who has waited for an attempt shares its failure: else each would wait for one of its
        // own, and the credential would be asked once a thread.
        if (failures.get() != failuresBefore) {
          throw lastFailure.failure();
        }
        return fetchInTime(request);
      } finally {
        renewing.unlock();
      }
    }

    /** The held token still works meanwhile; if this fails, it is tried again a little later. */
    private void renewAhead(TokenRequestContext request, Held known) {
      renewing.lock();
      try {
        if (Objects.equals(held, known)) {
          AccessToken fetched = fetch(request, LONGEST_RENEWAL);
          if (!OffsetDateTime.now(ZoneOffset.UTC).isBefore(fetched.getExpiresAt())) {
            // It must not replace a token that works.
            throw failure(
                "the answer holds a token that expired at " + fetched.getExpiresAt(), null);
          }
          keep(fetched);
        }
      } catch (CredentialFailure e) {
        LOG.log(
            System.Logger.Level.WARNING,
            "The access token expires at {0} and could not be renewed; it is used until then. {1}",
            known.token().getExpiresAt(),
            e.getMessage());
        held = known.renewedAt(OffsetDateTime.now(ZoneOffset.UTC).plus(PAUSE_AFTER_FAILURE));
      } finally {
        renewing.unlock();
        aheadOfTime.set(false);
      }
    }

    /**
     * The service refused a token and says what it wants (continuous access evaluation). The SDK
     * keeps a token for each of its clients: the refused one may have been renewed already.
     */
    private AccessToken renewForClaims(TokenRequestContext request) {
      String refused = Operation.current().refusedToken();
      Held known = held;
      if (isAnother(known, refused)) {
        return known.token();
      }
      lockInTime();
      try {
        return isAnother(held, refused) ? held.token() : fetchInTime(request);
      } finally {
        renewing.unlock();
      }
    }

    private boolean isAnother(Held known, String refused) {
      return known != null
          && refused != null
          && !known.is(refused)
          && known.isValid(OffsetDateTime.now(ZoneOffset.UTC));
    }

    private void lockInTime() {
      Duration remaining = Operation.current().remaining();
      try {
        if (!renewing.tryLock(remaining.toMillis(), TimeUnit.MILLISECONDS)) {
          throw failure("another thread waits for it, too, and the operation's time is over", null);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw failure("the thread was interrupted", e);
      }
    }

    private AccessToken fetchInTime(TokenRequestContext request) {
      try {
        return keep(fetch(request, Operation.current().remaining()));
      } catch (CredentialFailure e) {
        // That this thread was interrupted, or came late, concerns no other.
        if (!Thread.currentThread().isInterrupted()
            && Operation.current().remaining().compareTo(Duration.ZERO) > 0) {
          lastFailure = new Refusal(e, System.nanoTime());
          failures.incrementAndGet();
        }
        throw e;
      }
    }

    private AccessToken keep(AccessToken fetched) {
      OffsetDateTime now = OffsetDateTime.now(ZoneOffset.UTC);
      OffsetDateTime expires = fetched.getExpiresAt();
      if (!now.isBefore(expires)) {
        LOG.log(
            System.Logger.Level.WARNING,
            "The credential {0} got a token that expired at {1}, while this machine''s clock says"
                + " {2}: check the clock. The token is tried all the same.",
            kind.configName(),
            expires,
            now);
        expires = now.plus(TRIED_DESPITE_THE_CLOCK);
      }
      Duration half = Duration.between(now, expires).dividedBy(2);
      held =
          new Held(
              fetched,
              now,
              expires.minus(RENEW_AHEAD.compareTo(half) < 0 ? RENEW_AHEAD : half),
              expires);
      return fetched;
    }
  }
}
