package io.vaultjca.vault;

import com.azure.core.credential.AccessToken;
import com.azure.core.credential.TokenCredential;
import com.azure.core.credential.TokenRequestContext;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import reactor.core.publisher.Mono;

/**
 * Keeps tokens and renews them shortly before they expire, each with one request however many
 * threads wait for it. One serves all clients of a vault.
 *
 * <p>The SDK asks for a token under a lock of its own, one a client, that knows neither an
 * operation's time nor an interrupt. So whatever may last is done before it asks, by {@link
 * #prepare} and {@link #renew}; only a connection's very first token is waited for in its hands.
 */
final class CachedCredential implements TokenCredential {
  private static final System.Logger LOG = System.getLogger("io.vaultjca");

  /** As the SDK's own caches have it. */
  private static final Duration RENEW_AHEAD = Duration.ofMinutes(5);

  private static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(30);

  /** How long a refusal holds for everybody: the credential is not asked once an operation. */
  private static final Duration REFUSAL_HOLDS = Duration.ofSeconds(1);

  /** After this time without an answer the credential is asked again. */
  private static final Duration LONGEST_QUESTION = Duration.ofMinutes(2);

  /** How long a token is used that had expired, by this machine's clock, when it came. */
  private static final Duration TRIED_DESPITE_THE_CLOCK = Duration.ofMinutes(1);

  private final DaemonThreads threads = new DaemonThreads("token");
  private final Supplier<TokenCredential> source;
  private final CredentialConfig config;
  private final Map<Purpose, Slot> slots = new ConcurrentHashMap<>();

  /** For what the service asked last. */
  private volatile Slot current;

  private volatile String lastAccepted;
  private TokenCredential built;
  private Optional<FileTime> builtOf = Optional.empty();

  /**
   * Wraps a credential.
   *
   * @param source builds the credential: when the first token is needed, and again when the file of
   *     its certificate has been replaced
   * @param config which credential it is
   */
  CachedCredential(Supplier<TokenCredential> source, CredentialConfig config) {
    this.source = source;
    this.config = config;
  }

  @Override
  public AccessToken getTokenSync(TokenRequestContext request) {
    Purpose purpose =
        new Purpose(List.copyOf(request.getScopes()), String.valueOf(request.getTenantId()));
    Slot slot = slots.computeIfAbsent(purpose, p -> new Slot(request));
    current = slot;
    return told(() -> slot.token(request));
  }

  /**
   * Sees to it that the token is valid that the SDK is about to ask for, if it is known which.
   * Waits no longer than the operation may take.
   */
  void prepare() {
    Slot slot = current;
    if (slot != null) {
      told(slot::prepared);
    }
  }

  /** Whether a challenge asks for tokens for the same service as the last ones. */
  boolean isAskedForBy(String challenge) {
    Slot slot = current;
    return slot != null
        && slot.plain.getScopes().stream()
            .allMatch(
                scope ->
                    challenge.contains('"' + scope + '"')
                        || challenge.contains('"' + scope.replaceFirst("/\\.default$", "") + '"'));
  }

  /**
   * Gets another token instead of one that the service refused, unless there is another already.
   * Waits no longer than the operation may take.
   *
   * @param refused the token
   * @param claims what the service demands of the next one
   */
  void renew(String refused, String claims) {
    Slot slot = current;
    if (slot != null) {
      told(() -> slot.another(refused, claims));
    }
  }

  private static AccessToken told(Supplier<AccessToken> asked) {
    try {
      return asked.get();
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
    if (config.kind() == CredentialKind.ACCESS_TOKEN
        || config.kind() == CredentialKind.PASSWORD_IS_ACCESS_TOKEN) {
      return false;
    }
    OffsetDateTime young = now().minus(PAUSE_AFTER_FAILURE);
    return token.equals(lastAccepted)
        || slots.values().stream()
            .map(slot -> slot.held)
            .noneMatch(held -> held != null && held.is(token) && held.fetchedAt().isAfter(young));
  }

  @Override
  public Mono<AccessToken> getToken(TokenRequestContext request) {
    return Mono.fromCallable(() -> getTokenSync(request));
  }

  private static OffsetDateTime now() {
    return OffsetDateTime.now(ZoneOffset.UTC);
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
        "The credential " + config.kind().configName() + " got no token: " + why, cause);
  }

  private synchronized TokenCredential credential() {
    Optional<FileTime> file = config.clientCertificate().flatMap(ConnectionConfig::lastWritten);
    if (built == null || !file.equals(builtOf)) {
      built = source.get();
      builtOf = file;
    }
    return built;
  }

  /** Tokens differ by what they are for and by tenant. */
  private record Purpose(List<String> scopes, String tenant) {}

  /** A token, and how long it is used. */
  private record Held(AccessToken token, OffsetDateTime fetchedAt, OffsetDateTime usedUntil) {
    boolean isValid() {
      return now().isBefore(usedUntil);
    }

    boolean is(String value) {
      return token.getToken().equals(value);
    }
  }

  /** The token for one purpose. */
  private final class Slot {
    private final TokenRequestContext plain;
    private volatile Held held;
    private volatile OffsetDateTime renewAt;
    private Question question;

    Slot(TokenRequestContext first) {
      this.plain = with(first, null);
    }

    private static TokenRequestContext with(TokenRequestContext request, String claims) {
      return new TokenRequestContext()
          .setScopes(request.getScopes())
          .setTenantId(request.getTenantId())
          .setCaeEnabled(request.isCaeEnabled())
          .setClaims(claims);
    }

    /**
     * The token for the SDK, which holds its lock meanwhile: all who wait for one question wait no
     * longer, together, than an operation may take.
     */
    AccessToken token(TokenRequestContext request) {
      Held known = held;
      // One that the service refused with claims has been renewed by now.
      if (known != null && (request.getClaims() != null || known.isValid())) {
        return known.token();
      }
      Operation operation = Operation.current();
      Question shared = question(known, request);
      Duration patience = operation.timeout().minus(shared.age());
      return shared.answer(
          patience.compareTo(operation.remaining()) < 0 ? patience : operation.remaining());
    }

    AccessToken prepared() {
      Held known = held;
      if (known == null || !known.isValid()) {
        return question(known, plain).answer(Operation.current().remaining());
      }
      if (!now().isBefore(renewAt)) {
        question(known, plain);
      }
      return known.token();
    }

    AccessToken another(String refused, String claims) {
      Held known = held;
      return known != null && !known.is(refused) && known.isValid()
          ? known.token()
          : question(known, with(plain, claims)).answer(Operation.current().remaining());
    }

    /** The question that is open, or has just been answered; else a new one. */
    private synchronized Question question(Held known, TokenRequestContext request) {
      if (question == null || !question.servesWhoKnows(known)) {
        if (question != null) {
          question.giveUp();
        }
        question = new Question(this, request, held);
        question.ask();
      }
      return question;
    }

    void keep(AccessToken fetched, boolean aheadOfTime) {
      OffsetDateTime now = now();
      OffsetDateTime expires = fetched.getExpiresAt();
      if (!now.isBefore(expires)) {
        if (aheadOfTime) {
          // It must not replace a token that works.
          throw failure("the answer holds a token that expired at " + expires, null);
        }
        LOG.log(
            System.Logger.Level.WARNING,
            "The credential {0} got a token that expired at {1}, while this machine''s clock says"
                + " {2}: check the clock. The token is tried all the same.",
            config.kind().configName(),
            expires,
            now);
        expires = now.plus(TRIED_DESPITE_THE_CLOCK);
      }
      Duration half = Duration.between(now, expires).dividedBy(2);
      renewAt = expires.minus(RENEW_AHEAD.compareTo(half) < 0 ? RENEW_AHEAD : half);
      held = new Held(fetched, now, expires);
    }

    /** The held token still works meanwhile; it is tried again a little later. */
    void notRenewed(AccessToken working, CredentialFailure why) {
      renewAt = now().plus(PAUSE_AFTER_FAILURE);
      LOG.log(
          System.Logger.Level.WARNING,
          "The access token expires at {0} and could not be renewed; it is used until then. {1}",
          working.getExpiresAt(),
          why.getMessage());
    }
  }

  /**
   * One question to the credential, for all who wait for the answer. It is asked on a thread of its
   * own: Azure Identity has retries and time-outs of its own, which may be longer than an
   * operation's.
   */
  private final class Question implements Runnable {
    private final Slot slot;
    private final TokenRequestContext request;
    private final Held before;
    private final long askedAt = System.nanoTime();
    private final CompletableFuture<AccessToken> answer = new CompletableFuture<>();
    private volatile long refusedAt;
    private Thread thread;

    /**
     * A question.
     *
     * @param before what is held when it is asked, or null
     */
    Question(Slot slot, TokenRequestContext request, Held before) {
      this.slot = slot;
      this.request = request;
      this.before = before;
    }

    void ask() {
      thread = threads.newThread(this);
      try {
        thread.start();
      } catch (OutOfMemoryError e) {
        // The system gives no more threads: this question fails, the next one may not.
        refuse(e);
      }
    }

    void giveUp() {
      thread.interrupt();
      refuse(failure(late(), null));
    }

    @Override
    public void run() {
      try {
        AccessToken token = usable(credential().getTokenSync(request));
        slot.keep(token, isAheadOfTime());
        answer.complete(token);
      } catch (Throwable e) { // Who waits must hear of an Error, too.
        refuse(e);
      }
    }

    private void refuse(Throwable e) {
      CredentialFailure why =
          e instanceof CredentialFailure own
              ? own
              : failure(
                  CredentialMessages.ofTokenRequest(e),
                  CredentialMessages.quotesAnAnswer(e) ? null : e);
      refusedAt = System.nanoTime();
      if (answer.completeExceptionally(why) && isAheadOfTime()) {
        slot.notRenewed(before.token(), why);
      }
    }

    private boolean isAheadOfTime() {
      return request.getClaims() == null && before != null && before.isValid();
    }

    Duration age() {
      return Duration.ofNanos(System.nanoTime() - askedAt);
    }

    /** Whether its answer is one for somebody who knows of this token, or of none. */
    boolean servesWhoKnows(Held known) {
      if (!answer.isDone()) {
        return age().compareTo(LONGEST_QUESTION) < 0;
      }
      return answer.isCompletedExceptionally()
          ? System.nanoTime() - refusedAt < REFUSAL_HOLDS.toNanos()
          : Objects.equals(before, known);
    }

    /** Waits for the answer. */
    AccessToken answer(Duration atMost) {
      try {
        return answer.get(Math.max(0, atMost.toNanos()), TimeUnit.NANOSECONDS);
      } catch (ExecutionException e) {
        throw (CredentialFailure) e.getCause();
      } catch (TimeoutException e) {
        throw failure(late(), e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw failure("the thread was interrupted", e);
      }
    }

    private String late() {
      return String.format(Locale.ROOT, "no answer within %.1f s", age().toMillis() / 1000.0);
    }
  }
}
