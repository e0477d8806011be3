package io.vaultjca.embedded.management;

import io.vaultjca.embedded.http.Request;
import java.util.Locale;
import java.util.Map;

/**
 * A request that found its route.
 *
 * @param version the version of the interface, checked
 * @param parameters what the route's pattern caught, by name
 * @param caller the application that calls
 */
record ArmCall(Request request, String version, Map<String, String> parameters, String caller) {

  String vault() {
    return parameters.get("vault");
  }

  String group() {
    return parameters.get("group");
  }

  /** A location as the service keeps it: {@code westus} for {@code West US}. */
  static String location(String text) {
    return text.replace(" ", "").toLowerCase(Locale.ROOT);
  }
}
