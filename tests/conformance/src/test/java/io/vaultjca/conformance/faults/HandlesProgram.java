package io.vaultjca.conformance.faults;

import io.vaultjca.provider.AzureKeyVaultProvider;
import java.io.ByteArrayInputStream;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.ProviderException;
import java.security.Signature;
import java.security.SignatureException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Signs, has no file handle left, signs, looks at an entry, gives the handles back and does both
 * again. The vault refuses the first look, and resets the first connections that ask for a
 * signature: each of what follows needs a new one.
 */
final class HandlesProgram {
  /** How often the vault resets a connection instead of a signature. */
  static final int RESETS = 5;

  private HandlesProgram() {}

  public static void main(String[] arguments) throws Exception {
    byte[] file = Files.readAllBytes(Path.of(arguments[0]));
    // A failure of each kind, so that what is needed for one is loaded.
    System.out.println(look(store(file)));
    PrivateKey key = (PrivateKey) store(file).getKey("signer", null);
    System.out.println(sign(key));
    KeyStore another = store(file);
    try (Hoard hoard = new Hoard()) {
      String signed;
      int tries = 0;
      do {
        // That of a connection just reset, too: the next one would take it.
        hoard.awaitTheLast();
        signed = sign(key);
        tries++;
      } while (tries < RESETS && !signed.contains("too many open files"));
      System.out.println(signed);
      System.out.println(look(another));
    }
    System.out.println(signUntil(key, "signed true"));
    System.out.println(look(another));
    System.exit(0);
  }

  /** Takes every file handle there is, also those that are given back meanwhile. */
  private static final class Hoard implements AutoCloseable {
    /** For so long no handle was given back: those of closed connections are gone, too. */
    private static final int ENOUGH = 300;

    private final List<InputStream> handles = new ArrayList<>();
    private final AtomicInteger inVain = new AtomicInteger();
    private final Thread thread = new Thread(this::take, "hoard");
    private volatile boolean closed;

    Hoard() {
      thread.start();
    }

    /** Returns when no handle was to be had for a while. */
    void awaitTheLast() {
      inVain.set(0);
      while (inVain.get() < ENOUGH && thread.isAlive()) {
        LockSupport.parkNanos(1_000_000);
      }
    }

    private void take() {
      while (!closed) {
        try {
          handles.add(new FileInputStream("/dev/null"));
          inVain.set(0);
        } catch (IOException none) {
          inVain.incrementAndGet();
          LockSupport.parkNanos(1_000_000);
        }
      }
    }

    @Override
    public void close() throws IOException {
      closed = true;
      try {
        thread.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException("interrupted", e);
      }
      for (InputStream handle : handles) {
        handle.close();
      }
    }
  }

  private static KeyStore store(byte[] file) throws Exception {
    KeyStore store = KeyStore.getInstance("AzureKeyVault", new AzureKeyVaultProvider());
    store.load(new ByteArrayInputStream(file), null);
    return store;
  }

  private static String sign(PrivateKey key) throws Exception {
    try {
      Signature signature = Signature.getInstance("SHA256withECDSA", new AzureKeyVaultProvider());
      signature.initSign(key);
      signature.update((byte) 1);
      return "signed " + (signature.sign().length > 60);
    } catch (SignatureException e) {
      return "SignatureException: " + e.getMessage();
    }
  }

  private static String signUntil(PrivateKey key, String expected) throws Exception {
    String result = sign(key);
    for (int i = 0; i < RESETS && !result.contains(expected); i++) {
      result = sign(key);
    }
    return result;
  }

  private static String look(KeyStore store) throws Exception {
    try {
      return "looked " + (store.getCertificate("signer") != null);
    } catch (ProviderException e) {
      return "ProviderException: " + e.getMessage();
    }
  }
}
