package io.vaultjca.exchange;

import io.vaultjca.Setting;
import io.vaultjca.VaultException;
import io.vaultjca.VaultException.Reason;
import io.vaultjca.config.ConnectionConfig;
import io.vaultjca.token.CredentialFailure;
import io.vaultjca.token.CredentialMessages;
import io.vaultjca.transport.Answer;
import io.vaultjca.transport.AnswerTooLargeException;
import io.vaultjca.transport.Causes;
import io.vaultjca.transport.ProxyException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;

/** Words the failures of one operation: what failed, why, and what to do. */
final class Failures {
  static final String PROXY_ADVICE =
      """
       See what answers under the vault's address, and whether a proxy or a gateway stands in front \
      of it.""";
  private static final String SPREAD_THE_LOAD =
      " Too many requests: spread the load over time or over more vaults.";

  /** The form of request ids; a header with another value is not quoted. */
  private static final Pattern REQUEST_ID =
      Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

  /**
   * The first words of the service's message when it refuses an algorithm, a version or a length.
   * It does so before it decrypts anything, so the refusal reveals nothing about a plaintext. Seen
   * in answers of the live service, except for the third and the words for encryption in the
   * second.
   */
  private static final Pattern WITHOUT_A_LOOK_AT_THE_CONTENT =
      Pattern.compile(
          "^(The specified version \\([^)]*\\) is not recognized"
              + "|Key and (encryption|key wrap|signing) algorithm are incompatible"
              + "|Algorithm '[^']*' is not supported"
              + "|Invalid length of '\\w+':)");

  /** Statuses that are clear without an error code: token, timeout, throttling. */
  private static final Set<Integer> CODELESS = Set.of(401, 408, 429);

  private final ConnectionConfig config;
  private final Service service;
  private final Operation operation;
  private final String via;

  /** Takes the proxy through which the service is reached, if any. */
  Failures(ConnectionConfig config, Service service, Operation operation, Optional<String> proxy) {
    this.config = config;
    this.service = service;
    this.operation = operation;
    this.via = proxy.map(" through the proxy %s"::formatted).orElse("");
  }

  /** One failure that quotes the failure of each vault. */
  static VaultException all(Map<Integer, VaultException> failures) {
    VaultException first = failures.values().iterator().next();
    if (failures.size() == 1) {
      return first;
    }
    String others =
        failures.values().stream()
            .skip(1)
            .map(VaultException::getMessage)
            .collect(Collectors.joining(" "));
    return new VaultException(
        first.reason(),
        first.status(),
        first.code().orElse(null),
        "%s No other vault succeeded. %s".formatted(first.getMessage(), others),
        first);
  }

  VaultException interrupted(InterruptedException failure) {
    Thread.currentThread().interrupt();
    return failed(Reason.INTERRUPTED, "the thread was interrupted", "", failure);
  }

  /** The credential got no token; the note is a sentence to add, or empty. */
  VaultException noToken(CredentialFailure failure, String note) {
    boolean quotes =
        Causes.of(failure)
            .map(link -> String.valueOf(link.getMessage()))
            .anyMatch(message -> !shown(message).equals(message));
    return failed(
        Reason.UNAUTHENTICATED,
        shown(String.valueOf(failure.getMessage())),
        shown(note)
            + Causes.first(failure, ProxyException.class)
                .map(ProxyException::advice)
                .orElseGet(() -> " " + CredentialAdvice.of(config.credential().kind())),
        quotes ? null : failure);
  }

  /** The vault's challenge demands a token that the vault must not receive. */
  VaultException foreignResource() {
    return failed(
        Reason.CONFIGURATION,
        "the challenge of %s asks for a token of another service, which a token must not be sent to"
            .formatted(config.uri().getAuthority()),
        " If you know this host, an emulator say, set %s=true."
            .formatted(Setting.DISABLE_CHALLENGE_RESOURCE_VERIFICATION.key()),
        null);
  }

  /** The service throttled another request, so this one was not sent. */
  VaultException throttledBefore(Duration wait) {
    return new VaultException(
        Reason.THROTTLED,
        429,
        null,
        "%s failed: %s throttles its callers (429)%s.%s"
            .formatted(
                operation.description(),
                service.inWords(),
                operation.tries() > 0 ? afterTries() : ", as it told another request",
                askedToWait(wait)),
        null);
  }

  private String askedToWait(Duration wait) {
    String limit = Setting.OPERATION_TIMEOUT.key() + "=" + seconds(operation.deadline().timeout());
    if (wait.isZero()) {
      return " The operation's time is over (%s).%s".formatted(limit, SPREAD_THE_LOAD);
    }
    Duration remaining = operation.deadline().remaining();
    Duration left = remaining.isNegative() ? Duration.ZERO : remaining;
    return " It asks to wait %s.%s%s"
        .formatted(
            seconds(wait),
            wait.compareTo(left) >= 0
                ? " This is longer than the %s that are left of the operation's time (%s)."
                    .formatted(seconds(left), limit)
                : "",
            SPREAD_THE_LOAD);
  }

  /** There was no answer, or one that is too long. */
  VaultException noAnswer(IOException failure) {
    Optional<AnswerTooLargeException> tooLarge =
        Causes.first(failure, AnswerTooLargeException.class);
    if (tooLarge.isPresent()) {
      Reason reason = tooLarge.get().status() < 400 ? Reason.BAD_ANSWER : Reason.SERVICE_FAILURE;
      return failed(reason, text(tooLarge.get()), PROXY_ADVICE, failure);
    }
    Problem problem = problem(failure);
    boolean quotes = !text(failure).equals(shown(failure));
    return failed(
        Reason.UNREACHABLE,
        problem.what() + afterTries(),
        problem.advice(),
        quotes ? null : failure);
  }

  /** Why there was no answer, as a clause. */
  String withoutAnswer(IOException failure) {
    return problem(failure).what();
  }

  /** A problem, as a clause, and advice, as sentences after a blank. */
  private record Problem(String what, String advice) {}

  private Problem problem(IOException failure) {
    Optional<ProxyException> proxy = Causes.first(failure, ProxyException.class);
    if (proxy.isPresent()) {
      return new Problem(shown(proxy.get()), proxy.get().advice());
    }
    String vault = config.uri().getAuthority() + via;
    String what;
    String advice =
        " Check %s, DNS, firewall, private endpoint and proxy settings, and that the vault is up."
            .formatted(service.address().key());
    if (Causes.showUnknownHost(failure)) {
      what = "the host " + config.uri().getHost() + " is not known";
    } else if (text(failure).contains("Too many open files")) {
      what = "no connection to %s: this process has too many open files".formatted(vault);
      advice =
          " Raise its limit (ulimit -n, LimitNOFILE), or find what leaves files or connections open.";
    } else if (failure instanceof SSLHandshakeException) {
      HandshakeProblem problem = HandshakeProblem.of(failure);
      what = "the TLS handshake with %s failed: %s".formatted(vault, shown(problem.what()));
      advice = problem.advice();
    } else if (failure instanceof SSLException) {
      what = "the TLS connection to %s broke: %s".formatted(vault, shown(failure));
    } else if (failure instanceof HttpConnectTimeoutException) {
      what = "no connection to %s in time".formatted(vault);
      advice += ifSlow(Setting.CONNECT_TIMEOUT, config.connectTimeout());
    } else if (failure instanceof HttpTimeoutException) {
      what = vault + " did not answer in time";
      advice += ifSlow(Setting.REQUEST_TIMEOUT, config.requestTimeout());
    } else if (failure instanceof ConnectException) {
      what = "no connection to %s (%s)".formatted(vault, shown(failure));
    } else {
      what = "the connection to %s broke (%s)".formatted(vault, shown(failure));
    }
    return new Problem(what, advice);
  }

  private String ifSlow(Setting limit, Duration value) {
    return " If it is merely slow, raise %s (%s) and %s (%s)."
        .formatted(
            limit.key(),
            seconds(value),
            Setting.OPERATION_TIMEOUT.key(),
            seconds(config.operationTimeout()));
  }

  private String afterTries() {
    return " after " + operation.triesInWords();
  }

  /** The answer is not a success; the note is a sentence to add, or empty. */
  VaultException refused(Answer answer, String note) {
    ServiceError error = ServiceError.of(answer);
    Reason reason = reason(answer.status(), error);
    String what = answered(answer) + (operation.tries() > 1 ? afterTries() : "");
    String doubt = operation.doubt(null);
    String advice =
        isOfSomethingElse(answer.status(), error)
            ? doubt + PROXY_ADVICE
            : doubt.isEmpty() ? advice(reason, error, answer) : doubt;
    return new VaultException(
        reason,
        answer.status(),
        error.redacted(operation).innermostCode(),
        "%s failed: %s%s%s".formatted(operation.description(), sentence(what), shown(note), advice),
        null);
  }

  /** Quotes an answer, as a clause. */
  String answered(Answer answer) {
    ServiceError error = ServiceError.of(answer).redacted(operation);
    return "%s answered %s %s%s%s"
        .formatted(
            service.inWords() + via,
            answer.status(),
            answer
                .redirect()
                .map(host -> "with a redirect to " + shown(host))
                .orElseGet(error::codes),
            error.message().isEmpty() ? "" : ": \"" + error.message() + "\"",
            answer
                .header("x-ms-request-id")
                .filter(id -> REQUEST_ID.matcher(id).matches())
                .map(id -> " (request id %s)".formatted(id))
                .orElse(""));
  }

  private Reason reason(int status, ServiceError error) {
    if (isOfSomethingElse(status, error)) {
      return Reason.SERVICE_FAILURE;
    }
    return switch (status) {
      case 401 -> Reason.UNAUTHENTICATED;
      case 400 ->
          // Unless it clearly concerns something else, it may be about the content.
          operation.isOfCiphertext()
                  && !WITHOUT_A_LOOK_AT_THE_CONTENT.matcher(error.message()).find()
              ? Reason.BAD_CIPHERTEXT
              : Reason.BAD_REQUEST;
      case 403 -> reasonOfForbidden(error);
      case 404 -> Reason.NOT_FOUND;
      case 409 -> Reason.CONFLICT;
      case 429 -> Reason.THROTTLED;
      case 408 -> Reason.SERVICE_FAILURE;
      default -> status >= 500 ? Reason.SERVICE_FAILURE : Reason.BAD_REQUEST;
    };
  }

  private static Reason reasonOfForbidden(ServiceError error) {
    // A Managed HSM names no inner code.
    String message = error.message().toLowerCase(Locale.ROOT);
    return switch (Optional.ofNullable(error.innermostCode()).orElse("")) {
      case "KeyDisabled", "SecretDisabled", "CertificateDisabled" -> Reason.DISABLED;
      case "KeyOperationForbidden", "KeyNotYetValid", "KeyExpired" ->
          Reason.OPERATION_NOT_PERMITTED;
      default ->
          message.contains("disabled")
              ? Reason.DISABLED
              : message.contains("expired") || message.contains("not yet valid")
                  ? Reason.OPERATION_NOT_PERMITTED
                  : Reason.FORBIDDEN;
    };
  }

  /**
   * Whether a gateway or a proxy refuses instead of the service, which always sends an error code.
   * A gateway's 404 does not mean that the key does not exist.
   */
  private static boolean isOfSomethingElse(int status, ServiceError error) {
    return error.code() == null && status < 500 && !CODELESS.contains(status);
  }

  private String advice(Reason reason, ServiceError error, Answer answer) {
    return switch (reason) {
      case UNAUTHENTICATED ->
          """
           The service refused the token of the credential %s: it may have expired, been revoked, or \
          be for another tenant or another service.%s"""
              .formatted(
                  config.credential().kind().configName(),
                  config.credential().accessToken().isPresent()
                      ? " Get a new one and set it as %s.".formatted(Setting.ACCESS_TOKEN.key())
                      : "");
      case FORBIDDEN -> service.forbidden(operation);
      case DISABLED -> " Enable this version in the vault, or use another one.";
      case OPERATION_NOT_PERMITTED ->
          " Check the key's permitted operations and its validity period.";
      case NOT_FOUND -> service.notFound(error);
      case CONFLICT -> service.conflict(operation, error);
      case BAD_REQUEST -> service.badRequest(error);
      case THROTTLED -> Retries.waitAskedFor(answer).map(this::askedToWait).orElse(SPREAD_THE_LOAD);
      case SERVICE_FAILURE -> " Try again; if it lasts, see the service's health.";
      default -> "";
    };
  }

  private VaultException failed(
      Reason reason, String what, String advice, @Nullable Throwable failure) {
    return new VaultException(
        reason,
        "%s failed: %s%s%s"
            .formatted(operation.description(), sentence(what), advice, operation.doubt(failure)),
        failure);
  }

  private static String sentence(String text) {
    return text.endsWith(".") ? text : text + ".";
  }

  private String shown(Throwable failure) {
    return shown(text(failure));
  }

  private String shown(String words) {
    return operation.redacted(words);
  }

  private static String text(Throwable failure) {
    return CredentialMessages.of(failure);
  }

  static String seconds(Duration duration) {
    return String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1000.0);
  }
}
