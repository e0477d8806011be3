package io.vaultjca.embedded.service;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A row of the table of operations.
 *
 * @param method in upper case
 * @param pattern segments; {@code {name}} matches a segment that is not empty
 * @param operation the name in counters and faults: {@code keys/sign}
 * @param dataAction the required Azure RBAC action: {@code keys/sign/action}
 * @param permissions the permissions of an access policy, one of which is required; a refusal names
 *     the first. One can cover several operations: {@code keys/list} includes versions and deleted
 *     keys
 */
record Route(
    String method,
    List<String> pattern,
    String operation,
    String dataAction,
    List<String> permissions,
    Action action) {

  /** Performs an operation. */
  @FunctionalInterface
  interface Action {
    Answer perform(Call call) throws ServiceException;
  }

  /** Creates a route whose permission has the name of the operation. */
  static Route of(
      String method, String pattern, String operation, String dataAction, Action action) {
    return new Route(
        method, List.of(pattern.split("/", -1)), operation, dataAction, List.of(operation), action);
  }

  /** Returns this route with the permissions in the service's reference. */
  Route permittedBy(String... named) {
    return new Route(method, pattern, operation, dataAction, List.of(named), action);
  }

  /** Matches a path and returns the values of the placeholders; empty if it does not match. */
  Optional<Map<String, String>> match(List<String> path) {
    int length = path.size();
    // A trailing slash is an empty version if the pattern has one, otherwise it is ignored.
    if (length == pattern.size() + 1 && path.get(length - 1).isEmpty()) {
      length--;
    }
    if (length != pattern.size()) {
      return Optional.empty();
    }
    Map<String, String> caught = new HashMap<>();
    for (int i = 0; i < length; i++) {
      String expected = pattern.get(i);
      String actual = path.get(i);
      if (expected.equals("{name}") && actual.isEmpty()) {
        return Optional.empty();
      }
      if (expected.startsWith("{")) {
        caught.put(expected.substring(1, expected.length() - 1), actual);
      } else if (!expected.equalsIgnoreCase(actual)) {
        return Optional.empty();
      }
    }
    return Optional.of(caught);
  }
}
