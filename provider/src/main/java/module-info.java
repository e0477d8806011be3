import io.vaultjca.provider.AzureKeyVaultProvider;

/** The security provider {@code AzureKeyVault}. */
module io.vaultjca.provider {
  requires transitive io.vaultjca.keystore;
  requires org.bouncycastle.provider;

  exports io.vaultjca.provider;
  exports io.vaultjca.provider.spec;

  provides java.security.Provider with
      AzureKeyVaultProvider;
}
