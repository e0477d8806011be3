package io.vaultjca.exchange;

import static java.lang.System.Logger.Level.DEBUG;

import io.vaultjca.VaultException;
import io.vaultjca.config.ConnectionConfig;
import io.vaultjca.config.ResourceManagerConfig;
import io.vaultjca.config.VaultAddress;
import io.vaultjca.recorder.Recorder;
import io.vaultjca.redaction.Redaction;
import io.vaultjca.text.OneLine;
import io.vaultjca.text.Version;
import io.vaultjca.token.TokenClaims;
import io.vaultjca.transport.Answer;
import io.vaultjca.transport.HttpClientModule;
import io.vaultjca.transport.Request;
import io.vaultjca.transport.Transport;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * The exchanges with one vault, or with Azure Resource Manager. A request goes to the configured
 * host only, with a token, as soon as throttling permits; it is repeated while that may help and
 * the operation has time left.
 *
 * <p>An answer that is not a success becomes a {@link VaultException}. Safe for use by several
 * threads; builds its connection on first use.
 */
public final class Exchange {
  private static final System.Logger LOG = System.getLogger("io.vaultjca");
  static final String USER_AGENT =
      "vaultjca/%s (Java %s; %s)"
          .formatted(
              Version.NUMBER, System.getProperty("java.version"), System.getProperty("os.name"));
  private static final int LONGEST_HOST = 260;
  private static final String TURN = "its turn, because the vault throttles its callers (429)";

  private final ConnectionConfig config;
  private final Service service;
  private final Throttle throttle = new Throttle();
  private final LongAdder throttledAnswers = new LongAdder();
  private final Retries retries;
  private final WaitLog waits = new WaitLog();
  private final @Nullable Exchange sameCredential;
  private volatile @Nullable Authorization authorization;

  /** Creates the exchanges with a vault; opens no connection. */
  public Exchange(ConnectionConfig config) {
    this(config, null);
  }

  /** The same, with the connections and tokens of another vault's exchanges, if given. */
  public Exchange(ConnectionConfig config, @Nullable Exchange sameCredential) {
    this(config, new VaultService(config), sameCredential);
  }

  private Exchange(ConnectionConfig config, Service service, @Nullable Exchange sameCredential) {
    this.config = config;
    this.service = service;
    this.sameCredential = sameCredential;
    this.retries = new Retries(config.maxRetries());
  }

  /** Creates the exchanges with Azure Resource Manager; opens no connection. */
  public static Exchange with(ResourceManagerConfig config) {
    return new Exchange(config.connection(), new ManagementService(config.scope()), null);
  }

  ConnectionConfig config() {
    return config;
  }

  Throttle throttle() {
    return throttle;
  }

  /**
   * Adds a token to a request, sends it, and waits for its answer.
   *
   * @return the answer, whose status is 200 to 299
   */
  public Answer send(Operation operation, Request request) throws VaultException {
    Authorization authorized = authorization();
    operation.begin(request, new Redaction(request, authorized::tokens));
    requireOwnHost(operation, request.uri());
    waits.begin(operation);
    try {
      return send(operation, request.with("User-Agent", USER_AGENT), authorized);
    } finally {
      waits.end(operation);
    }
  }

  private Answer send(Operation operation, Request complete, Authorization authorized)
      throws VaultException {
    Failures failures = authorized.failures(operation);
    while (true) {
      boolean single = operation.turn() != null;
      boolean throttled = false;
      Optional<Duration> pause;
      String why;
      try {
        Answer answer = attempt(operation, complete, authorized);
        if (answer.isSuccess()) {
          return answer;
        }
        pause = single ? Optional.empty() : retries.after(answer, operation);
        if (pause.isEmpty()) {
          throw failures.refused(answer, authorized.anotherType());
        }
        throttled = answer.status() == Answer.TOO_MANY_REQUESTS;
        why = failures.answered(answer);
      } catch (VaultException e) {
        throw e;
      } catch (InterruptedException e) {
        throw failures.interrupted(e);
      } catch (Turns.ClosedException e) {
        throw failures.throttledBefore(e.waitAskedFor());
      } catch (IOException e) {
        pause = single ? Optional.empty() : retries.after(e, operation);
        if (pause.isEmpty()) {
          throw failures.noAnswer(e);
        }
        why = failures.withoutAnswer(e);
      }
      waits.repeats(operation, pause.get(), why);
      // While the vault throttles, all its callers wait together: see Throttle.
      if (!throttled) {
        rest(pause.get(), failures);
      }
    }
  }

  /** One try: waits for its turn, sends the request, and reports the outcome to the throttle. */
  private Answer attempt(Operation operation, Request request, Authorization authorization)
      throws IOException, InterruptedException, Turns.ClosedException {
    operation.awaits(TURN, operation.deadline().remaining());
    Exchanges.Turn turn = operation.turn();
    boolean first = (turn != null && turn.taken()) ? turn.first() : throttle.enter(operation);
    boolean answered = false;
    boolean throttled = false;
    int status = 0;
    long sent = System.nanoTime();
    try {
      operation.trying();
      Answer answer = authorization.send(request, operation);
      status = answer.status();
      throttled = status == Answer.TOO_MANY_REQUESTS;
      answered = !throttled;
      if (throttled) {
        throttledAnswers.increment();
        Duration pause = Retries.pause(answer, operation.tries());
        throttle.throttled(first, sent, pause);
        tellPace(pause);
      }
      return answer;
    } catch (VaultException e) {
      status = e.status();
      answered = status != 0;
      throw e;
    } finally {
      operation.awaitsNothing();
      Recorder.request(config.uri(), status, System.nanoTime() - sent);
      if (!throttled) {
        throttle.ended(first, answered);
      }
    }
  }

  /** The number of answers 429 so far. */
  public long throttled() {
    return throttledAnswers.sum();
  }

  /**
   * The claims of the token that the vault would receive for a challenge. Gets one unless a valid
   * one is cached; sends nothing to the vault.
   */
  public TokenClaims claims(Operation operation, Challenge challenge) throws VaultException {
    Authorization authorized = authorization();
    Request nothing = new Request("GET", config.uri(), Map.of(), new byte[0]);
    operation.begin(nothing, new Redaction(nothing, authorized::tokens));
    try {
      return TokenClaims.of(authorized.token(challenge, operation));
    } catch (InterruptedException e) {
      throw authorized.failures(operation).interrupted(e);
    }
  }

  private void tellPace(Duration pause) {
    double pace = throttle.pace().perSecond();
    Recorder.state(config.uri(), "throttles", pause, pace);
    if (pace != Double.POSITIVE_INFINITY) {
      LOG.log(
          DEBUG,
          () ->
              "%s throttles its callers (429): %s requests a second are sent from now on."
                  .formatted(config.uri(), String.format(Locale.ROOT, "%.1f", pace)));
    }
  }

  VaultException interrupted(Operation operation, InterruptedException e) throws VaultException {
    return authorization().failures(operation).interrupted(e);
  }

  VaultException throttledBefore(Operation operation, Duration wait) throws VaultException {
    return authorization().failures(operation).throttledBefore(wait);
  }

  void rest(Operation operation, Duration pause) throws VaultException {
    rest(pause, authorization().failures(operation));
  }

  private Authorization authorization() throws VaultException {
    Authorization built = authorization;
    if (built == null) {
      HttpClientModule.require();
      synchronized (this) {
        built = authorization;
        if (built == null) {
          built =
              sameCredential == null
                  ? new Authorization(config, service, Transport.of(config))
                  : sameCredential.authorization().of(config);
          authorization = built;
        }
      }
    }
    return built;
  }

  private static void rest(Duration pause, Failures failures) throws VaultException {
    try {
      TimeUnit.NANOSECONDS.sleep(pause.toNanos());
    } catch (InterruptedException e) {
      throw failures.interrupted(e);
    }
  }

  /** An address from an answer, such as the {@code nextLink} of a list, may name any host. */
  private void requireOwnHost(Operation operation, URI uri) throws VaultException {
    boolean own =
        "https".equals(uri.getScheme())
            && uri.getHost() != null
            && uri.getRawUserInfo() == null
            && VaultAddress.isSame(config.uri(), uri);
    if (!own) {
      throw operation.distrust(
          "it leads to another host, %s, where nothing was sent"
              .formatted(OneLine.of(String.valueOf(uri.getAuthority()), LONGEST_HOST)));
    }
  }
}
