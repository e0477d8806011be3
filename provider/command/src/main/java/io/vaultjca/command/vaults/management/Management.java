package io.vaultjca.command.vaults.management;

import io.vaultjca.VaultException;
import io.vaultjca.command.terminal.CommandException;
import io.vaultjca.command.terminal.Fields;
import io.vaultjca.command.terminal.Json;
import io.vaultjca.command.terminal.Terminal;
import io.vaultjca.command.verb.Session;
import io.vaultjca.config.ResourceManagerConfig;
import io.vaultjca.management.ResourceManager;
import io.vaultjca.management.ResourceManager.Path;
import io.vaultjca.management.ResourceManager.Progress;
import io.vaultjca.vault.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Azure Resource Manager for one verb, which needs no configured vault. It waits for long
 * operations, and shows their progress.
 */
public final class Management {
  /** Creating or purging a vault takes seconds, sometimes minutes. */
  private static final Duration LONGEST = Duration.ofMinutes(15);

  private final Terminal terminal;
  private final ResourceManagerConfig config;
  private final ResourceManager manager;

  private Management(Terminal terminal, ResourceManagerConfig config) {
    this.terminal = terminal;
    this.config = config;
    this.manager = new ResourceManager(config, LONGEST);
  }

  /** Uses the configuration of the session; sends nothing. */
  public static Management of(Session session) throws IOException {
    return new Management(session.terminal(), session.configured().resourceManager());
  }

  public JsonObject get(String what, Path path) throws VaultException {
    return manager.get(what, path);
  }

  public List<JsonObject> list(String what, Path path) throws VaultException {
    return manager.list(what, path);
  }

  /** Sends a request whose answer is the result. */
  public JsonObject send(String what, String method, Path path, Fields body) throws VaultException {
    return manager.send(what, method, path, Json.of(body));
  }

  /**
   * Runs an operation that may take a while, and returns at its end.
   *
   * @param body null for none
   * @return the HTTP status of the first answer
   */
  public int change(String what, String method, Path path, @Nullable Fields body)
      throws VaultException {
    try {
      return manager.change(
          what, method, path, body == null ? null : Json.of(body), progress(what));
    } finally {
      terminal.progressEnds();
    }
  }

  /** Creates or recovers a vault, and returns it when it is ready. */
  public JsonObject put(String what, Path path, Fields body) throws VaultException {
    change(what, "PUT", path, body);
    try {
      return manager.settled(what, path, progress(what));
    } finally {
      terminal.progressEnds();
    }
  }

  private Progress progress(String what) {
    return (state, elapsed) ->
        terminal.progress("%s: %s, %d s".formatted(what, state, elapsed.toSeconds()));
  }

  /** The given tenant, or that of the credential. */
  public String tenant(@Nullable String given) throws CommandException {
    if (given != null) {
      return given;
    }
    return config
        .connection()
        .credential()
        .tenantId()
        .orElseThrow(
            () ->
                new CommandException(
                    "Say which tenant's identities may use the vault: add --tenant ID."));
  }
}
