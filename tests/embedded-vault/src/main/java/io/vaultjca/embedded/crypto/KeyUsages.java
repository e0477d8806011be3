package io.vaultjca.embedded.crypto;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.bouncycastle.asn1.x509.KeyUsage;

/** The key usages of RFC 5280, section 4.2.1.3, by the service's names. */
public final class KeyUsages {
  /** In the order of their bits, in which the service lists them. */
  private static final List<Map.Entry<String, Integer>> BITS =
      List.of(
          Map.entry("digitalSignature", KeyUsage.digitalSignature),
          Map.entry("nonRepudiation", KeyUsage.nonRepudiation),
          Map.entry("keyEncipherment", KeyUsage.keyEncipherment),
          Map.entry("dataEncipherment", KeyUsage.dataEncipherment),
          Map.entry("keyAgreement", KeyUsage.keyAgreement),
          Map.entry("keyCertSign", KeyUsage.keyCertSign),
          Map.entry("cRLSign", KeyUsage.cRLSign),
          Map.entry("encipherOnly", KeyUsage.encipherOnly),
          Map.entry("decipherOnly", KeyUsage.decipherOnly));

  private KeyUsages() {}

  /** Returns whether a usage has this name. */
  public static boolean isKnown(String name) {
    return BITS.stream().anyMatch(usage -> usage.getKey().equals(name));
  }

  /** Sorts usages by their bits and removes duplicates. */
  public static List<String> ordered(Collection<String> names) {
    return BITS.stream().map(Map.Entry::getKey).filter(names::contains).toList();
  }

  static KeyUsage extension(Collection<String> names) {
    return new KeyUsage(
        BITS.stream()
            .filter(usage -> names.contains(usage.getKey()))
            .mapToInt(Map.Entry::getValue)
            .reduce(0, (a, b) -> a | b));
  }

  static List<String> names(KeyUsage extension) {
    return BITS.stream()
        .filter(usage -> extension.hasUsages(usage.getValue()))
        .map(Map.Entry::getKey)
        .toList();
  }
}
