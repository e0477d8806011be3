package io.vaultjca.embedded.management;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/**
 * What an operation answers when it succeeds.
 *
 * @param body null for none
 * @param headers those that are not on every answer
 */
record ArmAnswer(int status, ObjectNode body, Map<String, String> headers) {

  static ArmAnswer ok(ObjectNode body) {
    return new ArmAnswer(200, body, Map.of());
  }

  static ArmAnswer empty(int status) {
    return new ArmAnswer(status, null, Map.of());
  }
}
