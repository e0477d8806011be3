package io.vaultjca.token;

import static java.lang.System.Logger.Level.WARNING;

import io.vaultjca.Secret;
import io.vaultjca.VaultCredential;
import io.vaultjca.VaultCredential.Token;
import io.vaultjca.config.ConnectionConfig;
import io.vaultjca.config.CredentialConfig;
import io.vaultjca.config.CredentialKind;
import io.vaultjca.transport.DaemonThreads;
import io.vaultjca.transport.Deadline;
import io.vaultjca.transport.Transport;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
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
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Caches the tokens of one credential and renews them shortly before they expire: with a single
 * request, however many threads wait for it.
 *
 * <p>Safe for use by several threads.
 */
public final class TokenCache {
  private static final System.Logger LOG = System.getLogger("io.vaultjca");

  private static final Duration RENEW_AHEAD = Duration.ofMinutes(5);
  private static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(30);

  /** How long a failure counts for all threads, so that not every operation asks again. */
  private static final Duration REFUSAL_HOLDS = Duration.ofSeconds(1);

  /** A credential that has not answered by then is asked again. */
  private static final Duration LONGEST_QUESTION = Duration.ofMinutes(2);

  /** How long to use a token that is expired, by this machine's clock, when it arrives. */
  private static final Duration TRIED_DESPITE_THE_CLOCK = Duration.ofMinutes(1);

  private final DaemonThreads threads = new DaemonThreads("token");
  private final Transport transport;
  private final CredentialConfig config;
  private final Map<Purpose, Slot> slots = new ConcurrentHashMap<>();
  private @Nullable VaultCredential built;
  private Optional<FileTime> builtOf = Optional.empty();

  /** Creates an empty cache; requests nothing. */
  public TokenCache(CredentialConfig config, Transport transport) {
    this.config = config;
    this.transport = transport;
  }

  /** The OAuth 2.0 scope of a token, and the tenant that the service's challenge names, if any. */
  public record Purpose(String scope, Optional<String> tenant) {
    VaultCredential.Request request(@Nullable String claims) {
      return new VaultCredential.Request(List.of(scope), tenant, Optional.ofNullable(claims));
    }
  }

  /** Returns a token that is valid by this machine's clock; waits for it until the deadline. */
  public Token token(Purpose purpose, Deadline deadline)
      throws CredentialFailure, InterruptedException {
    return slot(purpose).token(deadline);
  }

  /**
   * Returns a token in place of one that the service refused: a newer one from the cache, or a new
   * one, for which it waits until the deadline.
   */
  public Token another(Purpose purpose, Token refused, String claims, Deadline deadline)
      throws CredentialFailure, InterruptedException {
    return slot(purpose).another(refused, claims, deadline);
  }

  private Slot slot(Purpose purpose) {
    return slots.computeIfAbsent(purpose, Slot::new);
  }

  public void accepted(Purpose purpose, Token token) {
    slot(purpose).accepted = token;
  }

  /**
   * Whether to replace a token that the service refused: there is a newer one, or the service
   * accepted this one before, or it is not new. A new token that is refused at once is not replaced
   * again and again.
   */
  public boolean isReplaceable(Purpose purpose, Token token) {
    if (config.kind() == CredentialKind.ACCESS_TOKEN
        || config.kind() == CredentialKind.PASSWORD_IS_ACCESS_TOKEN) {
      return false;
    }
    Instant young = Instant.now().minus(PAUSE_AFTER_FAILURE);
    Slot slot = slot(purpose);
    Held held = slot.held;
    return token.equals(slot.accepted)
        || held == null
        || !held.is(token)
        || !held.fetchedAt().isAfter(young);
  }

  /** The cached tokens, and the last ones that the service accepted. */
  public Collection<Secret> held() {
    return slots.values().stream().flatMap(Slot::tokens).map(Token::value).toList();
  }

  private Token usable(Token token) throws CredentialFailure {
    String value = token.value().reveal();
    if (value.isBlank()) {
      throw failure("the answer holds no token", null);
    }
    for (int i = 0; i < value.length(); i++) {
      if (value.charAt(i) <= ' ' || value.charAt(i) >= 0x7f) {
        // The HTTP client would reject it with a message that quotes it.
        throw failure("the token contains characters that are not allowed in one", null);
      }
    }
    return token;
  }

  private CredentialFailure failure(String why, @Nullable Throwable cause) {
    return new CredentialFailure(
        "The credential %s got no token: %s".formatted(config.kind().configName(), why), cause);
  }

  /** Built on first use, and again when the file of its certificate was replaced. */
  private synchronized VaultCredential credential() {
    Optional<FileTime> file = config.clientCertificate().flatMap(ConnectionConfig::lastWritten);
    if (built == null || !file.equals(builtOf)) {
      built = Credentials.of(config, transport);
      builtOf = file;
    }
    return built;
  }

  /** A token, when it arrived, and until when it is used. */
  private record Held(Token token, Instant fetchedAt, Instant usedUntil) {
    boolean isValid() {
      return Instant.now().isBefore(usedUntil);
    }

    boolean is(Token other) {
      return token.value().equals(other.value());
    }
  }

  /** The tokens for one purpose. */
  private final class Slot {
    private final Purpose purpose;
    private volatile @Nullable Held held;
    private volatile @Nullable Token accepted;
    private volatile Instant renewAt = Instant.MAX;
    private @Nullable Question question;

    Slot(Purpose purpose) {
      this.purpose = purpose;
    }

    Stream<Token> tokens() {
      Held known = held;
      return Stream.concat(Stream.ofNullable(known).map(Held::token), Stream.ofNullable(accepted));
    }

    Token token(Deadline deadline) throws CredentialFailure, InterruptedException {
      Held known = held;
      if (known == null || !known.isValid()) {
        return question(known, null).answer(deadline);
      }
      if (!Instant.now().isBefore(renewAt)) {
        Question unused = question(known, null);
      }
      return known.token();
    }

    Token another(Token refused, String claims, Deadline deadline)
        throws CredentialFailure, InterruptedException {
      Held known = held;
      return known != null && !known.is(refused) && known.isValid()
          ? known.token()
          : question(known, claims).answer(deadline);
    }

    /** The question that is open or has just been answered; otherwise a new one. */
    private synchronized Question question(@Nullable Held known, @Nullable String claims) {
      Question open = question;
      if (open == null || !open.serves(known)) {
        if (open != null) {
          open.giveUp();
        }
        open = new Question(this, claims, held);
        question = open;
        open.ask();
      }
      return open;
    }

    void keep(Token fetched, boolean aheadOfTime) throws CredentialFailure {
      Instant now = Instant.now();
      Instant expires = fetched.expiresAt();
      if (!now.isBefore(expires)) {
        if (aheadOfTime) {
          // It must not replace a working token.
          throw failure("the answer holds a token that expired at " + expires, null);
        }
        LOG.log(
            WARNING,
            """
            The credential {0} got a token that expired at {1}, while this machine''s clock says {2}: \
            check the clock. The token is tried all the same.""",
            config.kind().configName(),
            expires,
            now);
        expires = now.plus(TRIED_DESPITE_THE_CLOCK);
      }
      Duration half = Duration.ofMillis(Duration.between(now, expires).toMillis() / 2);
      renewAt = expires.minus(RENEW_AHEAD.compareTo(half) < 0 ? RENEW_AHEAD : half);
      held = new Held(fetched, now, expires);
    }

    /** The cached token still works; renewal is tried again a little later. */
    void notRenewed(Token working, CredentialFailure why) {
      renewAt = Instant.now().plus(PAUSE_AFTER_FAILURE);
      LOG.log(
          WARNING,
          "The access token expires at {0} and could not be renewed; it is used until then. {1}",
          working.expiresAt(),
          why.getMessage());
    }
  }

  /**
   * One request to the credential, for all threads that wait for the token. It runs on a separate
   * thread, because Azure Identity's retries and timeouts may take longer than an operation may.
   */
  private final class Question implements Runnable {
    private final Slot slot;
    private final @Nullable String claims;
    private final @Nullable Held before;
    private final long askedAt = System.nanoTime();
    private final CompletableFuture<Token> answer = new CompletableFuture<>();
    private volatile long refusedAt;
    private final Thread thread;

    /** Takes the claims that the service demands, and the cached token, if any. */
    Question(Slot slot, @Nullable String claims, @Nullable Held before) {
      this.slot = slot;
      this.claims = claims;
      this.before = before;
      this.thread = threads.newThread(this);
    }

    void ask() {
      try {
        thread.start();
      } catch (OutOfMemoryError e) {
        // No thread can be started: this request fails, the next one may succeed.
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
        Token token = usable(credential().getToken(slot.purpose.request(claims)));
        slot.keep(token, isAheadOfTime());
        answer.complete(token);
      } catch (Throwable e) { // Errors too: other threads wait for the outcome.
        refuse(e);
      }
    }

    private void refuse(Throwable e) {
      CredentialFailure why =
          e instanceof CredentialFailure own
              ? own
              : failure(
                  CredentialMessages.ofTokenRequest(e), CredentialMessages.isUnfit(e) ? null : e);
      refusedAt = System.nanoTime();
      if (answer.completeExceptionally(why) && before != null && isAheadOfTime()) {
        slot.notRenewed(before.token(), why);
      }
    }

    private boolean isAheadOfTime() {
      return claims == null && before != null && before.isValid();
    }

    private Duration age() {
      return Duration.ofNanos(System.nanoTime() - askedAt);
    }

    /** Whether its answer is for a caller that found this token in the cache, or none. */
    boolean serves(@Nullable Held known) {
      if (!answer.isDone()) {
        return age().compareTo(LONGEST_QUESTION) < 0;
      }
      return answer.isCompletedExceptionally()
          ? System.nanoTime() - refusedAt < REFUSAL_HOLDS.toNanos()
          : Objects.equals(before, known);
    }

    Token answer(Deadline deadline) throws CredentialFailure, InterruptedException {
      try {
        return answer.get(Math.max(0, deadline.remaining().toNanos()), TimeUnit.NANOSECONDS);
      } catch (ExecutionException e) {
        throw (CredentialFailure) e.getCause();
      } catch (TimeoutException e) {
        throw failure(late(), e);
      }
    }

    private String late() {
      return String.format(Locale.ROOT, "no answer within %.1f s", age().toMillis() / 1000.0);
    }
  }
}
