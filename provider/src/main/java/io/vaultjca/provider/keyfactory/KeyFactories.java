package io.vaultjca.provider.keyfactory;

import io.vaultjca.provider.family.ServiceContext;
import io.vaultjca.provider.family.ServiceMaker;
import io.vaultjca.provider.jvm.Digest;
import java.util.Optional;

/** The kinds of key factories. */
public enum KeyFactories implements ServiceMaker {
  KEY_PAIRS,
  SECRET_KEYS;

  @Override
  public Object make(ServiceContext context, String name, Optional<Digest> digest) {
    return this == KEY_PAIRS
        ? new VaultKeyFactory(context.configured())
        : new VaultSecretKeyFactory(context.configured());
  }
}
