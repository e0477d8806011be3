package io.vaultjca.command.verb;

import com.azure.core.http.rest.PagedIterable;
import com.azure.core.http.rest.PagedResponse;
import io.vaultjca.VaultException;
import io.vaultjca.exchange.Operation;
import io.vaultjca.management.SdkSession;
import io.vaultjca.vault.Vault;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * Calls of one client of the Azure SDK, each as an operation on our exchange.
 *
 * @param <C> the client
 */
public final class SdkCalls<C> {
  private final Vault vault;
  private final SdkSession sdk;
  private final C client;

  SdkCalls(Vault vault, Function<SdkSession, C> maker) {
    this.vault = vault;
    this.sdk = new SdkSession(vault);
    this.client = maker.apply(sdk);
  }

  /** A call of the client. */
  @FunctionalInterface
  public interface Call<C, T> {
    T of(C client) throws Exception;
  }

  /** Calls the client. What it sends meanwhile belongs to the operation. */
  public <T> T run(Operation operation, Call<C, T> call) throws VaultException {
    return sdk.run(operation, () -> call.of(client));
  }

  /**
   * All of a list. Each page is an operation of its own, so that a large vault does not run out of
   * time; a list that comes back to a page is refused.
   *
   * @param what what is listed, such as "the deleted keys"
   */
  public <T> List<T> list(String what, Call<C, PagedIterable<T>> call) throws VaultException {
    List<T> items = new ArrayList<>();
    Set<String> followed = new HashSet<>();
    Operation operation = listing(what);
    Iterator<PagedResponse<T>> pages =
        run(operation, known -> call.of(known).iterableByPage().iterator());
    while (run(operation, known -> pages.hasNext())) {
      PagedResponse<T> page = run(operation, known -> pages.next());
      items.addAll(page.getValue());
      String next = page.getContinuationToken();
      if (next != null && !followed.add(next)) {
        throw operation.distrust("the list comes back to a page that was read before");
      }
      operation = listing(what);
    }
    return items;
  }

  private Operation listing(String what) {
    return operation(vault, "Listing " + what);
  }

  static Operation operation(Vault vault, String what) {
    return Operation.of(vault.config().operationTimeout(), "%s in %s", what, vault.config().uri());
  }
}
