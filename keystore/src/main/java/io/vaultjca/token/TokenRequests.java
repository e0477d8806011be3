package io.vaultjca.token;

import static java.lang.System.Logger.Level.DEBUG;

import io.vaultjca.azure.SdkHttpClient;
import io.vaultjca.transport.Answer;
import io.vaultjca.transport.Request;
import io.vaultjca.transport.Transport;
import java.io.IOException;
import java.net.URI;

/**
 * Sends Azure Identity's requests, each with a line in the log; Azure Identity repeats them by its
 * own rules. A redirect is a failure, because nothing follows it.
 */
record TokenRequests(Transport transport) implements SdkHttpClient.Sender {
  private static final System.Logger LOG = System.getLogger("io.vaultjca");

  @Override
  public Answer send(Request request) throws IOException, InterruptedException {
    long begun = System.nanoTime();
    String outcome = "no answer";
    try {
      Answer answer = transport.send(request);
      outcome = answer.toString();
      if (answer.redirect().isPresent()) {
        throw new IOException(
            "%s, a redirect to %s, came instead of a token"
                .formatted(answer, answer.redirect().get()));
      }
      return answer;
    } catch (IOException e) {
      outcome = CredentialMessages.of(e);
      throw e;
    } finally {
      URI uri = request.uri();
      LOG.log(
          DEBUG,
          "Request for a token to {0}{1}: {2}, after {3} ms",
          uri.getAuthority(),
          uri.getPath(),
          outcome,
          Long.toString((System.nanoTime() - begun) / 1_000_000));
    }
  }
}
