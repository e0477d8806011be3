package io.vaultjca.provider.table;

import io.vaultjca.keystore.AzureKeyVaultKeyStore;
import io.vaultjca.keystore.AzureKeyVaultTrustStore;
import io.vaultjca.provider.family.ServiceContext;
import io.vaultjca.provider.family.ServiceMaker;
import io.vaultjca.provider.jvm.Digest;
import io.vaultjca.provider.mac.DigestMac;
import io.vaultjca.provider.random.HsmRandom;
import io.vaultjca.tls.VaultKeyManagerFactorySpi;
import java.util.Optional;

/** The services whose family is a single class. */
enum SingleService implements ServiceMaker {
  KEY_STORE(AzureKeyVaultKeyStore.class),
  TRUST_STORE(AzureKeyVaultTrustStore.class),
  KEY_MANAGER_FACTORY(VaultKeyManagerFactorySpi.class),
  MAC(DigestMac.class),
  SECURE_RANDOM(HsmRandom.class);

  private final Class<?> implementation;

  SingleService(Class<?> implementation) {
    this.implementation = implementation;
  }

  @Override
  public Class<?> implementation() {
    return implementation;
  }

  @Override
  public Object make(ServiceContext context, String name, Optional<Digest> digest) {
    return switch (this) {
      case KEY_STORE -> new AzureKeyVaultKeyStore(context.configured(), context.missed());
      case TRUST_STORE -> new AzureKeyVaultTrustStore(context.configured());
      case KEY_MANAGER_FACTORY -> new VaultKeyManagerFactorySpi();
      case MAC -> new DigestMac(name, digest.orElseThrow());
      case SECURE_RANDOM -> new HsmRandom(context.configured());
    };
  }
}
