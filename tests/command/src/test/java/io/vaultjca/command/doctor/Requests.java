package io.vaultjca.command.doctor;

import io.vaultjca.embedded.VaultServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

/** Requests to a vault past the product. */
final class Requests {
  private Requests() {}

  static void delete(VaultServer vault, String path) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(vault.uri() + "/" + path + "?api-version=7.6"))
            .header("Authorization", "Bearer " + vault.accessToken())
            .DELETE()
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
