package io.vaultjca.embedded.management;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vaultjca.embedded.service.Json;
import io.vaultjca.embedded.service.PageSizes;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Pages of vaults: a link continues with the next name, and repeats the query. */
final class VaultLists {
  private static final int MOST = 25;

  private final String baseUri;
  private final PageSizes sizes;

  VaultLists(String baseUri, PageSizes sizes) {
    this.baseUri = baseUri;
    this.sizes = sizes;
  }

  /**
   * Returns one page.
   *
   * @param vaults all of them, in alphabetical order
   */
  ArmAnswer page(
      ArmCall call, List<ManagedVault> vaults, Function<ManagedVault, ObjectNode> description)
      throws ArmException {
    Map<String, String> query = call.request().query();
    int size = Math.min(Math.min(top(query.get("$top")), MOST), sizes.next());
    String from = marker(query.get("$skiptoken"));
    List<ManagedVault> left =
        vaults.stream().filter(vault -> vault.name().compareToIgnoreCase(from) >= 0).toList();
    ObjectNode page = Json.object();
    ArrayNode value = page.putArray("value");
    left.stream().limit(size).map(description).forEach(value::add);
    if (left.size() > size) {
      page.put("nextLink", link(call, left.get(size).name()));
    }
    return ArmAnswer.ok(page);
  }

  private String link(ArmCall call, String next) {
    StringBuilder link = new StringBuilder(baseUri);
    call.request().path().forEach(segment -> link.append('/').append(encoded(segment)));
    link.append("?api-version=").append(encoded(call.request().query().get("api-version")));
    for (String name : List.of("$filter", "$top")) {
      String given = call.request().query().get(name);
      if (given != null) {
        link.append('&').append(encoded(name)).append('=').append(encoded(given));
      }
    }
    String marker =
        Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(next.getBytes(StandardCharsets.UTF_8));
    return link.append("&%24skiptoken=").append(marker).toString();
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private static int top(String asked) throws ArmException {
    if (asked == null) {
      return MOST;
    }
    if (!asked.matches("[1-9]\\d{0,8}")) {
      throw ArmException.badRequest(
          "Invalid value '%s' for the query parameter '$top'.".formatted(asked));
    }
    return Integer.parseInt(asked);
  }

  private static String marker(String token) throws ArmException {
    try {
      return token == null
          ? ""
          : new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException malformed) {
      throw new ArmException(400, "InvalidSkipToken", "The skip token is invalid.");
    }
  }
}
