package io.vaultjca.embedded.crypto;

import java.math.BigInteger;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Supplies the RSA keys for the vaults of this JVM. Every key is new, unless the system property
 * {@value #PROPERTY} limits how many of each kind are generated; then they are reused in turn,
 * because tests spend much of their time on the search for primes.
 *
 * <p>Thread-safe.
 */
final class RsaKeys {
  static final String PROPERTY = "vaultjca.embedded.rsa-keys";

  private static final int MOST = Integer.getInteger(PROPERTY, Integer.MAX_VALUE);
  private static final Map<Kind, Deque<KeyMaterial.Rsa>> MADE = new ConcurrentHashMap<>();

  private record Kind(int bits, BigInteger exponent) {}

  private RsaKeys() {}

  static KeyMaterial.Rsa next(int bits, BigInteger exponent) {
    if (MOST == Integer.MAX_VALUE) {
      return KeyMaterial.makeRsa(bits, exponent);
    }
    Deque<KeyMaterial.Rsa> made =
        MADE.computeIfAbsent(new Kind(bits, exponent), kind -> new ArrayDeque<>());
    synchronized (made) {
      KeyMaterial.Rsa key =
          made.size() < MOST ? KeyMaterial.makeRsa(bits, exponent) : made.removeFirst();
      made.addLast(key);
      return key;
    }
  }
}
