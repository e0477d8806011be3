package io.vaultjca.command.verb;

import com.azure.core.http.rest.PagedIterable;
import com.azure.core.http.rest.PagedResponse;
import io.vaultjca.VaultException;
import io.vaultjca.command.terminal.Fields;
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
 * Calls of one client of the Azure SDK, each as an operation on the provider's own exchange.
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

  /** Runs a call that is safe to retry, such as "Showing the key release". */
  public <T> T run(String what, Call<C, T> call) throws VaultException {
    return run(operation(vault, what), call);
  }

  /**
   * Runs a call that a second request would repeat: it is retried only if the last attempt
   * certainly had no effect.
   *
   * @param check where to look when the outcome is unknown, such as "the versions of the key
   *     release"
   */
  public <T> T once(String what, String check, Call<C, T> call) throws VaultException {
    return run(once(vault, what, check), call);
  }

  private <T> T run(Operation operation, Call<C, T> call) throws VaultException {
    return sdk.run(operation, () -> call.of(client));
  }

  /**
   * Reads a whole list. Each page is an operation with a deadline of its own, because a large vault
   * has many; a list that returns to an earlier page is an error.
   *
   * @param what the items, such as "the deleted keys"
   * @param view converts an item for display
   */
  public <T> List<Fields> list(
      String what, Call<C, PagedIterable<T>> call, Function<T, Fields> view) throws VaultException {
    List<Fields> items = new ArrayList<>();
    Set<String> followed = new HashSet<>();
    Operation operation = operation(vault, "Listing " + what);
    Iterator<PagedResponse<T>> pages =
        run(operation, known -> call.of(known).iterableByPage().iterator());
    while (run(operation, known -> pages.hasNext())) {
      PagedResponse<T> page = run(operation, known -> pages.next());
      page.getValue().forEach(item -> items.add(view.apply(item)));
      String next = page.getContinuationToken();
      if (next != null && !followed.add(next)) {
        throw operation.distrust("the list comes back to a page that was read before");
      }
      operation = operation(vault, "Listing " + what);
    }
    return items;
  }

  static Operation operation(Vault vault, String what) {
    return Operation.of(vault.config().operationTimeout(), "%s in %s", what, vault.config().uri());
  }

  static Operation once(Vault vault, String what, String check) {
    return Operation.once(
        vault.config().operationTimeout(),
        " Whether it was done all the same is not known: look at %s before you try again."
            .formatted(check),
        "%s in %s",
        what,
        vault.config().uri());
  }
}
