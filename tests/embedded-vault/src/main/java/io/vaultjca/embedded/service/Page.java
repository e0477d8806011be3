package io.vaultjca.embedded.service;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vaultjca.embedded.http.Request;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Iterator;
import java.util.function.Function;
import java.util.stream.Stream;

/** Pages of a list: 1 to 25 items, and a link that continues with the next name. */
final class Page {
  private static final int MOST = 25;

  private final String baseUri;
  private final PageSizes sizes;
  private final boolean managedHsm;

  Page(String baseUri, PageSizes sizes, boolean managedHsm) {
    this.baseUri = baseUri;
    this.sizes = sizes;
    this.managedHsm = managedHsm;
  }

  /**
   * Returns one page.
   *
   * @param from returns the items from a name on, in order; an empty name means all
   * @param key the name of an item
   * @param item an item as JSON
   */
  <T> Answer of(
      Call call,
      Function<String, Stream<T>> from,
      Function<T, String> key,
      Function<T, ObjectNode> item)
      throws ServiceException {
    Request request = call.request();
    String asked = request.query().get("maxresults");
    int size = Math.min(asked == null ? MOST : parse(asked), sizes.next());
    Iterator<T> items = from.apply(marker(request.query().get("$skiptoken"))).iterator();
    ArrayNode value = Json.array();
    while (value.size() < size && items.hasNext()) {
      value.add(item.apply(items.next()));
    }
    ObjectNode page = Json.object();
    page.set("value", value);
    if (items.hasNext()) {
      page.put("nextLink", link(call, key.apply(items.next()), asked));
    } else if (!managedHsm) {
      page.putNull("nextLink");
    }
    return Answer.ok(page);
  }

  private String link(Call call, String next, String asked) {
    ObjectNode marker = Json.object();
    marker.put("NextMarker", next);
    marker.put("TargetLocation", 0);
    String link =
        "%s/%s?api-version=%s&$skiptoken=%s"
            .formatted(
                baseUri,
                String.join("/", call.request().path()),
                call.version().name(),
                Json.base64Url(Json.bytes(marker)));
    return asked == null ? link : link + "&maxresults=" + asked;
  }

  private static int parse(String asked) throws ServiceException {
    try {
      int number = Integer.parseInt(asked);
      if (number >= 1 && number <= MOST) {
        return number;
      }
    } catch (NumberFormatException malformed) {
      throw ServiceException.badParameter("Invalid value for maxresults: " + asked);
    }
    throw ServiceException.badParameter(
        "Invalid maxresults: %s. It must be between 1 and %d.".formatted(asked, MOST));
  }

  private static String marker(String token) throws ServiceException {
    if (token == null) {
      return "";
    }
    try {
      JsonNode marker =
          Json.read(new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8));
      if (marker.path("NextMarker").isTextual()) {
        return marker.path("NextMarker").textValue();
      }
    } catch (IOException | IllegalArgumentException malformed) {
      throw ServiceException.badParameter("The skip token is invalid.");
    }
    throw ServiceException.badParameter("The skip token is invalid.");
  }
}
