package io.vaultjca.embedded.example;

import com.azure.security.keyvault.keys.cryptography.CryptographyClient;
import com.azure.security.keyvault.keys.cryptography.models.SignatureAlgorithm;

/** An application to be tested: it signs documents with a key that it never sees. */
record DocumentSigner(CryptographyClient key) {
  byte[] sign(byte[] document) {
    return key.signData(SignatureAlgorithm.ES256, document).getSignature();
  }
}
