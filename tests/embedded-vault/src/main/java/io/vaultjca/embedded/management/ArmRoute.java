package io.vaultjca.embedded.management;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A row of the table of operations.
 *
 * @param method in upper case
 * @param pattern segments; {@code {name}} matches a segment that is not empty; the others ignore
 *     case
 * @param operation the name in counters and faults: {@code vaults/get}
 * @param action the required Azure RBAC action
 */
record ArmRoute(
    String method, List<String> pattern, String operation, String action, Operation operate) {

  /** Performs an operation. */
  @FunctionalInterface
  interface Operation {
    ArmAnswer perform(ArmCall call) throws ArmException;
  }

  static ArmRoute of(
      String method, String pattern, String operation, String action, Operation operate) {
    return new ArmRoute(
        method,
        List.of(pattern.split("/", -1)),
        "vaults/" + operation,
        "Microsoft.KeyVault/" + action,
        operate);
  }

  /** Matches a path and returns the values of the placeholders; empty if it does not match. */
  Optional<Map<String, String>> match(List<String> path) {
    if (path.size() != pattern.size()) {
      return Optional.empty();
    }
    Map<String, String> caught = new HashMap<>();
    for (int i = 0; i < path.size(); i++) {
      String expected = pattern.get(i);
      String actual = path.get(i);
      if (expected.startsWith("{") && !actual.isEmpty()) {
        caught.put(expected.substring(1, expected.length() - 1), actual);
      } else if (!expected.equalsIgnoreCase(actual)) {
        return Optional.empty();
      }
    }
    return Optional.of(caught);
  }
}
