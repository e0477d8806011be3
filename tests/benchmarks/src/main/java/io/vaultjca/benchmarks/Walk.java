package io.vaultjca.benchmarks;

import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Collections;

/** Opens the vault in a JVM of its own and does one thing with it: a process of {@link Growth}. */
final class Walk {
  private Walk() {}

  /** Whose key store. */
  enum By {
    OURS("vaultjca") {
      @Override
      KeyStore open(VaultAccess vault) throws Exception {
        return OurKeyStore.open(vault, OurKeyStore.provider());
      }
    },
    MICROSOFT("Microsoft's provider 2.10.1") {
      @Override
      KeyStore open(VaultAccess vault) throws Exception {
        return MicrosoftPeer.open(vault);
      }
    };

    private final String title;

    By(String title) {
      this.title = title;
    }

    String title() {
      return title;
    }

    abstract KeyStore open(VaultAccess vault) throws Exception;
  }

  /** What is done with it. */
  enum Task {
    OPEN("open"),
    FIND("find one") {
      @Override
      void in(KeyStore store) throws GeneralSecurityException {
        if (store.getKey(Growth.FIRST, null) == null
            || store.getCertificateChain(Growth.FIRST) == null) {
          throw new IllegalStateException("There is no " + Growth.FIRST);
        }
      }
    },
    CERTIFICATES("walk all certificates") {
      @Override
      void in(KeyStore store) throws GeneralSecurityException {
        for (String alias : Collections.list(store.aliases())) {
          if (store.getCertificate(alias) == null) {
            throw new IllegalStateException("There is no certificate " + alias);
          }
        }
      }
    },
    CHAINS("walk all chains") {
      @Override
      void in(KeyStore store) throws GeneralSecurityException {
        int chains = 0;
        for (String alias : Collections.list(store.aliases())) {
          // Microsoft's provider also lists what the JVM trusts, which has no chain.
          chains += store.getCertificateChain(alias) == null ? 0 : 1;
        }
        if (chains == 0) {
          throw new IllegalStateException("There is no chain");
        }
      }
    };

    private final String title;

    Task(String title) {
      this.title = title;
    }

    String title() {
      return title;
    }

    /** Nothing more, for a key store that is opened only. */
    void in(KeyStore store) throws GeneralSecurityException {
      store.getProvider();
    }
  }

  /** Prints the seconds that it takes, the start of the JVM not counted. */
  public static void main(String[] arguments) throws Exception {
    By by = By.valueOf(arguments[0]);
    Task task = Task.valueOf(arguments[1]);
    VaultAccess vault = VaultAccess.ofEnvironment();
    long started = System.nanoTime();
    task.in(by.open(vault));
    System.out.println((System.nanoTime() - started) / 1e9);
    // Microsoft's provider leaves a thread behind.
    System.exit(0);
  }
}
