package io.vaultjca.conformance.signature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vaultjca.conformance.fixture.Bytes;
import io.vaultjca.conformance.fixture.TestVault;
import io.vaultjca.embedded.Fault;
import io.vaultjca.handle.PrivateHandle;
import io.vaultjca.provider.AzureKeyVaultProvider;
import io.vaultjca.provider.jvm.Digest;
import java.security.Provider;
import java.security.Signature;
import java.security.SignatureException;
import java.util.List;
import javax.crypto.Cipher;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** PKCS #1 v1.5 signatures over the caller's bytes. */
@ResourceLock(TestVault.SHARED)
class DigestInfoSignatureTest {
  private final Provider provider = new AzureKeyVaultProvider();

  @ParameterizedTest
  @EnumSource(Digest.class)
  void signsTheDigestInfoOfEveryDigest(Digest digest) throws Exception {
    byte[] message = Bytes.of(77);
    byte[] info = digest.digestInfo(digest.newMessageDigest().digest(message));
    PrivateHandle key = TestVault.vault().privateKey("rsa-2048");
    Signature signature = Signature.getInstance("NONEwithRSA", provider);
    signature.initSign(key);
    signature.update(info);
    byte[] signed = signature.sign();
    Signature jdk =
        Signature.getInstance(
            digest.standardName().replaceFirst("^SHA-", "SHA") + "withRSA", "SunRsaSign");
    jdk.initVerify(key.publicKey());
    jdk.update(message);
    assertThat(jdk.verify(signed)).isTrue();
    signature.initVerify(key.publicKey());
    signature.update(info);
    assertThat(signature.verify(signed)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 20, 36, 245})
  void signsInputThatIsNotADigestInfo(int length) throws Exception {
    PrivateHandle key = TestVault.vault().privateKey("rsa-2048");
    Signature signature = Signature.getInstance("NONEwithRSA", provider);
    signature.initSign(key);
    signature.update(Bytes.of(length));
    byte[] signed = signature.sign();
    Cipher raw = Cipher.getInstance("RSA/ECB/PKCS1Padding", "SunJCE");
    raw.init(Cipher.DECRYPT_MODE, key.publicKey());
    assertThat(raw.doFinal(signed)).isEqualTo(Bytes.of(length));
  }

  @Test
  void refusesInputThatIsTooLong() throws Exception {
    Signature signature = Signature.getInstance("NONEwithRSA", provider);
    signature.initSign(TestVault.vault().privateKey("rsa-2048"));
    signature.update(new byte[246]);
    assertThatThrownBy(signature::sign)
        .isExactlyInstanceOf(SignatureException.class)
        .hasMessageContaining("it has 246 bytes, the limit is 245");
    Signature ecdsa = Signature.getInstance("NONEwithECDSA", provider);
    ecdsa.initSign(TestVault.vault().privateKey("ec-p256"));
    ecdsa.update(new byte[65]);
    assertThatThrownBy(ecdsa::sign)
        .isExactlyInstanceOf(SignatureException.class)
        .hasMessageContaining("it has 65 bytes, the limit is 64");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 20, 28, 32, 48, 63, 64})
  void ecdsaTakesDigestsOfEveryLength(int length) throws Exception {
    for (String name : new String[] {"ec-p256", "ec-p384", "ec-p521"}) {
      PrivateHandle key = TestVault.vault().privateKey(name);
      Signature signature = Signature.getInstance("NONEwithECDSA", provider);
      signature.initSign(key);
      signature.update(Bytes.of(length));
      Signature jdk = Signature.getInstance("NONEwithECDSA", "SunEC");
      jdk.initVerify(key.publicKey());
      jdk.update(Bytes.of(length));
      assertThat(jdk.verify(signature.sign())).as(name).isTrue();
    }
  }

  /** With RSNULL, which the documentation of Managed HSM lists. */
  @ParameterizedTest
  @EnumSource(Digest.class)
  void aManagedHsmSignsTheDigestInfoOfEveryDigest(Digest digest) throws Exception {
    byte[] message = Bytes.of(77);
    byte[] info = digest.digestInfo(digest.newMessageDigest().digest(message));
    PrivateHandle key = TestVault.hsm().privateKey("hsm-rsa-2048");
    String name = digest.standardName().replaceFirst("^SHA-", "SHA") + "withRSA";
    Signature ready = Signature.getInstance("NONEwithRSA", provider);
    ready.initSign(key);
    ready.update(info);
    Signature hashing = Signature.getInstance(name, provider);
    hashing.initSign(key);
    hashing.update(message);
    Signature jdk = Signature.getInstance(name, "SunRsaSign");
    for (byte[] signed : List.of(ready.sign(), hashing.sign())) {
      jdk.initVerify(key.publicKey());
      jdk.update(message);
      assertThat(jdk.verify(signed)).isTrue();
    }
  }

  @Test
  void refusalOfRsnullByAManagedHsmReachesTheUser() throws Exception {
    PrivateHandle key = TestVault.hsm().privateKey("hsm-rsa-2048");
    String refusal = "Algorithm 'RSNULL' is not supported";
    TestVault.hsm()
        .server()
        .faults()
        .inject(
            "keys/sign",
            1,
            Fault.body(
                400,
                "{\"error\":{\"code\":\"BadParameter\",\"message\":\"%s\"}}".formatted(refusal)));
    Signature signature = Signature.getInstance("SHA1withRSA", provider);
    signature.initSign(key);
    assertThatThrownBy(signature::sign)
        .isExactlyInstanceOf(SignatureException.class)
        .hasMessageStartingWith("Signing (RSNULL) with the key " + key + " failed: ")
        .hasMessageContaining("\"" + refusal + "\"");
  }
}
