module com.example.sign {
  requires io.vaultjca.provider;
}
