package io.vaultjca.embedded.service;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/**
 * The response of a successful operation.
 *
 * @param body null for none
 * @param headers the headers that not every response has
 */
record Answer(int status, ObjectNode body, Map<String, String> headers) {

  static Answer ok(ObjectNode body) {
    return new Answer(200, body, Map.of());
  }

  static Answer noContent() {
    return new Answer(204, null, Map.of());
  }
}
