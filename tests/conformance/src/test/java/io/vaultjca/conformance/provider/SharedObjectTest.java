package io.vaultjca.conformance.provider;

import static org.assertj.core.api.Assertions.assertThat;

import io.vaultjca.conformance.fixture.Bytes;
import io.vaultjca.conformance.fixture.TestVault;
import io.vaultjca.embedded.Fault;
import io.vaultjca.handle.PrivateHandle;
import io.vaultjca.handle.SecretHandle;
import io.vaultjca.provider.AzureKeyVaultProvider;
import java.security.Provider;
import java.security.Signature;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * Two threads share one object by mistake. While a request of one is under way, the other does not
 * wait, and does not affect that request.
 */
@ResourceLock(TestVault.SHARED)
class SharedObjectTest {
  private static final long LIMIT_SECONDS = 20;
  private static final byte[] FIRST = Bytes.of(48);
  private static final byte[] SECOND = Bytes.of(64);

  private final Provider provider = new AzureKeyVaultProvider();
  private final TestVault vault = TestVault.vault();
  private final TestVault hsm = TestVault.hsm();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final CountDownLatch underWay = new CountDownLatch(1);
  private final CountDownLatch released = new CountDownLatch(1);

  @AfterEach
  void end() throws Exception {
    released.countDown();
    vault.server().faults().clear();
    hsm.server().faults().clear();
    threads.shutdownNow();
    assertThat(threads.awaitTermination(LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();
  }

  /** Starts an operation whose request reaches the vault, which withholds the answer for now. */
  private <T> Future<T> underWay(TestVault at, String operation, Callable<T> work)
      throws Exception {
    at.server()
        .faults()
        .inject(
            operation,
            1,
            Fault.rewritten(
                answer -> {
                  underWay.countDown();
                  await(released);
                  return answer;
                }));
    Future<T> result = threads.submit(work);
    await(underWay);
    return result;
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Runs work in another thread, which must not have to wait. */
  private <T> T meanwhile(Callable<T> work) throws Exception {
    return threads.submit(work).get(LIMIT_SECONDS, TimeUnit.SECONDS);
  }

  private <T> T released(Future<T> first) throws Exception {
    released.countDown();
    return first.get(LIMIT_SECONDS, TimeUnit.SECONDS);
  }

  private static PSSParameterSpec pss(MGF1ParameterSpec hash, int salt) {
    return new PSSParameterSpec(hash.getDigestAlgorithm(), "MGF1", hash, salt, 1);
  }

  /** The handle's first signature is verified with the parameters it was made with. */
  @Test
  void changedPssParametersDoNotAffectARequestUnderWay() throws Exception {
    PrivateHandle key = (PrivateHandle) TestVault.handle(vault.connect(Map.of()), "rsa-2048");
    Signature shared = Signature.getInstance("RSASSA-PSS", provider);
    shared.setParameter(pss(MGF1ParameterSpec.SHA256, 32));
    shared.initSign(key);
    shared.update(FIRST);
    Future<byte[]> signing = underWay(vault, "keys/sign", shared::sign);
    meanwhile(
        () -> {
          shared.setParameter(pss(MGF1ParameterSpec.SHA512, 64));
          shared.update(SECOND);
          return null;
        });
    byte[] first = released(signing);
    assertThat(verifies(key, pss(MGF1ParameterSpec.SHA256, 32), FIRST, first)).isTrue();
    byte[] second = shared.sign();
    assertThat(verifies(key, pss(MGF1ParameterSpec.SHA512, 64), SECOND, second)).isTrue();
  }

  private static boolean verifies(
      PrivateHandle key, PSSParameterSpec parameters, byte[] message, byte[] signature)
      throws Exception {
    Signature theirs = Signature.getInstance("RSASSA-PSS", "SunRsaSign");
    theirs.setParameter(parameters);
    theirs.initVerify(key.publicKey());
    theirs.update(message);
    return theirs.verify(signature);
  }

  @Test
  void macDoesNotWaitForARequestUnderWay() throws Exception {
    Mac shared = Mac.getInstance("HS256", provider);
    shared.init(hsm.secretKey("oct-256"));
    byte[] first = shared.doFinal(FIRST);
    byte[] second = shared.doFinal(SECOND);
    shared.update(FIRST);
    Future<byte[]> making = underWay(hsm, "keys/sign", shared::doFinal);
    assertThat(meanwhile(() -> shared.doFinal(SECOND))).isEqualTo(second);
    assertThat(released(making)).isEqualTo(first);
  }

  @Test
  void decryptionDoesNotWaitForARequestUnderWay() throws Exception {
    PrivateHandle key = vault.privateKey("rsa-2048");
    Cipher theirs = Cipher.getInstance("RSA/ECB/PKCS1Padding", "SunJCE");
    theirs.init(Cipher.ENCRYPT_MODE, key.publicKey().plain());
    byte[] first = theirs.doFinal(FIRST);
    byte[] second = theirs.doFinal(SECOND);
    Cipher shared = Cipher.getInstance("RSA/ECB/PKCS1Padding", provider);
    shared.init(Cipher.DECRYPT_MODE, key);
    shared.update(first);
    Future<byte[]> decrypting = underWay(vault, "keys/decrypt", shared::doFinal);
    assertThat(meanwhile(() -> shared.doFinal(second))).isEqualTo(SECOND);
    assertThat(released(decrypting)).isEqualTo(FIRST);
  }

  @Test
  void wrappingDoesNotWaitForARequestUnderWay() throws Exception {
    SecretKeySpec wrapped = new SecretKeySpec(Bytes.of(32), "AES");
    Cipher shared = Cipher.getInstance("AES_256/KW/NoPadding", provider);
    shared.init(Cipher.WRAP_MODE, hsm.secretKey("oct-256"));
    byte[] expected = shared.wrap(wrapped);
    Future<byte[]> wrapping = underWay(hsm, "keys/wrapkey", () -> shared.wrap(wrapped));
    assertThat(meanwhile(() -> shared.wrap(wrapped))).isEqualTo(expected);
    assertThat(released(wrapping)).isEqualTo(expected);
  }

  /** The answer contains the HSM's initialisation vector, unless an init comes in between. */
  @Test
  void anInitDuringARequestIsNotUndoneByItsAnswer() throws Exception {
    SecretHandle key = hsm.secretKey("oct-256");
    Cipher shared = Cipher.getInstance("AES_256/GCM/NoPadding", provider);
    shared.init(Cipher.ENCRYPT_MODE, key);
    byte[] sealed = shared.doFinal(SECOND);
    byte[] iv = shared.getIV();
    Future<byte[]> encrypting = underWay(hsm, "keys/encrypt", () -> shared.doFinal(FIRST));
    meanwhile(
        () -> {
          shared.init(Cipher.DECRYPT_MODE, key, new GCMParameterSpec(128, iv));
          return null;
        });
    assertThat(released(encrypting)).hasSize(FIRST.length + 16);
    assertThat(shared.getIV()).isEqualTo(iv);
    assertThat(shared.doFinal(sealed)).isEqualTo(SECOND);
  }

  @Test
  void changedCipherParametersDoNotAffectARequestUnderWay() throws Exception {
    SecretHandle key = hsm.secretKey("oct-256");
    Cipher shared = Cipher.getInstance("AES_256/GCM/NoPadding", provider);
    shared.init(Cipher.ENCRYPT_MODE, key);
    shared.updateAAD(FIRST);
    Future<byte[]> encrypting = underWay(hsm, "keys/encrypt", () -> shared.doFinal(SECOND));
    byte[] meanwhile =
        meanwhile(
            () -> {
              shared.updateAAD(SECOND);
              return shared.doFinal(FIRST);
            });
    byte[] iv = shared.getIV();
    released(encrypting);
    Cipher opening = Cipher.getInstance("AES_256/GCM/NoPadding", "SunJCE");
    opening.init(Cipher.DECRYPT_MODE, hsm.known("oct-256"), new GCMParameterSpec(128, iv));
    opening.updateAAD(SECOND);
    assertThat(opening.doFinal(meanwhile)).isEqualTo(FIRST);
  }
}
