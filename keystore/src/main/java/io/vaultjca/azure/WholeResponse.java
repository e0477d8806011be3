package io.vaultjca.azure;

import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpHeaders;
import com.azure.core.http.HttpRequest;
import com.azure.core.http.HttpResponse;
import com.azure.core.util.BinaryData;
import com.azure.core.util.CoreUtils;
import io.vaultjca.transport.Answer;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** A response whose body is in memory. */
final class WholeResponse extends HttpResponse {
  private final Answer answer;
  private final HttpHeaders headers = new HttpHeaders();

  WholeResponse(HttpRequest request, Answer answer) {
    super(request);
    this.answer = answer;
    answer
        .headers()
        .map()
        .forEach((name, values) -> headers.set(HttpHeaderName.fromString(name), values));
  }

  @Override
  public int getStatusCode() {
    return answer.status();
  }

  @Override
  public HttpHeaders getHeaders() {
    return headers;
  }

  @Override
  @Deprecated
  public String getHeaderValue(String name) {
    return headers.getValue(HttpHeaderName.fromString(name));
  }

  @Override
  public String getHeaderValue(HttpHeaderName name) {
    return headers.getValue(name);
  }

  @Override
  public BinaryData getBodyAsBinaryData() {
    return BinaryData.fromBytes(answer.body());
  }

  @Override
  public Flux<ByteBuffer> getBody() {
    return Flux.just(ByteBuffer.wrap(answer.body()));
  }

  @Override
  public Mono<byte[]> getBodyAsByteArray() {
    return Mono.just(answer.body());
  }

  @Override
  public Mono<String> getBodyAsString() {
    return Mono.just(
        CoreUtils.bomAwareToString(answer.body(), headers.getValue(HttpHeaderName.CONTENT_TYPE)));
  }

  @Override
  public Mono<String> getBodyAsString(Charset charset) {
    return Mono.just(new String(answer.body(), charset));
  }

  @Override
  public HttpResponse buffer() {
    return this;
  }
}
