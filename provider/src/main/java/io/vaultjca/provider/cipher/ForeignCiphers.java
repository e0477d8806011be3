package io.vaultjca.provider.cipher;

import io.vaultjca.provider.jvm.OtherProviders;
import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.security.Key;
import java.security.SecureRandom;
import java.security.spec.AlgorithmParameterSpec;
import javax.crypto.Cipher;

/** The ciphers of other providers, for keys that are not in a vault. */
record ForeignCiphers(OtherProviders others, Transformation transformation) {
  /** A cipher of the first provider that takes the key and the parameters; null for none. */
  Cipher initialised(int mode, Key key, AlgorithmParameterSpec parameters, SecureRandom random)
      throws InvalidKeyException, InvalidAlgorithmParameterException {
    String name = transformation.foreignName();
    return others.initialised(
        transformation.name(),
        OtherProviders.Wanted.cipher(name),
        key,
        provider -> {
          Cipher cipher = Cipher.getInstance(name, provider);
          SecureRandom source = random == null ? new SecureRandom() : random;
          if (parameters == null) {
            cipher.init(mode, key, source);
          } else {
            cipher.init(mode, key, parameters, source);
          }
          return cipher;
        });
  }
}
