package io.vaultjca.conformance.signature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vaultjca.conformance.fixture.Position;
import io.vaultjca.conformance.fixture.TestVault;
import io.vaultjca.handle.PrivateHandle;
import java.security.InvalidKeyException;
import java.security.Signature;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** One object for the public and the private key, as DIFFERENCES.md describes. */
@ResourceLock(TestVault.SHARED)
class BothHalvesTest {
  private final PrivateHandle key = TestVault.vault().privateKey("rsa-2048");

  @ParameterizedTest
  @CsvSource({"FIRST, false", "FIRST, true", "LAST, true"})
  void oneObjectServesBothHalvesIfTheProviderIsFirstOrNamed(Position position, boolean named)
      throws Exception {
    position.during(
        () -> {
          Signature signature = open("SHA256withRSA", named);
          signature.initVerify(key.publicKey());
          signature.initSign(key);
          signature.update(new byte[3]);
          byte[] signed = signature.sign();
          signature.initVerify(key.publicKey());
          signature.update(new byte[3]);
          assertThat(signature.verify(signed)).isTrue();
        });
  }

  private static Signature open(String algorithm, boolean named) throws Exception {
    return named
        ? Signature.getInstance(algorithm, "AzureKeyVault")
        : Signature.getInstance(algorithm);
  }

  @Test
  void jdkKeepsTheObjectIfTheProviderIsLastAndNotNamed() throws Exception {
    Position.LAST.during(
        () -> {
          Signature signature = Signature.getInstance("SHA256withRSA");
          signature.initVerify(key.publicKey());
          assertThatThrownBy(() -> signature.initSign(key))
              .isInstanceOf(InvalidKeyException.class)
              .hasMessageContaining("Missing key encoding");
        });
  }

  @ParameterizedTest
  @EnumSource(Position.class)
  void parametersBeforeTheKeyNeedTheNameUnlessTheProviderIsFirst(Position position)
      throws Exception {
    position.during(
        () -> {
          boolean named = position == Position.NAMED;
          Signature signature = open("RSASSA-PSS", named);
          signature.setParameter(
              new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, 1));
          if (position == Position.LAST) {
            assertThatThrownBy(() -> signature.initSign(key))
                .isInstanceOf(InvalidKeyException.class)
                .hasMessageContaining("key must be RSAPrivateKey");
          } else {
            signature.initSign(key);
            assertThat(signature.sign()).hasSize(256);
          }
        });
  }
}
