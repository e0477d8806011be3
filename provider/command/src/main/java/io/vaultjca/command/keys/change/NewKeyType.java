package io.vaultjca.command.keys.change;

/** The types of new keys, in the service's names. */
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
