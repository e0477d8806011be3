package io.vaultjca.vault;

import com.azure.core.exception.HttpResponseException;
import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpResponse;
import io.vaultjca.vault.Throttle.ClosedException;
import io.vaultjca.vault.VaultException.Reason;
import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;

/** The one place that turns what the SDK throws into a {@link VaultException}. */
final class VaultErrors {
  private static final HttpHeaderName REQUEST_ID = HttpHeaderName.fromString("x-ms-request-id");

  private static final String PROXY_ADVICE =
      " See what answers under the vault's address, and whether a proxy or a gateway stands in"
          + " front of it.";
  private static final String SPREAD_THE_LOAD =
      " Too many requests: spread the load over time or over more vaults.";

  /** What these mean is clear without one of the service's codes: token, time, throttling. */
  private static final Set<Integer> CODELESS = Set.of(401, 408, 429);

  private final ConnectionConfig config;
  private final Operation operation;

  VaultErrors(ConnectionConfig config, Operation operation) {
    this.config = config;
    this.operation = operation;
  }

  VaultException translate(Throwable failure) {
    if (causes(failure).anyMatch(InterruptedException.class::isInstance)) {
      Thread.currentThread().interrupt();
      return failed(Reason.INTERRUPTED, "the thread was interrupted", "", failure);
    }
    if (operation.credentialFailure() != null) {
      return noToken(operation.credentialFailure());
    }
    Optional<AnswerTooLargeException> tooLarge = AnswerTooLargeException.behind(failure);
    if (tooLarge.isPresent()) {
      return unusable(tooLarge.get().status() < 400, text(tooLarge.get()), PROXY_ADVICE, failure);
    }
    for (Throwable link = failure; link != null; link = link.getCause()) {
      if (link instanceof VaultException known) {
        return known;
      }
      if (link instanceof ClosedException throttled) {
        return throttledBefore(throttled.waitAskedFor());
      }
      if (link instanceof HttpResponseException response && response.getResponse() != null) {
        return refused(response.getResponse());
      }
      boolean transport = link instanceof IOException || link instanceof TimeoutException;
      if (transport && !operation.isAnswered()) {
        return unreachable(link, failure);
      }
    }
    return unexpected(failure);
  }

  private VaultException noToken(CredentialFailure failure) {
    return failed(
        Reason.UNAUTHENTICATED,
        failure.getMessage(),
        " " + credentialAdvice(config.credential().kind()),
        failure);
  }

  /** What to set, where a credential gets no token. */
  private static String credentialAdvice(CredentialKind kind) {
    String application = Setting.TENANT_ID.key() + ", " + Setting.CLIENT_ID.key();
    String elsewhere = " and, outside of the public cloud, " + Setting.AUTHORITY_HOST.key() + ".";
    return switch (kind) {
      case DEFAULT ->
          "Log in, or set "
              + Setting.CREDENTIAL.key()
              + " to the one credential that is meant, with the settings that it needs.";
      case ENVIRONMENT ->
          "Check the variables AZURE_TENANT_ID, AZURE_CLIENT_ID and AZURE_CLIENT_SECRET or"
              + " AZURE_CLIENT_CERTIFICATE_PATH, or set "
              + Setting.CREDENTIAL.key()
              + " to another credential.";
      case WORKLOAD_IDENTITY ->
          "Check "
              + application
              + ", the variable AZURE_FEDERATED_TOKEN_FILE and the file that it names"
              + elsewhere;
      case MANAGED_IDENTITY ->
          "Check that this machine has an identity, and that "
              + Setting.MANAGED_IDENTITY.key()
              + " is the client id of a user-assigned one, or not set.";
      case CLIENT_SECRET -> "Check " + application + ", " + Setting.CLIENT_SECRET.key() + elsewhere;
      case PASSWORD_IS_CLIENT_SECRET ->
          "Check " + application + ", the key store's password" + elsewhere;
      case CLIENT_CERTIFICATE ->
          "Check "
              + application
              + ", "
              + Setting.CLIENT_CERTIFICATE.key()
              + ", "
              + Setting.CLIENT_CERTIFICATE_PASSWORD.key()
              + elsewhere;
      case AZURE_CLI ->
          "Log in by az login; " + Setting.TENANT_ID.key() + " names the tenant, if it is another.";
      case ACCESS_TOKEN, PASSWORD_IS_ACCESS_TOKEN, CUSTOM ->
          "Check " + Setting.CREDENTIAL.key() + " and what gives the token.";
    };
  }

  private static Stream<Throwable> causes(Throwable failure) {
    return Stream.iterate(failure, Objects::nonNull, Throwable::getCause);
  }

  /** Another request was refused; this one was not even sent. */
  private VaultException throttledBefore(Duration wait) {
    return new VaultException(
        Reason.THROTTLED,
        429,
        null,
        operation.description()
            + " failed: the "
            + config.type().displayName()
            + " throttles its callers (429)"
            + (operation.tries() > 0 ? afterTries() : ", as it told another request")
            + "."
            + askedToWait(wait),
        null);
  }

  private String askedToWait(Duration wait) {
    String limit = Setting.OPERATION_TIMEOUT.key() + "=" + seconds(operation.timeout());
    if (wait.isZero()) {
      return " The operation's time is over (" + limit + ")." + SPREAD_THE_LOAD;
    }
    return " It asks to wait "
        + seconds(wait)
        + "."
        + (wait.compareTo(operation.remaining()) < 0
            ? ""
            : " This is longer than the operation may take (" + limit + ").")
        + SPREAD_THE_LOAD;
  }

  private VaultException unreachable(Throwable link, Throwable failure) {
    String vault = config.uri().getAuthority();
    String what;
    String advice =
        " Check "
            + Setting.URI.key()
            + ", DNS, firewall, private endpoint and proxy settings, and that the vault is up.";
    if (link instanceof UnknownHostException || hasCause(link, "UnresolvedAddressException")) {
      what = "the host " + config.uri().getHost() + " is not known";
    } else if (text(link).contains("Too many open files")) {
      what = "no connection to " + vault + ": this process has too many open files";
      advice =
          " Raise its limit (ulimit -n, LimitNOFILE), or find what leaves files or connections"
              + " open.";
    } else if (link instanceof SSLHandshakeException) {
      what =
          "the TLS handshake with "
              + vault
              + " failed: "
              + tlsProblem(link).replaceFirst("\\.$", "");
      advice = tlsAdvice(link);
    } else if (link instanceof SSLException) {
      what = "the TLS connection to " + vault + " broke: " + text(link);
    } else if (link instanceof HttpConnectTimeoutException) {
      what = "no connection to " + vault + " in time";
      advice += ifSlow(Setting.CONNECT_TIMEOUT, config.connectTimeout());
    } else if (link instanceof HttpTimeoutException || link instanceof TimeoutException) {
      what = vault + " did not answer in time";
      advice += ifSlow(Setting.REQUEST_TIMEOUT, config.requestTimeout());
    } else if (link instanceof ConnectException) {
      // The JDK says nothing of a refused connection.
      String why = hasCause(link, "ClosedChannelException") ? "connection refused" : text(link);
      what = "no connection to " + vault + " (" + why + ")";
    } else {
      what = "the connection to " + vault + " broke (" + text(link) + ")";
    }
    return failed(Reason.UNREACHABLE, what + afterTries(), advice, failure);
  }

  private String ifSlow(Setting limit, Duration value) {
    return " If it is merely slow, raise "
        + limit.key()
        + " ("
        + seconds(value)
        + ") and "
        + Setting.OPERATION_TIMEOUT.key()
        + " ("
        + seconds(config.operationTimeout())
        + ").";
  }

  private static String tlsProblem(Throwable handshake) {
    return causes(handshake)
        .filter(CertificateException.class::isInstance)
        .reduce((outer, inner) -> inner)
        .map(
            problem ->
                problem instanceof CertificateExpiredException
                    ? "the certificate that it shows has expired (" + text(problem) + ")"
                    : problem instanceof CertificateNotYetValidException
                        ? "the certificate that it shows is not valid yet (" + text(problem) + ")"
                        : text(problem))
        .orElseGet(() -> text(handshake));
  }

  private String tlsAdvice(Throwable handshake) {
    if (causes(handshake)
        .anyMatch(
            e ->
                e instanceof CertificateExpiredException
                    || e instanceof CertificateNotYetValidException)) {
      return " Check this machine's clock and what stands between it and the vault (a proxy that"
          + " opens TLS, a private endpoint): its certificate must be renewed.";
    }
    String text = tlsProblem(handshake);
    if (text.contains("No subject alternative") || text.contains("No name matching")) {
      return " Something else answers under the vault's name: check "
          + Setting.URI.key()
          + ", DNS and proxies.";
    }
    return " If the vault's certificate is issued by a certificate authority of your own, set "
        + Setting.TRUST_CERTIFICATES.key()
        + " to a PEM file of it.";
  }

  private static boolean hasCause(Throwable link, String simpleName) {
    return link.getCause() != null
        && (link.getCause().getClass().getSimpleName().equals(simpleName)
            || hasCause(link.getCause(), simpleName));
  }

  private String afterTries() {
    return " after "
        + (operation.tries() == 1 ? "one try" : operation.tries() + " tries")
        + " in "
        + seconds(operation.elapsed());
  }

  private VaultException refused(HttpResponse response) {
    ServiceError error = ServiceError.of(response);
    int status = response.getStatusCode();
    Reason reason = reason(status, error);
    String what =
        "the "
            + config.type().displayName()
            + " answered "
            + status
            + " "
            + error.codes()
            + (error.message().isEmpty() ? "" : ": \"" + error.message() + "\"")
            + Optional.ofNullable(response.getHeaderValue(REQUEST_ID))
                .map(id -> " (request id " + ObjectId.shown(id) + ")")
                .orElse("")
            + (operation.tries() > 1 ? afterTries() : "");
    return new VaultException(
        reason,
        status,
        error.innermostCode(),
        operation.description()
            + " failed: "
            + sentence(what)
            + (isOfSomethingElse(status, error)
                ? doubt(null) + PROXY_ADVICE
                : doubt(null).isEmpty() ? advice(reason, error, response) : doubt(null)),
        // The SDK's exception leads to the request, and so to the token in its header.
        null);
  }

  private static Reason reason(int status, ServiceError error) {
    if (isOfSomethingElse(status, error)) {
      return Reason.SERVICE_FAILURE;
    }
    String code = Optional.ofNullable(error.innermostCode()).orElse("");
    return switch (status) {
      case 401 -> Reason.UNAUTHENTICATED;
      case 403 ->
          switch (code) {
            case "KeyDisabled", "SecretDisabled", "CertificateDisabled" -> Reason.DISABLED;
            case "KeyOperationForbidden", "KeyNotYetValid", "KeyExpired" ->
                Reason.OPERATION_NOT_PERMITTED;
            default ->
                disabledByMessage(error)
                    ? Reason.DISABLED
                    : validityByMessage(error) ? Reason.OPERATION_NOT_PERMITTED : Reason.FORBIDDEN;
          };
      case 404 -> Reason.NOT_FOUND;
      case 409 -> Reason.CONFLICT;
      case 429 -> Reason.THROTTLED;
      case 408 -> Reason.SERVICE_FAILURE;
      default -> status >= 500 ? Reason.SERVICE_FAILURE : Reason.BAD_REQUEST;
    };
  }

  /**
   * Whether a gateway or a proxy refuses, and not the service, which always gives a code: that a
   * gateway knows no such page does not mean that the vault has no such key.
   */
  private static boolean isOfSomethingElse(int status, ServiceError error) {
    return error.code() == null && status < 500 && !CODELESS.contains(status);
  }

  /** A Managed HSM names no inner code. */
  private static boolean disabledByMessage(ServiceError error) {
    return error.message().toLowerCase(Locale.ROOT).contains("disabled");
  }

  private static boolean validityByMessage(ServiceError error) {
    String message = error.message().toLowerCase(Locale.ROOT);
    return message.contains("expired") || message.contains("not yet valid");
  }

  private String advice(Reason reason, ServiceError error, HttpResponse response) {
    return switch (reason) {
      case UNAUTHENTICATED ->
          " The service refused the token of the credential "
              + config.credential().kind().configName()
              + ": it may have expired, been revoked, or be for another tenant or another service."
              + (config.credential().accessToken().isPresent()
                  ? " Get a new one and set it as " + Setting.ACCESS_TOKEN.key() + "."
                  : "");
      case FORBIDDEN ->
          " The caller lacks the permission: grant it with a role assignment or an access policy,"
              + " and check the vault's firewall.";
      case DISABLED -> " Enable this version in the vault, or use another one.";
      case OPERATION_NOT_PERMITTED ->
          " Check the key's permitted operations and its validity period.";
      case NOT_FOUND -> " Check the name and the vault's address.";
      case CONFLICT -> conflictAdvice(error);
      case THROTTLED ->
          BoundedRetry.waitAskedFor(response.getHeaders())
              .map(this::askedToWait)
              .orElse(SPREAD_THE_LOAD);
      case SERVICE_FAILURE -> " Try again; if it lasts, see the service's health.";
      default -> "";
    };
  }

  private String conflictAdvice(ServiceError error) {
    if ("ObjectIsBeingDeleted".equals(error.innermostCode())) {
      return " Its deletion takes a while: try again in a minute.";
    }
    String name = config.uri().getHost().split("\\.", 2)[0];
    return " If the name belongs to a deleted object, recover or purge it, or take another name:"
        + (config.type() == VaultType.MANAGED_HSM
            ? " az keyvault key recover (or purge) --hsm-name " + name
            : " az keyvault certificate recover (or purge; key for a key without a certificate)"
                + " --vault-name "
                + name)
        + " --name NAME.";
  }

  /**
   * The JSON parser quotes what it read, which may be a secret: neither its text nor it goes on.
   */
  private VaultException unexpected(Throwable failure) {
    // What we find wrong ourselves is an IllegalStateException.
    boolean parser =
        operation.isAnswered()
            && (!(failure instanceof IllegalStateException)
                || causes(failure).anyMatch(IOException.class::isInstance));
    if (text(failure).contains("disableChallengeResourceVerification")) {
      return failed(
          Reason.CONFIGURATION,
          "the challenge of "
              + config.uri().getAuthority()
              + " asks for a token of another service, which a token must not be sent to",
          " If you know this host, an emulator say, set "
              + Setting.DISABLE_CHALLENGE_RESOURCE_VERIFICATION.key()
              + "=true.",
          failure);
    }
    return unusable(
        operation.isAccepted(),
        "the answer could not be used: "
            + (parser
                ? "it is not what the service promises (is there a proxy in between?)"
                : failure instanceof NullPointerException
                    ? "a part that it must have is missing"
                    : text(failure)),
        parser ? PROXY_ADVICE : "",
        parser ? null : failure);
  }

  private VaultException failed(Reason reason, String what, String advice, Throwable failure) {
    return new VaultException(reason, 0, null, message(what, advice, failure), failure);
  }

  /** What came is not the service's; with the status of a failure it is an outage like others. */
  private VaultException unusable(boolean accepted, String what, String advice, Throwable failure) {
    return accepted
        ? VaultException.unusableAnswer(message(what, advice, failure), failure)
        : failed(Reason.SERVICE_FAILURE, what, advice, failure);
  }

  private String message(String what, String advice, Throwable failure) {
    return operation.description() + " failed: " + sentence(what) + advice + doubt(failure);
  }

  private String doubt(Throwable failure) {
    return operation.isInDoubt(failure) ? operation.inDoubt() : "";
  }

  private static String sentence(String text) {
    return text.endsWith(".") ? text : text + ".";
  }

  private static String text(Throwable failure) {
    return CredentialMessages.of(failure);
  }

  private static String seconds(Duration duration) {
    return String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1000.0);
  }
}
