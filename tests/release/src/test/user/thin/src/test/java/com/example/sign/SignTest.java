package com.example.sign;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vaultjca.embedded.junit.EmbeddedVault;
import io.vaultjca.provider.AzureKeyVaultProvider;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.Security;
import java.security.Signature;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class SignTest {
  private static final String SEED = "{\"certificates\": [{\"name\": \"release\", \"kty\": \"EC\"}]}";

  @BeforeAll
  static void register() {
    Security.addProvider(new AzureKeyVaultProvider());
  }

  @Test
  void signatureVerifiesWithTheCertificate(@EmbeddedVault(seed = SEED) Path vault)
      throws Exception {
    KeyStore keys = Sign.open(vault);
    byte[] document = {1, 2, 3};
    byte[] signed = Sign.sign(keys, "release", document);
    Signature verifier = Signature.getInstance("SHA256withECDSA");
    verifier.initVerify(keys.getCertificate("release"));
    verifier.update(document);
    assertTrue(verifier.verify(signed));
  }
}
