package io.vaultjca.embedded.service;

import io.vaultjca.embedded.http.Request;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * A request with its route.
 *
 * @param parameters the values of the route's placeholders, by name
 */
record Call(Request request, ApiVersion version, Map<String, String> parameters) {
  private static final Pattern NAME = Pattern.compile("[0-9a-zA-Z-]{1,127}");

  /** Returns the name in the path, after checking it. */
  String name() throws ServiceException {
    String name = parameters.get("name");
    checkName(name);
    return name;
  }

  static void checkName(String name) throws ServiceException {
    if (!NAME.matcher(name).matches()) {
      throw ServiceException.badParameter("The request URI contains an invalid name: " + name)
          .about("name");
    }
  }

  /** Returns the version in the path; empty for the current one. */
  String objectVersion() {
    return parameters.getOrDefault("version", "");
  }

  /** Returns the name and, if the path has one, the version, for messages. */
  String id() throws ServiceException {
    return objectVersion().isEmpty() ? name() : name() + "/" + objectVersion();
  }
}
