package io.vaultjca.benchmarks;

import io.vaultjca.key.VaultPrivateKey;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Security;
import java.security.Signature;
import java.util.concurrent.TimeUnit;
import javax.crypto.Cipher;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * {@code public-key-operations=local}: the cost of a verification and an encryption, with a public
 * handle and our provider, and with a plain public key and the JDK's.
 */
@State(Scope.Benchmark)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class LocalBenchmark {
  public enum Operation {
    /** RSA-2048, PKCS #1 v1.5, SHA-256. */
    VERIFY_RSA,
    /** ECDSA on P-256, SHA-256. */
    VERIFY_EC,
    /** RSA-2048, OAEP with SHA-1. */
    ENCRYPT_RSA
  }

  public enum Contender {
    /** The JDK's provider and its own key. */
    JDK,
    /** Our provider and a public handle. */
    OURS
  }

  @Param({"VERIFY_RSA", "VERIFY_EC", "ENCRYPT_RSA"})
  public Operation operation;

  @Param({"JDK", "OURS"})
  public Contender contender;

  private final byte[] message = "A message of the usual kind".getBytes(StandardCharsets.UTF_8);
  private Call call;

  private interface Call {
    Object run() throws GeneralSecurityException;
  }

  /** Opens the key store and signs a message. */
  @Setup
  public void open() throws Exception {
    VaultAccess vault = VaultAccess.ofEnvironment();
    vault.delay(0);
    Provider ours = OurKeyStore.provider();
    KeyStore store = OurKeyStore.open(vault, ours, "azure.keyvault.public-key-operations=local");
    String alias = operation == Operation.VERIFY_EC ? "ec" : "rsa";
    VaultPrivateKey handle = (VaultPrivateKey) store.getKey(alias, null);
    PublicKey key =
        contender == Contender.OURS
            ? handle.publicKey()
            : store.getCertificate(alias).getPublicKey();
    if (operation == Operation.ENCRYPT_RSA) {
      Provider provider = contender == Contender.OURS ? ours : Security.getProvider("SunJCE");
      call = () -> encrypt(provider, key);
      return;
    }
    String algorithm = operation == Operation.VERIFY_EC ? "SHA256withECDSA" : "SHA256withRSA";
    Provider provider =
        contender == Contender.OURS
            ? ours
            : Security.getProvider(operation == Operation.VERIFY_EC ? "SunEC" : "SunRsaSign");
    Signature signature = Signature.getInstance(algorithm, ours);
    signature.initSign(handle);
    signature.update(message);
    byte[] signed = signature.sign();
    call = () -> verify(algorithm, provider, key, signed);
  }

  private byte[] encrypt(Provider provider, PublicKey key) throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("RSA/ECB/OAEPWithSHA-1AndMGF1Padding", provider);
    cipher.init(Cipher.ENCRYPT_MODE, key);
    return cipher.doFinal(message);
  }

  private Boolean verify(String algorithm, Provider provider, PublicKey key, byte[] signed)
      throws GeneralSecurityException {
    Signature signature = Signature.getInstance(algorithm, provider);
    signature.initVerify(key);
    signature.update(message);
    if (!signature.verify(signed)) {
      throw new IllegalStateException("The signature is not valid");
    }
    return Boolean.TRUE;
  }

  /** The operation, from {@code getInstance} on. */
  @Benchmark
  public Object operation() throws GeneralSecurityException {
    return call.run();
  }
}
