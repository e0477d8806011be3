package io.vaultjca.management;

import com.azure.json.JsonProviders;
import com.azure.json.JsonReader;
import com.azure.json.JsonWriter;
import io.vaultjca.VaultException;
import io.vaultjca.exchange.Operation;
import io.vaultjca.transport.Answer;
import io.vaultjca.transport.Request;
import io.vaultjca.vault.Vault;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.Map;

/**
 * Requests about one certificate in the service's own JSON: the Azure SDK knows less of a policy
 * than the service does, and what it does not know it loses.
 */
final class CertificateRequests {
  private static final byte[] NOTHING = {};
  private static final int NO_CONTENT = 204;
  private static final Map<String, String> HEADERS = Map.of("Accept", "application/json");
  private static final Map<String, String> HEADERS_OF_CONTENT =
      Map.of("Accept", "application/json", "Content-Type", "application/json");

  private final Vault vault;
  private final String name;

  CertificateRequests(Vault vault, String name) {
    this.vault = vault;
    this.name = name;
  }

  /** Sends a request without content to the certificate, or to what the path below it names. */
  Map<String, Object> send(Operation operation, String method, String path) throws VaultException {
    return send(operation, new Request(method, address(path), HEADERS, NOTHING));
  }

  Map<String, Object> send(
      Operation operation, String method, String path, Map<String, Object> content)
      throws VaultException {
    return send(
        operation, new Request(method, address(path), HEADERS_OF_CONTENT, written(content)));
  }

  private URI address(String path) {
    return URI.create(
        "%s/certificates/%s%s?%s"
            .formatted(vault.config().uri(), name, path, vault.config().apiVersion().query()));
  }

  /**
   * What the answer holds; members that are checked have the type that {@link AnswerShape} says.
   */
  private Map<String, Object> send(Operation operation, Request request) throws VaultException {
    Answer answer = vault.exchange().send(operation, request);
    AnswerShape.check(operation, request.uri().getPath(), answer);
    if (answer.status() == NO_CONTENT) {
      return Map.of();
    }
    try (JsonReader json = JsonProviders.createReader(answer.body())) {
      return json.readMap(JsonReader::readUntyped);
    } catch (IOException | IllegalStateException | NumberFormatException e) {
      // The parser's message quotes what it read; a member that nobody knows may be any number.
      throw operation.anotherForm();
    }
  }

  private static byte[] written(Map<String, Object> content) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonWriter json = JsonProviders.createWriter(bytes)) {
      json.writeMap(content, JsonWriter::writeUntyped);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }
}
