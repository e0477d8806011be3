package io.vaultjca.conformance.secrets;

import io.vaultjca.config.ConfigSource;
import io.vaultjca.config.VaultConfig;
import io.vaultjca.conformance.fixture.TestVault;
import io.vaultjca.handle.PrivateHandle;
import io.vaultjca.management.VaultManagement;
import io.vaultjca.provider.AzureKeyVaultProvider;
import io.vaultjca.vault.VaultConnections;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Key;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.Certificate;
import java.util.List;
import java.util.Optional;
import java.util.logging.ConsoleHandler;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.crypto.Cipher;
import javax.crypto.KeyGenerator;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;

/**
 * Uses the given key store files in every way, correctly and incorrectly, with every logger at its
 * highest level, and prints every object and exception.
 */
final class TalkativeProgram {
  private static final Provider PROVIDER = new AzureKeyVaultProvider();
  private static final SecureRandom RANDOM = new SecureRandom();

  private TalkativeProgram() {}

  public static void main(String[] arguments) throws Exception {
    Logger ours = Logger.getLogger("io.vaultjca");
    ConsoleHandler console = new ConsoleHandler();
    console.setLevel(Level.ALL);
    ours.setLevel(Level.ALL);
    ours.addHandler(console);
    if (arguments[0].equals("plant")) {
      plant();
    } else {
      KeyStore vault = open(Path.of(arguments[0]));
      with(vault);
      write(vault);
      withHsm(open(Path.of(arguments[1])));
      for (int i = 2; i < arguments.length; i++) {
        Path broken = Path.of(arguments[i]);
        attempt("open " + i, () -> say(open(broken).getCertificateChain("pem").length));
      }
    }
    System.exit(0);
  }

  /** Prints what the search must find, to show that it would find the rest. */
  private static void plant() {
    SecretScan.forms(SecretScan.PLANTED.getBytes(StandardCharsets.US_ASCII))
        .forEach((form, text) -> System.out.println(new String(text, StandardCharsets.US_ASCII)));
  }

  private static KeyStore open(Path file) throws Exception {
    ConfigSource source = ConfigSource.file(file);
    VaultConfig config = VaultConfig.of(List.of(source), Optional.empty(), Optional.empty());
    say(source, config, config.connection(), config.connection().credential(), config.view());
    say(VaultConnections.to(config), new VaultManagement(VaultConnections.to(config)));
    KeyStore store = KeyStore.getInstance("AzureKeyVault", PROVIDER);
    try (InputStream content = Files.newInputStream(file)) {
      store.load(content, null);
    }
    return store;
  }

  private static void with(KeyStore store) throws Exception {
    for (String alias : List.of("web", "pem")) {
      PrivateKey key = (PrivateKey) store.getKey(alias, null);
      Certificate[] chain = store.getCertificateChain(alias);
      say(key, chain.length, store.getEntry(alias, null), store.getCreationDate(alias));
      Signature signature = Signature.getInstance("SHA256withRSA", PROVIDER);
      signature.initSign(key);
      byte[] signed = signature.sign();
      signature.initVerify(((PrivateHandle) key).publicKey());
      say(signature, signature.verify(signed));
    }
    PrivateHandle key = (PrivateHandle) store.getKey("box", null);
    Cipher cipher = Cipher.getInstance("RSA/ECB/OAEPWithSHA-1AndMGF1Padding", PROVIDER);
    cipher.init(Cipher.ENCRYPT_MODE, key.publicKey());
    byte[] encrypted = cipher.doFinal(random(32));
    cipher.init(Cipher.DECRYPT_MODE, key);
    cipher.doFinal(encrypted);
    say(cipher);
    attempt("decrypt what is none", () -> cipher.doFinal(new byte[256]));
    Cipher wrapping = Cipher.getInstance("RSA/ECB/PKCS1Padding", PROVIDER);
    wrapping.init(Cipher.WRAP_MODE, key.publicKey());
    byte[] wrapped = wrapping.wrap(aes());
    wrapping.init(Cipher.UNWRAP_MODE, key);
    Key unwrapped = wrapping.unwrap(wrapped, "AES", Cipher.SECRET_KEY);
    // The JDK's SecretKeySpec prints no bytes.
    say(wrapping, unwrapped.getAlgorithm());
    attempt("unwrap as another kind", () -> wrapping.unwrap(wrapped, "RSA", Cipher.PRIVATE_KEY));
    attempt(
        "sign with a disabled key",
        () -> {
          Signature signature = Signature.getInstance("SHA256withRSA", PROVIDER);
          signature.initSign((PrivateKey) store.getKey("off", null));
          signature.sign();
        });
  }

  private static void write(KeyStore store) throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA", "SunRsaSign");
    KeyPair pair = generator.generateKeyPair();
    attempt(
        "import a key whose chain is another's",
        () -> {
          store.setKeyEntry("imported", pair.getPrivate(), null, store.getCertificateChain("web"));
          say(store);
          store.store(null, null);
        });
  }

  private static void withHsm(KeyStore store) throws Exception {
    SecretKey key = (SecretKey) store.getKey("aes", null);
    Cipher cipher = Cipher.getInstance("AES_256/GCM/NoPadding", PROVIDER);
    cipher.init(Cipher.ENCRYPT_MODE, key);
    byte[] sealed = cipher.doFinal(random(40));
    GCMParameterSpec parameters = new GCMParameterSpec(128, cipher.getIV());
    cipher.init(Cipher.DECRYPT_MODE, key, parameters);
    cipher.doFinal(sealed);
    say(key, cipher, parameters);
    sealed[0] ^= 1;
    attempt("open a changed text", () -> cipher.doFinal(sealed));
    Mac mac = Mac.getInstance("HS256", PROVIDER);
    mac.init(key);
    mac.doFinal(random(40));
    store.setKeyEntry("imported", aes(), null, null);
    say(store);
    store.store(null, null);
  }

  private static SecretKey aes() throws Exception {
    KeyGenerator generator = KeyGenerator.getInstance("AES", "SunJCE");
    generator.init(256);
    return generator.generateKey();
  }

  private static byte[] random(int length) {
    byte[] bytes = new byte[length];
    RANDOM.nextBytes(bytes);
    return bytes;
  }

  private static void say(Object... objects) {
    for (Object object : objects) {
      System.out.println("say " + object);
    }
  }

  @SuppressWarnings("CatchAndPrintStackTrace") // A program's log would have it.
  private static void attempt(String what, TestVault.Action action) {
    try {
      action.run();
      System.out.println("done: " + what);
    } catch (Exception e) {
      System.out.println("failed: " + what);
      e.printStackTrace();
    }
  }
}
