package io.vaultjca.provider.keyfactory;

import io.vaultjca.provider.family.ServiceContext;
import io.vaultjca.provider.family.ServiceMaker;
import io.vaultjca.provider.jvm.Digest;
import java.util.Optional;

/** The key factories of the configured vault. */
public enum KeyFactories implements ServiceMaker {
  KEY_PAIRS,
  /** Of the algorithm that is the service's name. */
  KEY_PAIRS_OF_ONE_ALGORITHM,
  SECRET_KEYS;

  @Override
  public Object make(ServiceContext context, String name, Digest digest) {
    return switch (this) {
      case KEY_PAIRS -> new VaultKeyFactory(context.configured(), Optional.empty());
      case KEY_PAIRS_OF_ONE_ALGORITHM ->
          new VaultKeyFactory(context.configured(), Optional.of(name));
      case SECRET_KEYS -> new VaultSecretKeyFactory(context.configured());
    };
  }
}
