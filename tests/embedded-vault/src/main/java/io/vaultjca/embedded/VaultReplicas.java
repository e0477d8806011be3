package io.vaultjca.embedded;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Several vaults that hold the same keys, certificates and secrets under version identifiers of
 * their own, as the regions of a service that is run in several. One CA stands behind all, and a
 * token or a credential of one is one of all.
 *
 * <pre>{@code
 * try (VaultReplicas vaults = VaultServer.builder().startReplicas(2)) {
 *   vaults.seed("{\"keys\": [{\"name\": \"signer\", \"kty\": \"EC\"}]}");
 *   Path configuration = vaults.writeProperties(folder.resolve("vaults.properties"));
 *   vaults.get(1).stop();
 *   …
 * }
 * }</pre>
 *
 * <p>Thread-safe.
 */
public final class VaultReplicas implements AutoCloseable {
  private final List<VaultServer> vaults;

  VaultReplicas(List<VaultServer> vaults) {
    this.vaults = List.copyOf(vaults);
  }

  /** All of them; the first is the one that {@code azure.keyvault.uri} names. */
  public List<VaultServer> vaults() {
    return vaults;
  }

  /**
   * One of them, which can be seeded, stopped, slowed and counted alone.
   *
   * @param index from 0 on
   */
  public VaultServer get(int index) {
    return vaults.get(index);
  }

  /**
   * Creates the same keys, certificates and secrets in all, as {@link VaultServer#seed} does in
   * one. What only the first one holds gets into the others, too.
   *
   * @throws IllegalArgumentException as {@link VaultServer#seed}
   */
  public synchronized void seed(String json) {
    vaults.get(0).seed(json);
    for (int i = 1; i < vaults.size(); i++) {
      vaults.get(0).copyTo(vaults.get(i), i);
    }
  }

  /**
   * Writes a key store file with which the provider opens them all: the first one as {@code uri},
   * the others as {@code replicas}.
   *
   * @param file replaced if it exists; readable by its owner only, for it holds a token
   * @return the file
   * @throws UncheckedIOException if it cannot be written
   */
  public Path writeProperties(Path file) {
    Map<String, String> properties = new LinkedHashMap<>();
    VaultServer first = vaults.get(0);
    first
        .properties(first.accessToken())
        .forEach(
            (name, value) -> {
              properties.put(name, value);
              if (name.equals("azure.keyvault.uri") && vaults.size() > 1) {
                properties.put("azure.keyvault.replicas", replicas());
              }
            });
    PrivateFile.write(file, properties);
    return file;
  }

  private String replicas() {
    return vaults.stream()
        .skip(1)
        .map(vault -> vault.uri().toString())
        .collect(Collectors.joining(", "));
  }

  @Override
  public void close() {
    vaults.forEach(VaultServer::close);
  }
}
