package io.vaultjca.vault;

import com.azure.core.util.Context;
import com.azure.security.keyvault.keys.cryptography.CryptographyClient;
import com.azure.security.keyvault.keys.cryptography.models.DecryptParameters;
import com.azure.security.keyvault.keys.cryptography.models.DecryptResult;
import com.azure.security.keyvault.keys.cryptography.models.EncryptParameters;
import com.azure.security.keyvault.keys.cryptography.models.EncryptResult;

/** The SDK has a factory of its own for the parameters of each algorithm. */
final class EncryptionParameters {
  private EncryptionParameters() {}

  static EncryptResult encrypt(
      CryptographyClient client,
      String algorithm,
      byte[] plaintext,
      byte[] iv,
      byte[] additionalData) {
    return client.encrypt(toEncrypt(algorithm, plaintext, iv, additionalData), Context.NONE);
  }

  static DecryptResult decrypt(
      CryptographyClient client,
      String algorithm,
      RemoteKey.Encrypted encrypted,
      byte[] additionalData) {
    return client.decrypt(toDecrypt(algorithm, encrypted, additionalData), Context.NONE);
  }

  private static EncryptParameters toEncrypt(
      String algorithm, byte[] plaintext, byte[] iv, byte[] aad) {
    return switch (algorithm) {
      case "RSA1_5" -> EncryptParameters.createRsa15Parameters(plaintext);
      case "RSA-OAEP" -> EncryptParameters.createRsaOaepParameters(plaintext);
      case "RSA-OAEP-256" -> EncryptParameters.createRsaOaep256Parameters(plaintext);
      case "A128GCM" -> EncryptParameters.createA128GcmParameters(plaintext, aad);
      case "A192GCM" -> EncryptParameters.createA192GcmParameters(plaintext, aad);
      case "A256GCM" -> EncryptParameters.createA256GcmParameters(plaintext, aad);
      case "A128CBC" -> EncryptParameters.createA128CbcParameters(plaintext, iv);
      case "A192CBC" -> EncryptParameters.createA192CbcParameters(plaintext, iv);
      case "A256CBC" -> EncryptParameters.createA256CbcParameters(plaintext, iv);
      case "A128CBCPAD" -> EncryptParameters.createA128CbcPadParameters(plaintext, iv);
      case "A192CBCPAD" -> EncryptParameters.createA192CbcPadParameters(plaintext, iv);
      case "A256CBCPAD" -> EncryptParameters.createA256CbcPadParameters(plaintext, iv);
      default -> throw unknown(algorithm);
    };
  }

  private static DecryptParameters toDecrypt(
      String algorithm, RemoteKey.Encrypted encrypted, byte[] aad) {
    byte[] text = encrypted.ciphertext();
    byte[] iv = encrypted.iv();
    byte[] tag = encrypted.tag();
    return switch (algorithm) {
      case "RSA1_5" -> DecryptParameters.createRsa15Parameters(text);
      case "RSA-OAEP" -> DecryptParameters.createRsaOaepParameters(text);
      case "RSA-OAEP-256" -> DecryptParameters.createRsaOaep256Parameters(text);
      case "A128GCM" -> DecryptParameters.createA128GcmParameters(text, iv, tag, aad);
      case "A192GCM" -> DecryptParameters.createA192GcmParameters(text, iv, tag, aad);
      case "A256GCM" -> DecryptParameters.createA256GcmParameters(text, iv, tag, aad);
      case "A128CBC" -> DecryptParameters.createA128CbcParameters(text, iv);
      case "A192CBC" -> DecryptParameters.createA192CbcParameters(text, iv);
      case "A256CBC" -> DecryptParameters.createA256CbcParameters(text, iv);
      case "A128CBCPAD" -> DecryptParameters.createA128CbcPadParameters(text, iv);
      case "A192CBCPAD" -> DecryptParameters.createA192CbcPadParameters(text, iv);
      case "A256CBCPAD" -> DecryptParameters.createA256CbcPadParameters(text, iv);
      default -> throw unknown(algorithm);
    };
  }

  private static IllegalArgumentException unknown(String algorithm) {
    return new IllegalArgumentException(algorithm + " is no encryption algorithm of the service");
  }
}
