package io.vaultjca.vault;

import com.azure.core.http.HttpClient;
import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpPipelineCallContext;
import com.azure.core.http.HttpPipelineNextPolicy;
import com.azure.core.http.HttpPipelineNextSyncPolicy;
import com.azure.core.http.HttpPipelinePosition;
import com.azure.core.http.HttpRequest;
import com.azure.core.http.HttpResponse;
import com.azure.core.http.ProxyOptions;
import com.azure.core.http.policy.HttpLogDetailLevel;
import com.azure.core.http.policy.HttpLogOptions;
import com.azure.core.http.policy.HttpPipelinePolicy;
import com.azure.core.http.policy.HttpPipelineSyncPolicy;
import com.azure.core.util.Configuration;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import reactor.core.publisher.Mono;

/** The HTTP client of one connection, and the policies that each of its requests passes. */
final class HttpTransport {
  private HttpTransport() {}

  /**
   * Builds the HTTP client: HTTP/1.1 over kept-alive connections, own TLS settings, proxies from
   * the JVM's properties or {@code HTTPS_PROXY}.
   */
  static HttpClient build(ConnectionConfig config) throws VaultException {
    requireHttpClient();
    java.net.http.HttpClient.Builder jdk =
        java.net.http.HttpClient.newBuilder()
            .sslContext(TrustedCertificates.sslContext(config.trustCertificates()))
            .version(java.net.http.HttpClient.Version.HTTP_1_1)
            .executor(Executors.newCachedThreadPool(new DaemonThreads("http")))
            .connectTimeout(config.connectTimeout());
    Optional<ProxyOptions> proxy = proxy();
    if (proxy.isPresent()) {
      jdk.proxy(new ConfiguredProxy(proxy.get()));
      ConfiguredProxy.authenticator(proxy.get()).ifPresent(jdk::authenticator);
    }
    return new JdkTransport(jdk.build(), config.requestTimeout());
  }

  /**
   * Some programs, such as jarsigner and keytool, resolve few of the JDK's modules. A module of
   * ours brings java.net.http with it, a jar on the class path does not.
   */
  private static void requireHttpClient() throws VaultException {
    try {
      Class.forName("java.net.http.HttpClient");
    } catch (ClassNotFoundException e) {
      throw VaultException.configuration(
          "The module java.net.http, by which the vault is reached, is not loaded in this JVM:"
              + " add the flag --add-modules=java.net.http (for jarsigner and keytool"
              + " -J--add-modules=java.net.http), or put the jar on the module path instead of the"
              + " class path");
    }
  }

  /**
   * The JVM's own properties (https.proxyHost, https.proxyPort, http.nonProxyHosts) say which proxy
   * to take; without them the variables HTTPS_PROXY and NO_PROXY do, which the SDK reads only where
   * a property is set. Its address is looked up for each connection.
   */
  @SuppressWarnings("deprecation") // The replacement writes into the JVM's global configuration.
  private static Optional<ProxyOptions> proxy() {
    Configuration global = Configuration.getGlobalConfiguration();
    if (System.getProperty("https.proxyHost") != null) {
      return Optional.ofNullable(ProxyOptions.fromConfiguration(global, true));
    }
    // By itself the SDK would go on to the proxies for plain HTTP.
    return global.contains(Configuration.PROPERTY_HTTPS_PROXY)
        ? Optional.ofNullable(
            ProxyOptions.fromConfiguration(
                global.clone().put("java.net.useSystemProxies", "true"), true))
        : Optional.empty();
  }

  /**
   * What the SDK logs of an exchange: its first lines at the most. Headers and bodies hold tokens,
   * keys and secrets, so they are never logged, whatever {@code AZURE_HTTP_LOG_DETAIL_LEVEL} says.
   */
  static HttpLogOptions logOptions() {
    HttpLogOptions asked = new HttpLogOptions();
    return asked.getLogLevel() == HttpLogDetailLevel.NONE
        ? asked
        : asked.setLogLevel(HttpLogDetailLevel.BASIC);
  }

  /**
   * Lets requests to the vault's own host pass, and no others: an address in an answer, such as the
   * {@code nextLink} of a list, never leads elsewhere, neither with a token nor without.
   */
  static final class OneHost extends HttpPipelineSyncPolicy {
    private final URI vault;

    OneHost(URI vault) {
      this.vault = vault;
    }

    @Override
    protected void beforeSendingRequest(HttpPipelineCallContext context) {
      URL url = context.getHttpRequest().getUrl();
      // As the HTTP client will read it, which takes a URI.
      URI uri;
      try {
        uri = url.toURI();
      } catch (URISyntaxException e) {
        throw refused("it leads to what is no address, and nothing was sent");
      }
      if (!isOwn(uri)) {
        throw refused(
            "it leads to another host, "
                + ObjectId.shown(url.getAuthority())
                + ", where nothing was sent");
      }
    }

    private static UncheckedIOException refused(String why) {
      return new UncheckedIOException(Operation.current().distrust(why));
    }

    private boolean isOwn(URI uri) {
      return "https".equals(uri.getScheme())
          && uri.getHost() != null
          && uri.getRawUserInfo() == null
          && ConnectionConfig.isAddressOf(vault, uri);
    }

    /** Before the policy that puts the token in. */
    @Override
    public HttpPipelinePosition getPipelinePosition() {
      return HttpPipelinePosition.PER_CALL;
    }
  }

  /** Has a token ready when the SDK asks for one: see {@link CachedCredential}. */
  static final class TokenReady extends HttpPipelineSyncPolicy {
    private final CachedCredential credential;

    TokenReady(CachedCredential credential) {
      this.credential = credential;
    }

    @Override
    protected void beforeSendingRequest(HttpPipelineCallContext context) {
      credential.prepare();
    }

    @Override
    public HttpPipelinePosition getPipelinePosition() {
      return HttpPipelinePosition.PER_CALL;
    }
  }

  /** A wait was interrupted; the cause says so. */
  private static final class InterruptedWait extends RuntimeException {
    private static final long serialVersionUID = 1L;

    InterruptedWait(InterruptedException cause) {
      super(cause);
    }
  }

  /**
   * What happens to each try of an operation: it waits for its turn, gets no more time than the
   * operation has left, and has a token renewed that the service refuses.
   */
  static final class BoundedTry implements HttpPipelinePolicy {
    private static final Duration SHORTEST = Duration.ofMillis(1);
    private static final int UNAUTHORIZED = 401;
    private static final String BEARER = "Bearer ";
    private static final Pattern CLAIMS = Pattern.compile("claims=\"([^\"]*)\"");

    private final Duration requestTimeout;
    private final Throttle throttle;
    private final CachedCredential credential;

    BoundedTry(Duration requestTimeout, Throttle throttle, CachedCredential credential) {
      this.requestTimeout = requestTimeout;
      this.throttle = throttle;
      this.credential = credential;
    }

    @Override
    public HttpResponse processSync(
        HttpPipelineCallContext context, HttpPipelineNextSyncPolicy next) {
      Operation operation = Operation.current();
      boolean first = await(operation);
      operation.sending();
      Duration remaining = operation.remaining();
      Duration timeout = remaining.compareTo(requestTimeout) < 0 ? remaining : requestTimeout;
      context.setData(JdkTransport.TIMEOUT, timeout.compareTo(SHORTEST) < 0 ? SHORTEST : timeout);
      boolean answered = false;
      try {
        HttpResponse response = next.processSync();
        answered = true;
        if (response.getStatusCode() == BoundedRetry.TOO_MANY_REQUESTS) {
          throttle.throttled(
              first,
              BoundedRetry.waitAskedFor(response.getHeaders())
                  .orElseGet(() -> BoundedRetry.backOff(operation.tries())));
          first = false;
        }
        operation.answered(response.getStatusCode());
        bearer(context.getHttpRequest()).ifPresent(token -> judge(token, response));
        return response;
      } finally {
        if (first) {
          throttle.tried(answered);
        }
      }
    }

    private boolean await(Operation operation) {
      try {
        operation.rest();
        return throttle.enter(operation);
      } catch (InterruptedException e) {
        throw new InterruptedWait(e);
      }
    }

    private static Optional<String> bearer(HttpRequest request) {
      return Optional.ofNullable(request.getHeaders().getValue(HttpHeaderName.AUTHORIZATION))
          .filter(value -> value.startsWith(BEARER))
          .map(value -> value.substring(BEARER.length()));
    }

    /**
     * Remembers what the service thinks of a token. One that was revoked, or has expired by the
     * service's clock, gets a 401 with the usual challenge, to which the SDK answers with the same
     * token. With claims in the challenge it asks the credential for a new one, which is fetched
     * here: see {@link CachedCredential}.
     */
    private void judge(String token, HttpResponse response) {
      int status = response.getStatusCode();
      if (status != UNAUTHORIZED) {
        if (status != BoundedRetry.TOO_MANY_REQUESTS && status < 500) {
          credential.accepted(token);
        }
        return;
      }
      String challenge = response.getHeaderValue(HttpHeaderName.WWW_AUTHENTICATE);
      // What a challenge asks for that was not asked for before, the SDK has to check first.
      if (challenge == null || !credential.isAskedForBy(challenge)) {
        return;
      }
      Matcher demanded = CLAIMS.matcher(challenge);
      if (demanded.find()) {
        claims(demanded.group(1)).ifPresent(claims -> credential.renew(token, claims));
      } else if (credential.isReplaceable(token)) {
        String claims = issuedAfter(Instant.now());
        credential.renew(token, claims);
        response
            .getHeaders()
            .set(
                HttpHeaderName.WWW_AUTHENTICATE,
                challenge
                    + ", error=\"insufficient_claims\", claims=\""
                    + Base64.getEncoder().encodeToString(claims.getBytes(StandardCharsets.UTF_8))
                    + "\"");
      }
    }

    /** What the SDK will read; it says so itself where it cannot. */
    private static Optional<String> claims(String encoded) {
      try {
        return Optional.of(new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8));
      } catch (IllegalArgumentException e) {
        return Optional.empty();
      }
    }

    /** The claims of a challenge of continuous access evaluation: a token of now or later. */
    private static String issuedAfter(Instant time) {
      return "{\"access_token\":{\"nbf\":{\"essential\":true,\"value\":\""
          + time.getEpochSecond()
          + "\"}}}";
    }

    @Override
    public Mono<HttpResponse> process(
        HttpPipelineCallContext context, HttpPipelineNextPolicy next) {
      throw new IllegalStateException("Only the synchronous clients are used");
    }

    @Override
    public HttpPipelinePosition getPipelinePosition() {
      return HttpPipelinePosition.PER_RETRY;
    }
  }
}
