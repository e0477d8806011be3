package io.vaultjca.transport;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Reads an answer's body, unless it is longer than any body of the service or arrives too slowly:
 * the JDK's own timeout ends with the headers.
 */
final class BoundedBody implements Flow.Subscriber<List<ByteBuffer>> {
  /** Some ten times the longest real answer: a page of 25 certificates, a secret of 25 KB. */
  private static final int LONGEST = 4 << 20;

  private final int status;
  private final CompletableFuture<byte[]> whole = new CompletableFuture<>();
  private final ByteArrayOutputStream content = new ByteArrayOutputStream();
  private volatile Flow.@Nullable Subscription subscription;

  BoundedBody(int status) {
    this.status = status;
  }

  /** Waits for the end of the body; closes the connection if it has not come by then. */
  byte[] await(long nanos) throws IOException, InterruptedException {
    try {
      return whole.get(nanos, TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      HttpTimeoutException late = new HttpTimeoutException("no whole answer in time");
      giveUp(late);
      throw late;
    } catch (InterruptedException e) {
      giveUp(new IOException(e));
      throw e;
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException own ? own : new IOException(e.getCause());
    }
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

  private void giveUp(IOException why) {
    boolean open = whole.completeExceptionally(why);
    Flow.Subscription given = subscription;
    if (open && given != null) {
      given.cancel();
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
