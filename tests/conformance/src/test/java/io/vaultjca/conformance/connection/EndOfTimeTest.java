package io.vaultjca.conformance.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.vaultjca.conformance.keystore.OpenedVault;
import io.vaultjca.embedded.Fault;
import io.vaultjca.provider.AzureKeyVaultProvider;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Objects that never expire. RFC 5280, section 4.1.2.5, gives certificates without a well-defined
 * expiration the end of the year 9999; the service also sends later dates.
 */
class EndOfTimeTest {
  @ParameterizedTest
  @ValueSource(strings = {"9999-12-31T23:59:59Z", "+33658-09-27T01:46:39Z", "1601-01-01T00:00:00Z"})
  void acceptsDatesFarInTheFutureAndPast(String time) throws Exception {
    long seconds = Instant.parse(time).getEpochSecond();
    boolean past = seconds < 0;
    try (OpenedVault vault =
        OpenedVault.with("{\"certificates\":[{\"name\":\"c-%d\",\"count\":3,\"kty\":\"EC\"}]}")) {
      String member = past ? "\"nbf\":" : "\"exp\":";
      vault
          .server()
          .faults()
          .inject(
              "*", Fault.rewritten(body -> body.replaceAll(member + "[0-9]+", member + seconds)));
      KeyStore store = vault.open();
      assertThat(OpenedVault.aliases(store)).hasSize(3);
      for (String alias : OpenedVault.aliases(store)) {
        X509Certificate certificate = (X509Certificate) store.getCertificate(alias);
        Signature signature = Signature.getInstance("SHA256withECDSA", new AzureKeyVaultProvider());
        signature.initSign((PrivateKey) store.getKey(alias, null));
        signature.update((byte) 1);
        byte[] signed = signature.sign();
        Signature verifier = Signature.getInstance("SHA256withECDSA", "SunEC");
        verifier.initVerify(certificate);
        verifier.update((byte) 1);
        assertThat(verifier.verify(signed)).isTrue();
      }
    }
  }
}
