package io.vaultjca.vault;

import com.azure.core.http.HttpClient;
import com.azure.core.http.HttpPipelineCallContext;
import com.azure.core.http.HttpPipelineNextPolicy;
import com.azure.core.http.HttpPipelineNextSyncPolicy;
import com.azure.core.http.HttpPipelinePosition;
import com.azure.core.http.HttpResponse;
import com.azure.core.http.ProxyOptions;
import com.azure.core.http.policy.HttpLogDetailLevel;
import com.azure.core.http.policy.HttpLogOptions;
import com.azure.core.http.policy.HttpPipelinePolicy;
import com.azure.core.util.Configuration;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.time.Duration;
import java.util.concurrent.Executors;
import reactor.core.publisher.Mono;

/** The HTTP client of one connection, and the policy that bounds each of its requests. */
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
    ProxyOptions proxy = ProxyOptions.fromConfiguration(proxies());
    if (proxy != null) {
      jdk.proxy(new ConfiguredProxy(proxy));
      ConfiguredProxy.authenticator(proxy).ifPresent(jdk::authenticator);
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
   * this property is set.
   */
  @SuppressWarnings("deprecation") // The replacement writes into the JVM's global configuration.
  private static Configuration proxies() {
    Configuration global = Configuration.getGlobalConfiguration();
    return System.getProperty("https.proxyHost") == null
        ? global.clone().put("java.net.useSystemProxies", "true")
        : global;
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
  static final class OneHost implements HttpPipelinePolicy {
    private final URI vault;

    OneHost(URI vault) {
      this.vault = vault;
    }

    @Override
    public HttpResponse processSync(
        HttpPipelineCallContext context, HttpPipelineNextSyncPolicy next) {
      URL url = context.getHttpRequest().getUrl();
      if (!isOwn(url)) {
        throw new UncheckedIOException(
            Operation.current()
                .distrust(
                    "it leads to another host, "
                        + ObjectId.shown(url.getAuthority())
                        + ", where nothing was sent"));
      }
      return next.processSync();
    }

    /** As the HTTP client will read it, which takes a URI. */
    private boolean isOwn(URL url) {
      try {
        URI uri = url.toURI();
        return "https".equals(uri.getScheme())
            && uri.getHost() != null
            && uri.getRawUserInfo() == null
            && ConnectionConfig.addressOf(uri).equals(vault);
      } catch (URISyntaxException e) {
        return false;
      }
    }

    @Override
    public Mono<HttpResponse> process(
        HttpPipelineCallContext context, HttpPipelineNextPolicy next) {
      throw new IllegalStateException("Only the synchronous clients are used");
    }

    /** Before the policy that puts the token in. */
    @Override
    public HttpPipelinePosition getPipelinePosition() {
      return HttpPipelinePosition.PER_CALL;
    }
  }

  /** Counts the tries of an operation, and gives each no more time than the operation has left. */
  static final class BoundedTry implements HttpPipelinePolicy {
    private static final Duration SHORTEST = Duration.ofMillis(1);

    private final Duration requestTimeout;

    BoundedTry(Duration requestTimeout) {
      this.requestTimeout = requestTimeout;
    }

    @Override
    public HttpResponse processSync(
        HttpPipelineCallContext context, HttpPipelineNextSyncPolicy next) {
      Operation operation = Operation.current();
      operation.sending();
      Duration remaining = operation.remaining();
      Duration timeout = remaining.compareTo(requestTimeout) < 0 ? remaining : requestTimeout;
      context.setData(JdkTransport.TIMEOUT, timeout.compareTo(SHORTEST) < 0 ? SHORTEST : timeout);
      HttpResponse response = next.processSync();
      operation.answered(response.getStatusCode());
      return response;
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
