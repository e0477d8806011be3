package io.vaultjca.provider.generator;

import io.vaultjca.keystore.ConfiguredVault;
import io.vaultjca.provider.family.ServiceContext;
import io.vaultjca.provider.family.ServiceMaker;
import io.vaultjca.provider.jvm.Digest;
import java.util.Optional;

/** The kinds of generators. */
public enum Generators implements ServiceMaker {
  RSA,
  EC,
  ML_DSA,
  AES,
  /** Under the JDK's name, for keytool. */
  RSA_FOR_KEYTOOL,
  /** Under the JDK's name, for keytool. */
  EC_FOR_KEYTOOL;

  @Override
  public Object make(ServiceContext context, String name, Optional<Digest> digest) {
    ConfiguredVault configured = context.configured();
    return switch (this) {
      case RSA -> new VaultKeyPairGenerator(configured, name, KeyPairKind.RSA);
      case EC -> new VaultKeyPairGenerator(configured, name, KeyPairKind.EC);
      case ML_DSA -> new VaultKeyPairGenerator(configured, name, KeyPairKind.ML_DSA);
      case AES -> new VaultKeyGenerator(configured, name);
      case RSA_FOR_KEYTOOL ->
          new KeytoolKeyPairGenerator(configured, context.missed(), KeyPairKind.RSA);
      case EC_FOR_KEYTOOL ->
          new KeytoolKeyPairGenerator(configured, context.missed(), KeyPairKind.EC);
    };
  }
}
