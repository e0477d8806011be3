package io.vaultjca.embedded.management;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/**
 * The response of a successful operation.
 *
 * @param body null for none
 * @param headers the headers that not every response has
 */
record ArmAnswer(int status, ObjectNode body, Map<String, String> headers) {

  static ArmAnswer ok(ObjectNode body) {
    return new ArmAnswer(200, body, Map.of());
  }

  static ArmAnswer empty(int status) {
    return new ArmAnswer(status, null, Map.of());
  }
}
