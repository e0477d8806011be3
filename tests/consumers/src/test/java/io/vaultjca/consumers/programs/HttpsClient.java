package io.vaultjca.consumers.programs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import javax.net.ssl.HttpsURLConnection;

/**
 * A program without any code for vaults: the system properties {@code javax.net.ssl.*} configure
 * its HTTPS. Fetches the address in its argument with each of the JDK's clients.
 */
public final class HttpsClient {
  private HttpsClient() {}

  /** Prints what the server answered. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    URI address = URI.create(arguments[0]);
    HttpsURLConnection connection = (HttpsURLConnection) address.toURL().openConnection();
    System.out.println("HttpsURLConnection: " + text(connection));
    HttpResponse<String> response =
        HttpClient.newHttpClient()
            .send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofString());
    System.out.println("HttpClient: " + response.body());
  }

  private static String text(HttpsURLConnection connection) {
    try (var body = connection.getInputStream()) {
      return new String(body.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
