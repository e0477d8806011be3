package io.vaultjca.provider.jvm;

import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.security.Key;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.security.Security;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds another provider for a key that is not in a vault.
 *
 * <p>A program that sets parameters before it initialises, as JSSE does, is bound to the first
 * provider that offers the algorithm, whatever key comes afterwards. So that standing first does
 * not break it, such a key goes on to the next provider.
 */
public final class OtherProviders {
  private final String self;

  /** Creates the search, which leaves out the provider of this name. */
  public OtherProviders(String self) {
    this.self = self;
  }

  /** A service of another provider: the entries by one of which a provider offers it. */
  public static final class Wanted {
    private static final String RAW_RSA = "NONEwithRSA";

    private final List<Entry> entries;

    private Wanted(List<Entry> entries) {
      this.entries = entries;
    }

    /** What a provider registers. */
    private record Entry(String type, String name) {}

    /** A signature. */
    public static Wanted signature(String algorithm) {
      List<Entry> entries = new ArrayList<>();
      entries.add(new Entry("Signature", algorithm));
      if (algorithm.equalsIgnoreCase(RAW_RSA)) {
        // Where there is no such signature, java.security.Signature makes one of a cipher.
        entries.addAll(cipher("RSA/ECB/PKCS1Padding").entries);
      }
      return new Wanted(entries);
    }

    /**
     * A cipher, which a provider may offer whole or in part (see {@code CipherSpi}).
     *
     * @param transformation its name: an algorithm, or {@code algorithm/mode/padding}
     */
    public static Wanted cipher(String transformation) {
      List<Entry> entries = new ArrayList<>();
      entries.add(new Entry("Cipher", transformation));
      String[] parts = transformation.split("/", 3);
      if (parts.length == 3) {
        entries.add(new Entry("Cipher", parts[0]));
        entries.add(new Entry("Cipher", parts[0] + "/" + parts[1]));
        entries.add(new Entry("Cipher", parts[0] + "//" + parts[2]));
      }
      return new Wanted(entries);
    }

    boolean isOfferedBy(Provider provider) {
      for (Entry entry : entries) {
        if (provider.getService(entry.type(), entry.name()) != null) {
          return true;
        }
      }
      return false;
    }
  }

  /** What is tried with each provider. */
  @FunctionalInterface
  public interface Attempt<T> {
    /** Gets an instance of a provider that offers the algorithm, and initialises it. */
    T with(Provider provider) throws GeneralSecurityException;
  }

  /**
   * The first of the other providers that takes a key.
   *
   * @param key the key; a null is refused
   * @throws InvalidKeyException if no provider takes the key
   * @throws InvalidAlgorithmParameterException if the parameters were what the first one refused
   */
  public <T> T initialised(String algorithm, Wanted service, Key key, Attempt<T> attempt)
      throws InvalidKeyException, InvalidAlgorithmParameterException {
    if (key == null) {
      throw new InvalidKeyException(algorithm + " needs a key; it was initialised with null");
    }
    Exception refusal = null;
    for (Provider provider : Security.getProviders()) {
      // Asking first is cheaper than an exception of each provider that has no such service.
      if (provider.getName().equals(self) || !service.isOfferedBy(provider)) {
        continue;
      }
      try {
        return attempt.with(provider);
      } catch (NoSuchAlgorithmException e) {
        // This one has the algorithm, but not in this mode or with this padding.
      } catch (GeneralSecurityException | RuntimeException e) {
        refusal = refusal == null ? e : refusal;
      }
    }
    if (refusal instanceof InvalidAlgorithmParameterException parameters) {
      throw parameters;
    }
    throw new InvalidKeyException(
        "The key (%s, algorithm %s) is not a key in a vault, and no other provider takes it for %s%s"
            .formatted(
                key.getClass().getName(),
                key.getAlgorithm(),
                algorithm,
                refusal == null ? "" : ": " + refusal.getMessage()),
        refusal);
  }
}
