package io.vaultjca.vault;

import io.vaultjca.VaultException;
import io.vaultjca.exchange.Operation;
import java.net.URI;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Follows a list from page to page. Refuses a list that returns to a page or does not end.
 *
 * <p>For one list, by one thread.
 */
public final class Pages {
  /** Half a million objects. */
  private static final int MOST_PAGES = 20_000;

  private final Set<String> followed = new HashSet<>();
  private int pages;

  /** Starts at the first page. */
  public Pages() {}

  /**
   * Takes the items of the page that an operation has read.
   *
   * @throws VaultException if the page has neither items nor a next page, since an answer without
   *     items is not an empty list
   */
  public List<JsonObject> items(Operation operation, JsonObject page) throws VaultException {
    if (!page.has("value") && link(page).isEmpty()) {
      throw operation.anotherForm();
    }
    return page.objects("value");
  }

  /** Returns the address of the next page; empty after the last one. */
  public Optional<URI> next(Operation operation, JsonObject page) throws VaultException {
    Optional<String> link = link(page);
    if (++pages > MOST_PAGES) {
      throw operation.distrust("the list has more than %s pages".formatted(MOST_PAGES));
    }
    if (link.isEmpty()) {
      return Optional.empty();
    }
    // An empty page may lead back to where it came from: the service is not ready yet.
    if (!followed.add(link.get()) && !page.objects("value").isEmpty()) {
      throw operation.distrust("the list comes back to a page that was read before");
    }
    return Optional.of(address(operation, link.get()));
  }

  private static Optional<String> link(JsonObject page) throws VaultException {
    Optional<String> link = page.text("nextLink");
    return link.isPresent() && link.get().isEmpty() ? Optional.empty() : link;
  }

  /** Parses an address from an answer, and refuses the answer if it is not one. */
  public static URI address(Operation operation, String link) throws VaultException {
    try {
      return URI.create(link);
    } catch (IllegalArgumentException e) {
      throw operation.distrust(
          "it leads to something that is not an address, and nothing was sent");
    }
  }
}
