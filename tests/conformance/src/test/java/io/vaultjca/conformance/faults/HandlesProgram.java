package io.vaultjca.conformance.faults;

import io.vaultjca.provider.AzureKeyVaultProvider;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.ProviderException;
import java.security.Signature;
import java.security.SignatureException;

/**
 * Signs, may open no more file, signs, looks at an entry, may open files again and does both again.
 * The vault refuses the first look, and resets the first connections that ask for a signature: each
 * of what follows needs a new one.
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
    try (FileLimit limit = new FileLimit()) {
      limit.set(FileLimit.NO_MORE);
      System.out.println(signUntil(key, "too many open files"));
      System.out.println(look(another));
      limit.set(FileLimit.USUAL);
    }
    System.out.println(signUntil(key, "signed true"));
    System.out.println(look(another));
    System.exit(0);
  }

  /**
   * The limit of this process's open files. A process at its limit can start no other, so the shell
   * that moves it waits from before. Handles in hand stay, and one given back is not to be had
   * again: what needs a handle fails for sure.
   */
  private static final class FileLimit implements AutoCloseable {
    /** Less than the JVM has open for itself; poll(2) refuses to wait for more than the limit. */
    static final int NO_MORE = 4;

    static final int USUAL = 400;

    private final Process shell;
    private final Writer orders;
    private final BufferedReader answers;

    FileLimit() throws IOException {
      shell =
          new ProcessBuilder(
                  "/bin/sh",
                  "-c",
                  "while read -r limit; do prlimit --pid \"$0\" --nofile=\"$limit:\" && echo set; done",
                  Long.toString(ProcessHandle.current().pid()))
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      orders = shell.outputWriter();
      answers = shell.inputReader();
    }

    void set(int limit) throws IOException {
      orders.write(limit + "\n");
      orders.flush();
      if (!"set".equals(answers.readLine())) {
        throw new IOException("the limit of open files cannot be set to " + limit);
      }
    }

    @Override
    public void close() throws IOException {
      orders.close();
      answers.close();
      shell.destroy();
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
