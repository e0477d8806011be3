package io.vaultjca.conformance.faults;

import io.vaultjca.Setting;
import io.vaultjca.VaultLoadStoreParameter;
import io.vaultjca.provider.AzureKeyVaultProvider;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.InvalidKeyException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.ProviderException;
import java.security.Signature;
import java.security.SignatureException;
import java.security.cert.Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.locks.LockSupport;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;

/**
 * Does all {@link Work}, then again without any free file handle, and once more with free handles;
 * prints the results. The vault refuses the first look-up and resets the first connections that
 * request a signature, so that each later operation needs a new connection.
 */
final class HandlesProgram {
  /** How often the vault resets a connection instead of sending a signature. */
  static final int RESETS = 5;

  private static final Duration INTERVAL = Duration.ofMinutes(31);
  private static final Duration WAIT_AT_MOST = Duration.ofSeconds(60);

  private final Provider provider = new AzureKeyVaultProvider();
  private final MovableClock clock = new MovableClock();
  private int stores;
  private final Properties file = new Properties();

  private HandlesProgram() {}

  public static void main(String[] arguments) throws Exception {
    Warnings.listen();
    new HandlesProgram().run(Path.of(arguments[0]));
    System.exit(0);
  }

  private void run(Path configuration) throws Exception {
    try (Reader reader = Files.newBufferedReader(configuration)) {
      file.load(reader);
    }
    // Loads the classes that failures need.
    System.out.println(look(store()));
    KeyStore held = store();
    PrivateKey signer = (PrivateKey) held.getKey("signer", null);
    PrivateKey unwrapper = (PrivateKey) held.getKey("unwrapper", null);
    Certificate signerCertificate = held.getCertificate("signer");
    Cipher wrapping = Cipher.getInstance("RSA/ECB/PKCS1Padding", "SunJCE");
    wrapping.init(Cipher.WRAP_MODE, held.getCertificate("unwrapper").getPublicKey());
    byte[] wrapped = wrapping.wrap(new SecretKeySpec(new byte[16], "AES"));
    System.out.println(unwrap(unwrapper, wrapped));
    System.out.println(sign(signer));
    KeyStore another = store();
    try (FileLimit limit = new FileLimit()) {
      limit.set(FileLimit.NO_MORE);
      System.out.println(signUntil(signer, "too many open files"));
      System.out.println(unwrap(unwrapper, wrapped));
      System.out.println(look(another));
      System.out.println(refresh(held, signerCertificate));
      limit.set(FileLimit.USUAL);
    }
    System.out.println(signUntil(signer, "signed true"));
    System.out.println(unwrap(unwrapper, wrapped));
    System.out.println(look(another));
    System.out.println(look(held));
  }

  /**
   * The limit of open files of this process. A process at its limit cannot start another one, so
   * the shell that moves the limit starts early. Open handles stay open and closed ones cannot be
   * reopened, so that whatever needs a handle fails.
   */
  private static final class FileLimit implements AutoCloseable {
    /** Fewer than the JVM itself has open; poll(2) refuses to wait for more than the limit. */
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

  private KeyStore store() throws Exception {
    VaultLoadStoreParameter.Builder to =
        VaultLoadStoreParameter.builder(URI.create(file.getProperty(Setting.URI.key())))
            .clock(clock)
            // Each store has another interval: key stores of one configuration share their entries.
            .set(Setting.REFRESH_INTERVAL, 1800 - ++stores + "s");
    for (Setting setting : Setting.values()) {
      if (setting != Setting.URI && file.containsKey(setting.key())) {
        to.set(setting, file.getProperty(setting.key()));
      }
    }
    KeyStore store = KeyStore.getInstance("AzureKeyVault", provider);
    store.load(to.build());
    return store;
  }

  private String unwrap(PrivateKey key, byte[] wrapped) throws Exception {
    try {
      Cipher cipher = Cipher.getInstance("RSA/ECB/PKCS1Padding", provider);
      cipher.init(Cipher.UNWRAP_MODE, key);
      return "unwrapped " + cipher.unwrap(wrapped, "AES", Cipher.SECRET_KEY).getEncoded().length;
    } catch (InvalidKeyException e) {
      return "InvalidKeyException: " + e.getMessage();
    }
  }

  /** Reads an entry after its refresh interval. */
  private String refresh(KeyStore store, Certificate before) throws Exception {
    clock.offset(INTERVAL);
    String look = before.equals(store.getCertificate("signer")) ? "the entry as it was" : "another";
    long deadline = System.nanoTime() + WAIT_AT_MOST.toNanos();
    List<String> warnings = Warnings.all().containing("could not be refreshed");
    while (warnings.isEmpty() && System.nanoTime() < deadline) {
      LockSupport.parkNanos(1_000_000);
      warnings = Warnings.all().containing("could not be refreshed");
    }
    return look + ", " + warnings.size() + " warning: " + String.join(" ", warnings);
  }

  private String sign(PrivateKey key) throws Exception {
    try {
      Signature signature = Signature.getInstance("SHA256withECDSA", provider);
      signature.initSign(key);
      signature.update((byte) 1);
      return "signed " + (signature.sign().length > 60);
    } catch (SignatureException e) {
      return "SignatureException: " + e.getMessage();
    }
  }

  private String signUntil(PrivateKey key, String expected) throws Exception {
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
