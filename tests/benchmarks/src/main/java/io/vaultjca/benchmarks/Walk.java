package io.vaultjca.benchmarks;

import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;

/** Opens the vault and runs one task: the main class of the processes of {@link GrowingVault}. */
final class Walk {
  /** A certificate, its issuer and the root. */
  private static final int CHAIN = GrowingVault.ISSUERS + 1;

  private static final char[] NO_PASSWORD = {};

  private Walk() {}

  /** The provider of the key store. */
  enum Contender {
    OURS("vaultjca") {
      @Override
      KeyStore open(VaultAccess vault, Task task) throws Exception {
        return OurKeyStore.open(vault, OurKeyStore.provider(), task.lines());
      }
    },
    MICROSOFT("Microsoft's provider 2.10.1") {
      @Override
      KeyStore open(VaultAccess vault, Task task) throws Exception {
        return MicrosoftPeer.open(vault);
      }
    };

    private final String title;

    Contender(String title) {
      this.title = title;
    }

    String title() {
      return title;
    }

    abstract KeyStore open(VaultAccess vault, Task task) throws Exception;
  }

  enum Task {
    OPEN("open") {
      @Override
      void in(KeyStore store, int certificates) {
        // The key store is open already.
      }
    },
    LIST("open and list") {
      @Override
      void in(KeyStore store, int certificates) throws GeneralSecurityException {
        expect(certificates, Collections.list(store.aliases()).size());
      }
    },
    FIND("find one") {
      @Override
      void in(KeyStore store, int certificates) throws GeneralSecurityException {
        expect(1, store.getKey(GrowingVault.FIRST, null) == null ? 0 : 1);
        expect(CHAIN, store.getCertificateChain(GrowingVault.FIRST).length);
      }
    },
    NARROWED("walk the only one shown") {
      @Override
      String[] lines() {
        return new String[] {"azure.keyvault.aliases=" + GrowingVault.FIRST};
      }

      @Override
      void in(KeyStore store, int certificates) throws GeneralSecurityException {
        expect(1, chains(store).size());
      }
    },
    CERTIFICATES("walk all certificates") {
      @Override
      void in(KeyStore store, int certificates) throws GeneralSecurityException {
        List<Certificate> held = new ArrayList<>();
        for (String alias : Collections.list(store.aliases())) {
          held.add(Objects.requireNonNull(store.getCertificate(alias), alias));
        }
        expect(certificates, held.size());
      }
    },
    CHAINS("walk all chains") {
      @Override
      void in(KeyStore store, int certificates) throws GeneralSecurityException {
        expect(certificates, chains(store).size());
      }
    };

    private final String title;

    Task(String title) {
      this.title = title;
    }

    /** Further lines of the key store file. */
    String[] lines() {
      return new String[0];
    }

    String title() {
      return title;
    }

    /**
     * Runs the task and checks its result.
     *
     * @param certificates the number of certificates in the vault
     */
    abstract void in(KeyStore store, int certificates) throws GeneralSecurityException;

    private static List<Certificate[]> chains(KeyStore store) throws GeneralSecurityException {
      List<Certificate[]> held = new ArrayList<>();
      for (String alias : Collections.list(store.aliases())) {
        Certificate[] chain = store.getCertificateChain(alias);
        // Microsoft's provider also lists the JVM's trusted certificates, which have no chain.
        if (chain != null && chain.length == CHAIN && store.getKey(alias, NO_PASSWORD) != null) {
          held.add(chain);
        }
      }
      return held;
    }

    private static void expect(int expected, int found) {
      if (found != expected) {
        throw new IllegalStateException("There are " + found + " and not " + expected);
      }
    }
  }

  /**
   * Prints the seconds of each run, one a line, without the start of the JVM; each run has a new
   * key store.
   */
  public static void main(String[] arguments) throws Exception {
    Contender contender = Contender.valueOf(arguments[0]);
    Task task = Task.valueOf(arguments[1]);
    int certificates = Integer.parseInt(arguments[2]);
    int times = Integer.parseInt(arguments[3]);
    VaultAccess vault = VaultAccess.ofEnvironment();
    for (int i = 0; i < times; i++) {
      long started = System.nanoTime();
      task.in(contender.open(vault, task), certificates);
      System.out.println((System.nanoTime() - started) / 1e9);
    }
    // Microsoft's provider leaves a thread behind.
    System.exit(0);
  }
}
