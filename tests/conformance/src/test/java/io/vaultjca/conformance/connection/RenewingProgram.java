package io.vaultjca.conformance.connection;

import io.vaultjca.provider.AzureKeyVaultProvider;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.Signature;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Reads sixteen certificates, waits until its token is due for renewal, and then signs with all
 * keys at once, each in its own thread. Prints the greatest possible age of the token, in seconds,
 * when the new one arrived. {@link CredentialTable} runs it as a process because credentials read
 * the environment.
 */
public final class RenewingProgram {
  private RenewingProgram() {}

  /** Arguments: a key store file, the seconds to wait, and optionally the password. */
  public static void main(String[] arguments) throws Exception {
    Provider provider = new AzureKeyVaultProvider();
    KeyStore store = KeyStore.getInstance("AzureKeyVault", provider);
    char[] password = arguments.length > 2 ? arguments[2].toCharArray() : null;
    try (InputStream file = Files.newInputStream(Path.of(arguments[0]))) {
      store.load(file, password);
    }
    // The SDK caches a token for each key that it signs with, so each thread uses another key.
    long begin = System.nanoTime();
    List<String> aliases = Collections.list(store.aliases());
    long due = System.nanoTime() + TimeUnit.SECONDS.toNanos(Long.parseLong(arguments[1]));
    List<PrivateKey> keys = new ArrayList<>();
    for (String alias : aliases) {
      keys.add((PrivateKey) store.getKey(alias, null));
    }
    TimeUnit.NANOSECONDS.sleep(due - System.nanoTime());

    ExecutorService threads =
        Executors.newFixedThreadPool(
            keys.size(),
            action -> {
              Thread thread = new Thread(action);
              // A failure ends the program.
              thread.setDaemon(true);
              return thread;
            });
    CyclicBarrier together = new CyclicBarrier(keys.size());
    List<Future<byte[]>> signers =
        keys.stream().map(key -> threads.submit(() -> sign(provider, key, together))).toList();
    for (Future<byte[]> signer : signers) {
      signer.get();
    }
    // No signature waited for the new token, which is fetched in the background.
    TimeUnit.SECONDS.sleep(2);
    System.out.println(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begin));
    System.exit(0);
  }

  private static byte[] sign(Provider provider, PrivateKey key, CyclicBarrier together)
      throws Exception {
    together.await(1, TimeUnit.MINUTES);
    Signature signature = Signature.getInstance("SHA256withECDSA", provider);
    signature.initSign(key);
    signature.update((byte) 1);
    return signature.sign();
  }
}
