package io.vaultjca.management;

import com.azure.core.http.HttpPipeline;
import com.azure.core.http.HttpPipelineBuilder;
import com.azure.security.keyvault.certificates.CertificateClient;
import com.azure.security.keyvault.certificates.CertificateClientBuilder;
import com.azure.security.keyvault.keys.KeyClient;
import com.azure.security.keyvault.keys.KeyClientBuilder;
import io.vaultjca.VaultException;
import io.vaultjca.azure.SdkHttpClient;
import io.vaultjca.exchange.Operation;
import io.vaultjca.transport.Answer;
import io.vaultjca.transport.Request;
import io.vaultjca.vault.Vault;
import java.net.URI;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The Azure SDK's clients for one change of a vault. They have no HTTP policies: our exchange is
 * their HTTP client, does the policies' work, and passes on successful answers only.
 *
 * <p>For one use by one thread.
 */
public final class SdkSession {
  private final Vault vault;
  private final HttpPipeline pipeline;
  private @Nullable Operation operation;

  /** Creates the clients; sends nothing. */
  public SdkSession(Vault vault) {
    this.vault = vault;
    this.pipeline = new HttpPipelineBuilder().httpClient(new SdkHttpClient(this::send)).build();
  }

  /** Returns a client for keys. */
  public KeyClient keys() {
    return new KeyClientBuilder().vaultUrl(address()).pipeline(pipeline).buildClient();
  }

  /** Returns a client for certificates. */
  public CertificateClient certificates() {
    return new CertificateClientBuilder().vaultUrl(address()).pipeline(pipeline).buildClient();
  }

  /** Returns the pipeline for a client of another library of the SDK. */
  public HttpPipeline pipeline() {
    return pipeline;
  }

  private String address() {
    return vault.config().uri().toString();
  }

  private Answer send(Request request) throws VaultException {
    Operation current = Objects.requireNonNull(operation, "run was not called");
    // The SDK does not support the newer versions.
    URI address = vault.config().apiVersion().in(request.uri());
    Answer answer = vault.exchange().send(current, request.to(address));
    AnswerShape.check(current, address.getPath(), answer);
    return answer;
  }

  /** Calls the SDK; the requests that it sends belong to the operation. */
  public <T> T run(Operation current, Callable<T> call) throws VaultException {
    operation = current;
    try {
      return call.call();
    } catch (Exception e) {
      // The SDK wraps our exception. Its own says that it could not read an answer, and quotes it.
      throw Stream.iterate((Throwable) e, Objects::nonNull, Throwable::getCause)
          .filter(VaultException.class::isInstance)
          .map(VaultException.class::cast)
          .findFirst()
          .orElseGet(current::anotherForm);
    }
  }
}
