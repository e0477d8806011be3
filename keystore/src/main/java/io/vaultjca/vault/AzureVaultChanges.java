package io.vaultjca.vault;

import com.azure.core.util.polling.LongRunningOperationStatus;
import com.azure.core.util.polling.PollResponse;
import com.azure.core.util.polling.SyncPoller;
import com.azure.security.keyvault.certificates.CertificateClient;
import com.azure.security.keyvault.certificates.models.CertificateContentType;
import com.azure.security.keyvault.certificates.models.CertificateKeyCurveName;
import com.azure.security.keyvault.certificates.models.CertificateKeyType;
import com.azure.security.keyvault.certificates.models.CertificateOperation;
import com.azure.security.keyvault.certificates.models.CertificatePolicy;
import com.azure.security.keyvault.certificates.models.ImportCertificateOptions;
import com.azure.security.keyvault.certificates.models.KeyVaultCertificateWithPolicy;
import com.azure.security.keyvault.keys.KeyClient;
import com.azure.security.keyvault.keys.models.ImportKeyOptions;
import com.azure.security.keyvault.keys.models.JsonWebKey;
import com.azure.security.keyvault.keys.models.KeyOperation;
import java.security.PublicKey;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import javax.crypto.spec.SecretKeySpec;

/** Changes a vault by the Azure SDK. */
final class AzureVaultChanges implements VaultChanges {
  private static final String SELF = "Self";
  private static final Duration POLL_INTERVAL = Duration.ofMillis(500);
  private static final List<KeyOperation> SYMMETRIC_OPERATIONS =
      List.of(
          KeyOperation.ENCRYPT,
          KeyOperation.DECRYPT,
          KeyOperation.WRAP_KEY,
          KeyOperation.UNWRAP_KEY);

  private final ConnectionConfig config;
  private final Lazy<CertificateClient> certificates;
  private final Lazy<KeyClient> keys;

  AzureVaultChanges(
      ConnectionConfig config, Lazy<CertificateClient> certificates, Lazy<KeyClient> keys) {
    this.config = config;
    this.certificates = certificates;
    this.keys = keys;
  }

  @Override
  public void importCertificate(String name, byte[] pem) throws VaultException {
    CertificatePolicy policy =
        new CertificatePolicy(ChainMerge.ISSUED_ELSEWHERE, "CN=" + name)
            .setExportable(false)
            .setContentType(CertificateContentType.PEM);
    runOnce(
        "Importing the certificate " + name,
        ofCertificate(name),
        () ->
            certificates
                .get()
                .importCertificate(new ImportCertificateOptions(name, pem).setPolicy(policy)));
  }

  @Override
  public void importSecretKey(String name, byte[] key) throws VaultException {
    runOnce(
        "Importing the key " + name,
        ofKey(name),
        () -> {
          JsonWebKey jwk = JsonWebKey.fromAes(new SecretKeySpec(key, "AES"), SYMMETRIC_OPERATIONS);
          try {
            return keys.get().importKey(new ImportKeyOptions(name, jwk).setHardwareProtected(true));
          } finally {
            jwk.clearMemory();
          }
        });
  }

  @Override
  public KeyBundle createKey(NewKey key) throws VaultException {
    return runOnce(
        "Creating the key " + key.name(),
        ofKey(key.name()),
        () -> AzureVault.keyBundle(config, key.name(), "", KeyCreation.create(keys.get(), key)));
  }

  @Override
  public void mergeChain(String name, String subject, PublicKey publicKey, List<byte[]> chain)
      throws VaultException {
    new ChainMerge(config, certificates, name, subject, publicKey, chain).run();
  }

  @Override
  public CertificateBundle createCertificate(String name, String subject, NewKey.Shape shape)
      throws VaultException {
    CertificatePolicy policy =
        new CertificatePolicy(SELF, subject).setExportable(false).setKeyReusable(true);
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
    SyncPoller<CertificateOperation, KeyVaultCertificateWithPolicy> creation =
        runOnce(
            what,
            ofCertificate(name),
            () -> certificates.get().beginCreateCertificate(name, policy));
    return run(
        what,
        () -> {
          PollResponse<CertificateOperation> state = creation.poll();
          while (!state.getStatus().isComplete()) {
            waitFor(name, config);
            state = creation.poll();
          }
          if (!state.getStatus().equals(LongRunningOperationStatus.SUCCESSFULLY_COMPLETED)) {
            throw VaultException.unusable(
                what
                    + " in "
                    + config.uri()
                    + " failed: the service ended it as "
                    + OneLine.of(String.valueOf(state.getStatus()))
                    + " ("
                    + OneLine.of(String.valueOf(state.getValue().getStatusDetails()))
                    + ")",
                null);
          }
          return AzureVault.certificateBundle(
              config, name, "", certificates.get().getCertificate(name));
        });
  }

  /** Waits until it makes sense to look again at a certificate that is being made. */
  static void waitFor(String name, ConnectionConfig config) throws VaultException {
    if (Operation.current().remaining().compareTo(POLL_INTERVAL) < 0) {
      throw VaultException.unusable(
          "The service is still working on the certificate "
              + name
              + " after "
              + config.operationTimeout().toSeconds()
              + " s; see its pending operation, or raise "
              + Setting.OPERATION_TIMEOUT.key(),
          null);
    }
    try {
      TimeUnit.MILLISECONDS.sleep(POLL_INTERVAL.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw VaultException.unusable("Waiting for the certificate " + name + " was interrupted", e);
    }
  }

  @Override
  public void deleteCertificate(String name) throws VaultException {
    delete(
        "Deleting the certificate " + name, () -> certificates.get().beginDeleteCertificate(name));
  }

  @Override
  public void deleteKey(String name) throws VaultException {
    delete("Deleting the key " + name, () -> keys.get().beginDeleteKey(name));
  }

  /** What is gone already, be it by a deletion whose answer was lost, is deleted. */
  private void delete(String what, Callable<?> call) throws VaultException {
    try {
      run(what, call);
    } catch (VaultException e) {
      if (e.reason() != VaultException.Reason.NOT_FOUND || e.code().isEmpty()) {
        throw e;
      }
    }
  }

  private static String ofCertificate(String name) {
    return inDoubt("certificate " + name);
  }

  private static String ofKey(String name) {
    return inDoubt("key " + name);
  }

  private static String inDoubt(String object) {
    return " Whether it was made all the same is not known: see whether the "
        + object
        + " has a new version before you try again, which would make another one.";
  }

  private <T> T run(String what, Callable<T> call) throws VaultException {
    return Operation.run(what + " in " + config.uri(), config, call);
  }

  /** For what must not be done twice. */
  private <T> T runOnce(String what, String inDoubt, Callable<T> call) throws VaultException {
    return Operation.runOnce(what + " in " + config.uri(), inDoubt, config, call);
  }
}
