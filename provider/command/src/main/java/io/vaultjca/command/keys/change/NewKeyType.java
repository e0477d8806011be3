package io.vaultjca.command.keys.change;

/** The types of keys, as the service names them. */
enum NewKeyType {
  RSA("RSA"),
  EC("EC"),
  OCT("oct"),
  AKP("AKP");

  private final String label;

  NewKeyType(String label) {
    this.label = label;
  }

  @Override
  public String toString() {
    return label;
  }
}
