package io.vaultjca.command.doctor;

import io.vaultjca.embedded.VaultServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.function.UnaryOperator;

/** Requests to a vault that do not use the product. */
final class Requests {
  private Requests() {}

  static void create(VaultServer vault, String key, String json)
      throws IOException, InterruptedException {
    send(
        vault,
        "keys/%s/create".formatted(key),
        builder ->
            builder
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json)));
  }

  static void delete(VaultServer vault, String path) throws IOException, InterruptedException {
    send(vault, path, HttpRequest.Builder::DELETE);
  }

  private static void send(
      VaultServer vault, String path, UnaryOperator<HttpRequest.Builder> content)
      throws IOException, InterruptedException {
    HttpRequest request =
        content
            .apply(
                HttpRequest.newBuilder(URI.create(vault.uri() + "/" + path + "?api-version=7.6"))
                    .header("Authorization", "Bearer " + vault.accessToken()))
            .build();
    int status =
        HttpClient.newBuilder()
            .sslContext(vault.sslContext())
            .build()
            .send(request, HttpResponse.BodyHandlers.discarding())
            .statusCode();
    if (status != 200) {
      throw new IOException("status " + status);
    }
  }
}
