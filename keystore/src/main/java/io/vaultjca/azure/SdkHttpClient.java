package io.vaultjca.azure;

import com.azure.core.http.HttpClient;
import com.azure.core.http.HttpHeader;
import com.azure.core.http.HttpRequest;
import com.azure.core.http.HttpResponse;
import com.azure.core.util.BinaryData;
import com.azure.core.util.Context;
import io.vaultjca.transport.Answer;
import io.vaultjca.transport.Request;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import reactor.core.publisher.Mono;

/**
 * An HTTP client for the Azure SDK that sends its requests over our own transport.
 *
 * <p>Safe for use by several threads if its sender is.
 */
public final class SdkHttpClient implements HttpClient {
  private static final byte[] NOTHING = {};

  private final Sender sender;

  public SdkHttpClient(Sender sender) {
    this.sender = sender;
  }

  /** Sends the SDK's requests. */
  @FunctionalInterface
  public interface Sender {
    /** Sends a request and waits for the answer. */
    Answer send(Request request) throws IOException, InterruptedException;
  }

  @Override
  public HttpResponse sendSync(HttpRequest request, Context context) {
    Map<String, String> headers = new HashMap<>();
    for (HttpHeader header : request.getHeaders()) {
      headers.put(header.getName(), header.getValue());
    }
    BinaryData body = request.getBodyAsBinaryData();
    try {
      return new WholeResponse(
          request,
          sender.send(
              new Request(
                  request.getHttpMethod().toString(),
                  URI.create(request.getUrl().toString()),
                  headers,
                  body == null ? NOTHING : body.toBytes())));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Blocks the subscriber's thread: the SDK calls this only on threads that may block. */
  @Override
  public Mono<HttpResponse> send(HttpRequest request) {
    return Mono.fromCallable(() -> sendSync(request, Context.NONE));
  }
}
