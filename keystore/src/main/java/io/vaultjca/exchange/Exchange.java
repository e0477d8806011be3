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

/**
 * The exchanges with one vault, or with Azure Resource Manager: each request goes to its own host,
 * with a token, when its throttling lets it, and again while that may help and the operation has
 * time.
 *
 * <p>Whatever is not a success is an exception, worded here and nowhere else. Safe for use by
 * several threads; builds its connection when it is first used.
 */
public final class Exchange {
  private static final System.Logger LOG = System.getLogger("io.vaultjca");
  static final String USER_AGENT =
      "vaultjca/%s (Java %s; %s)"
          .formatted(
              Version.NUMBER, System.getProperty("java.version"), System.getProperty("os.name"));
  private static final int TOO_MANY_REQUESTS = 429;
  private static final int LONGEST_HOST = 260;
  private static final String TURN = "its turn, because the vault throttles its callers (429)";

  private final ConnectionConfig config;
  private final Service service;
  private final Throttle throttle = new Throttle();
  private final LongAdder throttledAnswers = new LongAdder();
  private final Retries retries;
  private final WaitLog waits = new WaitLog();
  private final Exchange sameCredential;
  private volatile Authorization authorization;

  /** Creates the exchanges with a vault; connects to nobody. */
  public Exchange(ConnectionConfig config) {
    this(config, null);
  }

  /** The same by the connections and with the tokens of another vault, or null. */
  public Exchange(ConnectionConfig config, Exchange sameCredential) {
    this(config, new VaultService(config), sameCredential);
  }

  private Exchange(ConnectionConfig config, Service service, Exchange sameCredential) {
    this.config = config;
    this.service = service;
    this.sameCredential = sameCredential;
    this.retries = new Retries(config.maxRetries());
  }

  /** Creates the exchanges with Azure Resource Manager; connects to nobody. */
  public static Exchange with(ResourceManagerConfig config) {
    return new Exchange(config.connection(), new ManagementService(config.scope()), null);
  }

  ConnectionConfig config() {
    return config;
  }

  Throttle throttle() {
    return throttle;
  }

  /** Sends a request without a token and waits for its answer, with a status from 200 to 299. */
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
      Answer answer = null;
      IOException failure = null;
      try {
        answer = attempt(operation, complete, authorized);
      } catch (VaultException e) {
        throw e;
      } catch (InterruptedException e) {
        throw failures.interrupted(e);
      } catch (Turns.ClosedException e) {
        throw failures.throttledBefore(e.waitAskedFor());
      } catch (IOException e) {
        failure = e;
      }
      if (answer != null && answer.status() / 100 == 2) {
        return answer;
      }
      Optional<Duration> pause =
          operation.turn() != null
              ? Optional.empty()
              : answer != null
                  ? retries.after(answer, operation)
                  : retries.after(failure, operation);
      if (pause.isEmpty()) {
        throw answer != null
            ? failures.refused(answer, authorized.anotherType())
            : failures.noAnswer(failure);
      }
      waits.repeats(
          operation,
          pause.get(),
          answer != null ? failures.answered(answer) : failures.withoutAnswer(failure));
      // While the vault throttles, all its callers wait together: see Throttle.
      if (answer == null || answer.status() != TOO_MANY_REQUESTS) {
        rest(pause.get(), failures);
      }
    }
  }

  /** One try: it waits for its turn, and says what became of it. */
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
      throttled = status == TOO_MANY_REQUESTS;
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

  /** How many answers so far were 429: the vault throttles its callers. */
  public long throttled() {
    return throttledAnswers.sum();
  }

  /**
   * Whose token the vault is sent: gets one as a challenge asks for, unless one is held. Nothing
   * goes to the vault.
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

  /** Lets some time pass. */
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

  /** An address in an answer, such as the {@code nextLink} of a list, never leads elsewhere. */
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
