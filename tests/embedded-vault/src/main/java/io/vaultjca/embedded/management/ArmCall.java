package io.vaultjca.embedded.management;

import io.vaultjca.embedded.http.Request;
import java.util.Locale;
import java.util.Map;

/**
 * A request with its route.
 *
 * @param version the API version, after the check
 * @param parameters the values of the route's placeholders, by name
 * @param caller the calling application
 */
record ArmCall(Request request, String version, Map<String, String> parameters, String caller) {

  String vault() {
    return parameters.get("vault");
  }

  String group() {
    return parameters.get("group");
  }

  /** Normalizes a location as the service does: {@code westus} for {@code West US}. */
  static String location(String text) {
    return text.replace(" ", "").toLowerCase(Locale.ROOT);
  }
}
