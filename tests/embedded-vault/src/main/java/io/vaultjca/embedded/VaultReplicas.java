package io.vaultjca.embedded;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Several vaults with the same keys, certificates and secrets but different version identifiers,
 * like the vaults of a service that runs in several regions. They share a CA, and accept each
 * other's tokens and credentials.
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

  /** Returns all vaults; the first is the one in {@code azure.keyvault.uri}. */
  public List<VaultServer> vaults() {
    return vaults;
  }

  /**
   * Returns one of the vaults, to seed, stop, slow down or count it alone.
   *
   * @param index from 0
   */
  public VaultServer get(int index) {
    return vaults.get(index);
  }

  /**
   * Creates the same keys, certificates and secrets in all vaults, as {@link VaultServer#seed} does
   * in one. Also copies the objects that only the first vault has into the others.
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
   * Writes a key store file with which the provider opens all vaults: the first one as {@code uri},
   * the others as {@code replicas}.
   *
   * @param file replaced if it exists; only its owner can read it, because it contains a token
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
