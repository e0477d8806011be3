package io.vaultjca.embedded.service;

import io.vaultjca.embedded.http.Request;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * A request that found its route.
 *
 * @param parameters what the route's pattern caught, by name
 */
record Call(Request request, ApiVersion version, Map<String, String> parameters) {
  private static final Pattern NAME = Pattern.compile("[0-9a-zA-Z-]{1,127}");

  /** The name in the path, checked. */
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

  /** The version in the path, empty for the current one. */
  String objectVersion() {
    return parameters.getOrDefault("version", "");
  }

  /** The name and, where the path has one, the version: how a message calls the object. */
  String id() throws ServiceException {
    return objectVersion().isEmpty() ? name() : name() + "/" + objectVersion();
  }
}
