package io.vaultjca.management;

import com.azure.core.util.polling.LongRunningOperationStatus;
import com.azure.core.util.polling.PollResponse;
import com.azure.core.util.polling.SyncPoller;
import com.azure.security.keyvault.certificates.models.CertificateContentType;
import com.azure.security.keyvault.certificates.models.CertificateKeyCurveName;
import com.azure.security.keyvault.certificates.models.CertificateKeyType;
import com.azure.security.keyvault.certificates.models.CertificateOperation;
import com.azure.security.keyvault.certificates.models.CertificatePolicy;
import com.azure.security.keyvault.certificates.models.ImportCertificateOptions;
import com.azure.security.keyvault.certificates.models.KeyVaultCertificateWithPolicy;
import com.azure.security.keyvault.keys.models.ImportKeyOptions;
import com.azure.security.keyvault.keys.models.JsonWebKey;
import com.azure.security.keyvault.keys.models.KeyOperation;
import io.vaultjca.Setting;
import io.vaultjca.VaultException;
import io.vaultjca.config.VaultType;
import io.vaultjca.exchange.Operation;
import io.vaultjca.text.OneLine;
import io.vaultjca.vault.CertificateBundle;
import io.vaultjca.vault.KeyBundle;
import io.vaultjca.vault.Vault;
import java.security.PublicKey;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.crypto.spec.SecretKeySpec;

/**
 * Changes a vault. The change is complete when a method returns.
 *
 * <p>A request that creates a key or a certificate is repeated only if the last try certainly had
 * no effect (429, no connection). If an answer is lost, the exception says that the object may have
 * been created.
 *
 * <p>Safe for use by several threads.
 */
public final class VaultManagement {
  private static final String SELF = "Self";
  private static final Duration POLL_INTERVAL = Duration.ofMillis(500);
  private static final List<KeyOperation> SYMMETRIC_OPERATIONS =
      List.of(
          KeyOperation.ENCRYPT,
          KeyOperation.DECRYPT,
          KeyOperation.WRAP_KEY,
          KeyOperation.UNWRAP_KEY);

  private static final int BAD_REQUEST = 400;
  private static final String NEEDS_PREMIUM =
      """
      Only vaults of the Premium tier take symmetric keys (preview). If this one is of the Standard \
      tier, use a Premium vault or a Managed HSM and set its address with %s."""
          .formatted(Setting.URI.key());

  private final Vault vault;

  /** Manages a vault; sends nothing. */
  public VaultManagement(Vault vault) {
    this.vault = vault;
  }

  /**
   * Imports a certificate with its private key, which becomes non-exportable.
   *
   * @param pem the key (PKCS#8) and the chain, leaf first, as PEM blocks; the caller clears them
   */
  public void importCertificate(String name, byte[] pem) throws VaultException {
    CertificatePolicy policy =
        new CertificatePolicy(ChainMerge.ISSUED_ELSEWHERE, "CN=" + name)
            .setExportable(false)
            .setContentType(CertificateContentType.PEM);
    SdkSession sdk = new SdkSession(vault);
    sdk.run(
        once("Importing the certificate " + name, "certificate " + name),
        () ->
            sdk.certificates()
                .importCertificate(new ImportCertificateOptions(name, pem).setPolicy(policy)));
  }

  /** Imports a symmetric key, whose bytes the caller clears. */
  public void importSecretKey(String name, byte[] key) throws VaultException {
    SdkSession sdk = new SdkSession(vault);
    try {
      sdk.run(
          once("Importing the key " + name, "key " + name),
          () -> {
            JsonWebKey jwk =
                JsonWebKey.fromAes(new SecretKeySpec(key, "AES"), SYMMETRIC_OPERATIONS);
            try {
              return sdk.keys()
                  .importKey(new ImportKeyOptions(name, jwk).setHardwareProtected(true));
            } finally {
              jwk.clearMemory();
            }
          });
    } catch (VaultException e) {
      throw withTier(e);
    }
  }

  /** Adds advice: a vault that refuses a symmetric key does not say which vaults take one. */
  private VaultException withTier(VaultException refused) {
    if (vault.config().type() != VaultType.VAULT || refused.status() != BAD_REQUEST) {
      return refused;
    }
    return new VaultException(
        refused.reason(),
        refused.status(),
        refused.code().orElse(null),
        refused.getMessage() + " " + NEEDS_PREMIUM,
        refused.getCause());
  }

  /** Creates a key. One request. */
  public KeyBundle createKey(NewKey key) throws VaultException {
    Operation operation = once("Creating the key " + key.name(), "key " + key.name());
    try {
      return vault.createKey(operation, key.name(), KeyCreation.json(key));
    } catch (VaultException e) {
      throw key.shape() instanceof NewKey.Shape.Symmetric ? withTier(e) : e;
    }
  }

  /**
   * Gives a certificate's key a new chain: opens a certificate operation with the issuer Unknown
   * that reuses the key, checks that it is for the given key, and merges the chain.
   *
   * <p>The policy stays as far as the specification covers it, which lacks basic constraints. The
   * issuer, the subject and the reuse of the key change, and instead of a renewal the service
   * notifies its contacts. After a failure the operation is cancelled and the former policy
   * restored, even if the thread is interrupted; the message says whether that succeeded.
   *
   * @param subject the subject of the new certificate as in RFC 2253
   * @param chain the chain in DER, leaf first
   */
  public void mergeChain(String name, String subject, PublicKey publicKey, List<byte[]> chain)
      throws VaultException {
    new ChainMerge(vault, name, subject, publicKey, chain).run();
  }

  /**
   * Creates an RSA or EC key and a self-signed certificate for it. The key is always new, even if
   * there is a certificate with this name, and not exportable.
   *
   * @param subject the subject as in RFC 2253
   */
  public CertificateBundle createCertificate(String name, String subject, NewKey.Shape shape)
      throws VaultException {
    CertificatePolicy policy =
        new CertificatePolicy(SELF, subject).setExportable(false).setKeyReusable(false);
    if (shape instanceof NewKey.Shape.Rsa rsa) {
      policy.setKeyType(CertificateKeyType.RSA).setKeySize(rsa.bits());
    } else if (shape instanceof NewKey.Shape.Ec ec) {
      policy
          .setKeyType(CertificateKeyType.EC)
          .setKeyCurveName(CertificateKeyCurveName.fromString(ec.curve()));
    } else {
      throw new IllegalArgumentException("A certificate needs an RSA or EC key: " + shape);
    }
    String what = "Creating the certificate " + name;
    SdkSession sdk = new SdkSession(vault);
    SyncPoller<CertificateOperation, KeyVaultCertificateWithPolicy> creation =
        sdk.run(
            once(what, "certificate " + name),
            () -> sdk.certificates().beginCreateCertificate(name, policy));
    Operation waiting = operation(what);
    PollResponse<CertificateOperation> state = sdk.run(waiting, creation::poll);
    while (!state.getStatus().isComplete()) {
      waitFor(waiting, name);
      state = sdk.run(waiting, creation::poll);
    }
    if (!state.getStatus().equals(LongRunningOperationStatus.SUCCESSFULLY_COMPLETED)) {
      throw VaultException.unusable(
          "%s failed: the service ended it as %s (%s)"
              .formatted(
                  waiting.description(),
                  OneLine.of(String.valueOf(state.getStatus())),
                  OneLine.of(String.valueOf(state.getValue().getStatusDetails()))),
          null);
    }
    return vault.getCertificate(name, "");
  }

  /** Waits before the next look at a certificate that the service is creating. */
  static void waitFor(Operation waiting, String name) throws VaultException {
    if (waiting.deadline().remaining().compareTo(POLL_INTERVAL) < 0) {
      throw VaultException.unusable(
          """
          The service is still working on the certificate %s after %s s: look at its pending \
          operation, or raise %s"""
              .formatted(
                  name, waiting.deadline().timeout().toSeconds(), Setting.OPERATION_TIMEOUT.key()),
          null);
    }
    try {
      TimeUnit.MILLISECONDS.sleep(POLL_INTERVAL.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw VaultException.unusable("Waiting for the certificate " + name + " was interrupted", e);
    }
  }

  /**
   * Deletes a certificate with its key and secret, which the service keeps recoverable. Does
   * nothing if it does not exist.
   */
  public void deleteCertificate(String name) throws VaultException {
    delete("Deleting the certificate " + name, "certificates/" + name);
  }

  /** Deletes a key, which the service keeps recoverable. Does nothing if it does not exist. */
  public void deleteKey(String name) throws VaultException {
    delete("Deleting the key " + name, "keys/" + name);
  }

  /** Accepts that the object does not exist: the answer to an earlier try may have been lost. */
  private void delete(String what, String path) throws VaultException {
    try {
      vault.requests().send(operation(what), "DELETE", path, null);
    } catch (VaultException e) {
      if (e.reason() != VaultException.Reason.NOT_FOUND || e.code().isEmpty()) {
        throw e;
      }
    }
  }

  private Operation operation(String what) {
    return Operation.of(vault.config().operationTimeout(), "%s in %s", what, vault.config().uri());
  }

  /** An operation that must not be repeated. */
  private Operation once(String what, String object) {
    return Operation.once(
        vault.config().operationTimeout(),
        (" It is not known whether it was created: check whether the %s has a new version before"
                + " you try again, which would create another one.")
            .formatted(object),
        "%s in %s",
        what,
        vault.config().uri());
  }
}
