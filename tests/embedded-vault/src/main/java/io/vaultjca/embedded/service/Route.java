package io.vaultjca.embedded.service;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One row of the table of operations.
 *
 * @param method in upper case
 * @param pattern segments; {@code {name}} catches one that is not empty
 * @param operation the name in counters and faults: {@code keys/sign}
 * @param dataAction the Azure RBAC action a caller needs: {@code keys/sign/action}
 * @param permissions those of an access policy of which a caller needs one; a refusal names the
 *     first. Fewer than operations: {@code keys/list} is also that of the versions and the deleted
 */
record Route(
    String method,
    List<String> pattern,
    String operation,
    String dataAction,
    List<String> permissions,
    Action action) {

  /** What an operation does. */
  @FunctionalInterface
  interface Action {
    Answer perform(Call call) throws ServiceException;
  }

  /** One whose permission has the name of the operation. */
  static Route of(
      String method, String pattern, String operation, String dataAction, Action action) {
    return new Route(
        method, List.of(pattern.split("/", -1)), operation, dataAction, List.of(operation), action);
  }

  /** The same with the permissions that the service's reference names for the operation. */
  Route permittedBy(String... named) {
    return new Route(method, pattern, operation, dataAction, List.of(named), action);
  }

  /** What the pattern catches in a path; empty if it does not fit. */
  Optional<Map<String, String>> match(List<String> path) {
    int length = path.size();
    // A trailing slash: an empty version where the pattern has one, or nothing.
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
