package io.vaultjca.vault;

import java.io.ByteArrayOutputStream;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * An answer's body, read to its end, unless it is longer than any that the service sends, or comes
 * too slowly: the JDK's own limit of time ends with the headers.
 */
final class BoundedBody implements BodySubscriber<byte[]> {
  /** Some ten times the longest honest answer: a page of 25 certificates, a secret of 25 KB. */
  private static final int LONGEST = 4 << 20;

  private final int status;
  private final CompletableFuture<byte[]> whole = new CompletableFuture<>();
  private final CompletableFuture<byte[]> inTime;
  private final ByteArrayOutputStream content = new ByteArrayOutputStream();
  private volatile Flow.Subscription subscription;

  /**
   * Begins with the headers.
   *
   * @param status the answer's status
   * @param nanos how long the body may take
   */
  BoundedBody(int status, long nanos) {
    this.status = status;
    this.inTime =
        whole
            .orTimeout(nanos, TimeUnit.NANOSECONDS)
            .whenComplete(
                (body, failure) -> {
                  if (failure instanceof TimeoutException) {
                    giveUp();
                  }
                });
  }

  private void giveUp() {
    Flow.Subscription given = subscription;
    if (given != null) {
      given.cancel();
    }
  }

  @Override
  public CompletionStage<byte[]> getBody() {
    return inTime;
  }

  @Override
  public void onSubscribe(Flow.Subscription subscription) {
    this.subscription = subscription;
    if (whole.isDone()) {
      subscription.cancel();
    } else {
      subscription.request(Long.MAX_VALUE);
    }
  }

  @Override
  public void onNext(List<ByteBuffer> buffers) {
    for (ByteBuffer buffer : buffers) {
      if (content.size() + buffer.remaining() > LONGEST) {
        // In this order: the JDK has words of its own for a body that is given up.
        whole.completeExceptionally(new AnswerTooLargeException(status, LONGEST));
        giveUp();
        return;
      }
      byte[] bytes = new byte[buffer.remaining()];
      buffer.get(bytes);
      content.write(bytes, 0, bytes.length);
    }
  }

  @Override
  public void onError(Throwable failure) {
    whole.completeExceptionally(failure);
  }

  @Override
  public void onComplete() {
    whole.complete(content.toByteArray());
  }
}
