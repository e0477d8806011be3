package io.vaultjca.vault;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;

/**
 * An answer's body, read to its end, unless it is longer than any that the service sends, or comes
 * too slowly: the JDK's own limit of time ends with the headers.
 */
final class BoundedBody implements BodySubscriber<byte[]> {
  /** Some ten times the longest honest answer: a page of 25 certificates, a secret of 25 KB. */
  private static final int LONGEST = 4 << 20;

  private final int status;
  private final CompletableFuture<byte[]> whole = new CompletableFuture<>();
  private final CompletableFuture<Void> end;
  private final ByteArrayOutputStream content = new ByteArrayOutputStream();
  private volatile Flow.Subscription subscription;

  /**
   * Begins with the headers.
   *
   * @param status the answer's status
   * @param nanos how long the body may take
   */
  @SuppressWarnings("FutureReturnValueIgnored") // Whoever waits does so for the body.
  BoundedBody(int status, long nanos) {
    this.status = status;
    this.end = new CompletableFuture<Void>().completeOnTimeout(null, nanos, TimeUnit.NANOSECONDS);
    end.thenRun(() -> giveUp(new HttpTimeoutException("no whole answer in time")));
  }

  @Override
  public CompletionStage<byte[]> getBody() {
    return whole;
  }

  @Override
  public void onSubscribe(Flow.Subscription given) {
    subscription = given;
    if (whole.isDone()) {
      given.cancel();
    } else {
      given.request(Long.MAX_VALUE);
    }
  }

  @Override
  public void onNext(List<ByteBuffer> buffers) {
    for (ByteBuffer buffer : buffers) {
      if (content.size() + buffer.remaining() > LONGEST) {
        giveUp(new AnswerTooLargeException(status, LONGEST));
        return;
      }
      byte[] bytes = new byte[buffer.remaining()];
      buffer.get(bytes);
      content.write(bytes, 0, bytes.length);
    }
  }

  /** In this order: the JDK has words of its own for a body that is given up. */
  private void giveUp(IOException why) {
    whole.completeExceptionally(why);
    end.cancel(false);
    Flow.Subscription given = subscription;
    if (given != null) {
      given.cancel();
    }
  }

  @Override
  public void onError(Throwable failure) {
    end.cancel(false);
    whole.completeExceptionally(failure);
  }

  @Override
  public void onComplete() {
    end.cancel(false);
    whole.complete(content.toByteArray());
  }
}
