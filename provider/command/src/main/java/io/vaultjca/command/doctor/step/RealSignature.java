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
 * Real signatures over random bytes by the key of the alias, verified by another provider. A key
 * that nobody names signs nothing: its use is in somebody's audit log.
 */
public final class RealSignature implements Look {
  private static final int TIMES = 5;
  private static final int LENGTH = 64;

  @Override
  public Finding at(Facts facts) throws GeneralSecurityException {
    if (facts.get(Call.class).alias().isEmpty()) {
      return Finding.skipped(
          "Not tried: name an alias, and its key signs random bytes (doctor ALIAS).");
    }
    Optional<Entry.Present> entry = Entries.found(facts).stream().findFirst();
    if (entry.isEmpty()) {
      return Finding.skipped("Not looked at: it needs the entry.");
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

  /** Signs a few times, and verifies each with the public key that is given. */
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
            ("The vault's %s signature by the key %s does not verify with the public key of its"
                    + " certificate, by the provider %s.")
                .formatted(algorithm, key, verifier.get().getProvider().getName()));
      }
    }
    return Finding.ok(
        "%s signs by %s, verified by %s: the first in %s ms, the median of %s in %s ms."
            .formatted(
                key,
                algorithm,
                verifier
                    .map(used -> "the provider " + used.getProvider().getName())
                    .orElse("AzureKeyVault itself, for no other provider here knows such keys"),
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

  /** Another provider that takes the key; none of this JVM may. */
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
        // The next one may.
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
