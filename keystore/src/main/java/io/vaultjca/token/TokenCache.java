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

/**
 * Keeps the tokens of one connection and renews them shortly before they expire, each with one
 * request however many threads wait for it.
 *
 * <p>Safe for use by several threads.
 */
public final class TokenCache {
  private static final System.Logger LOG = System.getLogger("io.vaultjca");

  private static final Duration RENEW_AHEAD = Duration.ofMinutes(5);
  private static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(30);

  /** How long a refusal holds for everybody: the credential is not asked once an operation. */
  private static final Duration REFUSAL_HOLDS = Duration.ofSeconds(1);

  /** After this time without an answer the credential is asked again. */
  private static final Duration LONGEST_QUESTION = Duration.ofMinutes(2);

  /** How long a token is used that had expired, by this machine's clock, when it came. */
  private static final Duration TRIED_DESPITE_THE_CLOCK = Duration.ofMinutes(1);

  private final DaemonThreads threads = new DaemonThreads("token");
  private final Transport transport;
  private final CredentialConfig config;
  private final Map<Purpose, Slot> slots = new ConcurrentHashMap<>();
  private volatile Token lastAccepted;
  private VaultCredential built;
  private Optional<FileTime> builtOf = Optional.empty();

  /** Creates a cache; asks for nothing. */
  public TokenCache(CredentialConfig config, Transport transport) {
    this.config = config;
    this.transport = transport;
  }

  /** A token's OAuth 2.0 scope, and the tenant that the service's challenge names, if any. */
  public record Purpose(String scope, Optional<String> tenant) {
    VaultCredential.Request request(String claims) {
      return new VaultCredential.Request(List.of(scope), tenant, Optional.ofNullable(claims));
    }
  }

  /** A token that is valid by this machine's clock; waits for it until the deadline. */
  public Token token(Purpose purpose, Deadline deadline)
      throws CredentialFailure, InterruptedException {
    return slots.computeIfAbsent(purpose, Slot::new).token(deadline);
  }

  /**
   * Another token instead of one that the service refused, unless there is another already; waits
   * for it until the deadline.
   */
  public Token another(Purpose purpose, Token refused, String claims, Deadline deadline)
      throws CredentialFailure, InterruptedException {
    return slots.computeIfAbsent(purpose, Slot::new).another(refused, claims, deadline);
  }

  /** Remembers that the service took a token. */
  public void accepted(Token token) {
    lastAccepted = token;
  }

  /**
   * Whether another token is of use instead of one that the service refused: there is one already,
   * or the service took this one before, or it is old. A new token that is refused at once is not
   * replaced again and again.
   */
  public boolean isReplaceable(Token token) {
    if (config.kind() == CredentialKind.ACCESS_TOKEN
        || config.kind() == CredentialKind.PASSWORD_IS_ACCESS_TOKEN) {
      return false;
    }
    Instant young = Instant.now().minus(PAUSE_AFTER_FAILURE);
    return token.equals(lastAccepted)
        || slots.values().stream()
            .map(slot -> slot.held)
            .noneMatch(held -> held != null && held.is(token) && held.fetchedAt().isAfter(young));
  }

  /** The tokens that are kept. */
  public Collection<Secret> held() {
    Stream<Token> kept =
        slots.values().stream().map(slot -> slot.held).filter(Objects::nonNull).map(Held::token);
    return Stream.concat(kept, Stream.ofNullable(lastAccepted)).map(Token::value).toList();
  }

  private Token usable(Token token) throws CredentialFailure {
    if (token == null || token.value() == null || token.value().reveal().isBlank()) {
      throw failure("the answer holds no token", null);
    }
    String value = token.value().reveal();
    for (int i = 0; i < value.length(); i++) {
      if (value.charAt(i) <= ' ' || value.charAt(i) >= 0x7f) {
        // The HTTP client would refuse it, and print it.
        throw failure("the token holds characters that no token has", null);
      }
    }
    return token;
  }

  private CredentialFailure failure(String why, Throwable cause) {
    return new CredentialFailure(
        "The credential %s got no token: %s".formatted(config.kind().configName(), why), cause);
  }

  /** Built when the first token is needed, and again when the file of its certificate is new. */
  private synchronized VaultCredential credential() {
    Optional<FileTime> file = config.clientCertificate().flatMap(ConnectionConfig::lastWritten);
    if (built == null || !file.equals(builtOf)) {
      built = Credentials.of(config, transport);
      builtOf = file;
    }
    return built;
  }

  /** A token, and how long it is used. */
  private record Held(Token token, Instant fetchedAt, Instant usedUntil) {
    boolean isValid() {
      return Instant.now().isBefore(usedUntil);
    }

    boolean is(Token other) {
      return token.value().equals(other.value());
    }
  }

  /** The token for one purpose. */
  private final class Slot {
    private final Purpose purpose;
    private volatile Held held;
    private volatile Instant renewAt;
    private Question question;

    Slot(Purpose purpose) {
      this.purpose = purpose;
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

    /** The question that is open, or has just been answered; else a new one. */
    private synchronized Question question(Held known, String claims) {
      if (question == null || !question.servesWhoKnows(known)) {
        if (question != null) {
          question.giveUp();
        }
        question = new Question(this, claims, held);
        question.ask();
      }
      return question;
    }

    void keep(Token fetched, boolean aheadOfTime) throws CredentialFailure {
      Instant now = Instant.now();
      Instant expires = fetched.expiresAt();
      if (!now.isBefore(expires)) {
        if (aheadOfTime) {
          // It must not replace a token that works.
          throw failure("the answer holds a token that expired at " + expires, null);
        }
        LOG.log(
            WARNING,
            "The credential {0} got a token that expired at {1}, while this machine''s clock says"
                + " {2}: check the clock. The token is tried all the same.",
            config.kind().configName(),
            expires,
            now);
        expires = now.plus(TRIED_DESPITE_THE_CLOCK);
      }
      Duration half = Duration.ofMillis(Duration.between(now, expires).toMillis() / 2);
      renewAt = expires.minus(RENEW_AHEAD.compareTo(half) < 0 ? RENEW_AHEAD : half);
      held = new Held(fetched, now, expires);
    }

    /** The held token still works meanwhile; it is tried again a little later. */
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
   * One question to the credential, for all who wait for the answer. It is asked on a thread of its
   * own: Azure Identity has retries and time-outs of its own, which may be longer than an
   * operation's.
   */
  private final class Question implements Runnable {
    private final Slot slot;
    private final String claims;
    private final Held before;
    private final long askedAt = System.nanoTime();
    private final CompletableFuture<Token> answer = new CompletableFuture<>();
    private volatile long refusedAt;
    private Thread thread;

    /** Takes what the service demands of the token, and what is held when it is asked; or null. */
    Question(Slot slot, String claims, Held before) {
      this.slot = slot;
      this.claims = claims;
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
        Token token = usable(credential().getToken(slot.purpose.request(claims)));
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
                  CredentialMessages.ofTokenRequest(e), CredentialMessages.isUnfit(e) ? null : e);
      refusedAt = System.nanoTime();
      if (answer.completeExceptionally(why) && isAheadOfTime()) {
        slot.notRenewed(before.token(), why);
      }
    }

    private boolean isAheadOfTime() {
      return claims == null && before != null && before.isValid();
    }

    private Duration age() {
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
