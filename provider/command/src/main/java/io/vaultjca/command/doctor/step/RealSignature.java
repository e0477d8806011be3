package io.vaultjca.command.doctor.step;

import io.vaultjca.command.doctor.exam.Facts;
import io.vaultjca.command.doctor.exam.Finding;
import io.vaultjca.command.doctor.exam.Step.Look;
import io.vaultjca.handle.PrivateHandle;
import io.vaultjca.keystore.entry.Entry;
import io.vaultjca.provider.AzureKeyVaultProvider;
import java.security.GeneralSecurityException;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Security;
import java.security.Signature;
import java.security.interfaces.ECKey;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;

/**
 * Signs random bytes with the key of the alias, and verifies with another provider. Without an
 * alias it signs nothing, because each use of a key is in an audit log.
 */
public final class RealSignature implements Look {
  private static final int TIMES = 5;
  private static final int LENGTH = 64;

  @Override
  public Finding at(Facts facts) throws GeneralSecurityException {
    if (facts.get(Call.class).alias().isEmpty()) {
      return Finding.skipped(
          "Not tried: with an alias, its key signs random bytes (doctor ALIAS).");
    }
    Optional<Entry.Present> entry = Entries.found(facts).stream().findFirst();
    if (entry.isEmpty()) {
      return Finding.skipped("Not checked: it needs the entry.");
    }
    if (!(entry.get().key() instanceof PrivateHandle key)) {
      return Finding.skipped("Not tried: %s is a symmetric key.".formatted(entry.get().alias()));
    }
    PublicKey certified =
        entry.get() instanceof Entry.Certified certificate
            ? certificate.certificate().getPublicKey()
            : key.publicKey().plain();
    return sign(key, certified);
  }

  /** Signs a few times, and verifies each signature with the given public key. */
  static Finding sign(PrivateHandle key, PublicKey certified) throws GeneralSecurityException {
    String algorithm = algorithm(key);
    Signature signer = Signature.getInstance(algorithm, new AzureKeyVaultProvider());
    SecureRandom random = new SecureRandom();
    Optional<Signature> verifier = verifier(algorithm, certified);
    long[] times = new long[TIMES];
    for (int i = 0; i < TIMES; i++) {
      byte[] message = new byte[LENGTH];
      random.nextBytes(message);
      signer.initSign(key);
      signer.update(message);
      long begun = System.nanoTime();
      byte[] signature = signer.sign();
      times[i] = System.nanoTime() - begun;
      if (verifier.isPresent() && !verifies(verifier.get(), certified, message, signature)) {
        return Finding.failed(
            "The vault's %s signature with the key %s does not verify with the public key of its certificate (provider %s)."
                .formatted(algorithm, key, verifier.get().getProvider().getName()));
      }
    }
    return Finding.ok(
        "%s signs with %s, verified by %s: the first in %s ms, the median of %s in %s ms."
            .formatted(
                key,
                algorithm,
                verifier
                    .map(used -> "the provider " + used.getProvider().getName())
                    .orElse(
                        "AzureKeyVault itself, because no other provider here supports such keys"),
                milliseconds(times[0]),
                TIMES,
                milliseconds(LongStream.of(times).sorted().toArray()[TIMES / 2])));
  }

  private static String algorithm(PrivateHandle key) {
    if (key instanceof ECKey ec) {
      int bits = ec.getParams().getOrder().bitLength();
      return "SHA%swithECDSA".formatted(bits > 384 ? 512 : bits > 256 ? 384 : 256);
    }
    return key.getAlgorithm().equals("RSA") ? "SHA256withRSA" : "ML-DSA";
  }

  /** A signature object of another provider that accepts the key, if this JVM has one. */
  private static Optional<Signature> verifier(String algorithm, PublicKey key) {
    List<Provider> others =
        List.of(Security.getProviders()).stream()
            .filter(provider -> !provider.getName().equals(AzureKeyVaultProvider.NAME))
            .toList();
    for (Provider provider : others) {
      try {
        Signature signature = Signature.getInstance(algorithm, provider);
        signature.initVerify(key);
        return Optional.of(signature);
      } catch (NoSuchAlgorithmException | java.security.InvalidKeyException e) {
        // The next provider may accept it.
      }
    }
    return Optional.empty();
  }

  private static boolean verifies(
      Signature verifier, PublicKey key, byte[] message, byte[] signature)
      throws GeneralSecurityException {
    verifier.initVerify(key);
    verifier.update(message);
    return verifier.verify(signature);
  }

  private static long milliseconds(long nanoseconds) {
    return Math.max(1, nanoseconds / 1_000_000);
  }
}
