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
import io.vaultjca.key.KeyId;
import io.vaultjca.text.OneLine;
import io.vaultjca.vault.CertificateBundle;
import io.vaultjca.vault.KeyBundle;
import io.vaultjca.vault.Vault;
import java.security.PublicKey;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import javax.crypto.spec.SecretKeySpec;

/**
 * What changes a vault, by the Azure SDK. Each method is done when it returns, or throws. A request
 * that makes a key or a certificate is repeated only where the last try surely had no effect (429,
 * no connection): after a lost answer the exception says that it may have been made.
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
      " A vault takes symmetric keys in the Premium tier alone (preview): if this one is of the"
          + " Standard tier, take a Premium one or a Managed HSM, whose address is set by %s."
              .formatted(Setting.URI.key());

  private final Vault vault;

  /** Creates the changes of a vault; sends nothing. */
  public VaultManagement(Vault vault) {
    this.vault = vault;
  }

  /**
   * Imports a certificate with its private key, which becomes non-exportable: the key (PKCS#8) and
   * the chain, leaf first, as PEM blocks, which the caller clears.
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

  /** Imports a symmetric key, which the caller clears. */
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

  /** A vault's refusal of a symmetric key does not say which ones take them. */
  private VaultException withTier(VaultException refused) {
    if (vault.config().type() != VaultType.VAULT || refused.status() != BAD_REQUEST) {
      return refused;
    }
    return new VaultException(
        refused.reason(),
        refused.status(),
        refused.code().orElse(null),
        refused.getMessage() + NEEDS_PREMIUM,
        refused.getCause());
  }

  public KeyBundle createKey(NewKey key) throws VaultException {
    Operation operation = once("Creating the key " + key.name(), "key " + key.name());
    if (key.shape() instanceof NewKey.Shape.Akp akp) {
      return vault.createKey(operation, key.name(), AkpCreation.json(key, akp.algorithm()));
    }
    SdkSession sdk = new SdkSession(vault);
    KeyId asked = new KeyId(vault.config().uri(), key.name(), "");
    try {
      return sdk.run(
          operation,
          () -> KeyCreation.bundle(operation, asked, KeyCreation.create(sdk.keys(), key)));
    } catch (VaultException e) {
      throw key.shape() instanceof NewKey.Shape.Symmetric ? withTier(e) : e;
    }
  }

  /**
   * Gives a certificate's key a new certificate, whose subject is written as in RFC 2253 and whose
   * chain is in DER, leaf first: opens a request with the issuer Unknown that reuses the key,
   * checks that it is for the given key, and merges the chain. The certificate's policy stays as
   * far as the specification has it (which lacks basic constraints), but for the issuer, the
   * subject, the reuse of the key, and a renewal by the service, in whose place its contacts are
   * told. After a failure the request is taken back and the former policy put back, even if the
   * thread is interrupted; the message says whether that succeeded.
   */
  public void mergeChain(String name, String subject, PublicKey publicKey, List<byte[]> chain)
      throws VaultException {
    new ChainMerge(vault, name, subject, publicKey, chain).run();
  }

  /**
   * Makes an RSA or EC key and a self-signed certificate for it, whose subject is written as in RFC
   * 2253. The key is new, also where there is such a certificate already, and not exportable.
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

  /** Waits until it makes sense to look again at a certificate that is being made. */
  static void waitFor(Operation waiting, String name) throws VaultException {
    if (waiting.deadline().remaining().compareTo(POLL_INTERVAL) < 0) {
      throw VaultException.unusable(
          ("The service is still working on the certificate %s after %s s; see its pending operation,"
                  + " or raise %s")
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
   * Deletes a certificate with its key and secret; the service keeps them recoverable. One that is
   * not there any more is deleted.
   */
  public void deleteCertificate(String name) throws VaultException {
    SdkSession sdk = new SdkSession(vault);
    Operation operation = operation("Deleting the certificate " + name);
    delete(sdk, operation, () -> sdk.certificates().beginDeleteCertificate(name));
  }

  /** Deletes a key; the service keeps it recoverable. One that is not there any more is deleted. */
  public void deleteKey(String name) throws VaultException {
    SdkSession sdk = new SdkSession(vault);
    delete(sdk, operation("Deleting the key " + name), () -> sdk.keys().beginDeleteKey(name));
  }

  /** What is gone already, be it by a deletion whose answer was lost, is deleted. */
  private static void delete(SdkSession sdk, Operation operation, Callable<?> call)
      throws VaultException {
    try {
      sdk.run(operation, call);
    } catch (VaultException e) {
      if (e.reason() != VaultException.Reason.NOT_FOUND || e.code().isEmpty()) {
        throw e;
      }
    }
  }

  private Operation operation(String what) {
    return Operation.of(vault.config().operationTimeout(), "%s in %s", what, vault.config().uri());
  }

  /** For what must not be done twice. */
  private Operation once(String what, String object) {
    return Operation.once(
        vault.config().operationTimeout(),
        (" Whether it was made all the same is not known: see whether the %s has a new version before"
                + " you try again, which would make another one.")
            .formatted(object),
        "%s in %s",
        what,
        vault.config().uri());
  }
}
