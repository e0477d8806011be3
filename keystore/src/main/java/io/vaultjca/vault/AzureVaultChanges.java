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
import com.azure.security.keyvault.certificates.models.MergeCertificateOptions;
import com.azure.security.keyvault.keys.KeyClient;
import com.azure.security.keyvault.keys.models.ImportKeyOptions;
import com.azure.security.keyvault.keys.models.JsonWebKey;
import com.azure.security.keyvault.keys.models.KeyOperation;
import java.io.IOException;
import java.security.PublicKey;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;

/** Changes a vault by the Azure SDK. */
final class AzureVaultChanges implements VaultChanges {
  private static final String ISSUED_ELSEWHERE = "Unknown";
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
        new CertificatePolicy(ISSUED_ELSEWHERE, "CN=" + name)
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
    String what = "Merging a certificate chain into " + name;
    CertificatePolicy current =
        run(what, () -> certificates.get().getCertificate(name).getPolicy());
    SyncPoller<CertificateOperation, KeyVaultCertificateWithPolicy> request =
        run(what, () -> begin(name, reissue(current, subject)));
    try {
      byte[] csr = run(what, () -> pending(request)).getCsr();
      if (!certifies(csr, publicKey)) {
        throw VaultException.unusable(
            what
                + " in "
                + config.uri()
                + " failed: its leaf is for another key than the one that the vault would certify."
                + " The request was taken back; nothing has changed. Give the chain that was"
                + " issued for the certificate request of "
                + name,
            null);
      }
      run(
          what,
          () -> certificates.get().mergeCertificate(new MergeCertificateOptions(name, chain)));
    } catch (VaultException e) {
      takeBack(name, what, e);
      throw e;
    }
  }

  /** The current policy, but for a certificate that somebody else issues for the same key. */
  private static CertificatePolicy reissue(CertificatePolicy current, String subject) {
    CertificatePolicy policy =
        new CertificatePolicy(ISSUED_ELSEWHERE, subject)
            .setKeyType(current.getKeyType())
            .setExportable(current.isExportable())
            .setContentType(current.getContentType())
            .setKeyReusable(true);
    if (current.getKeyCurveName() != null) {
      policy.setKeyCurveName(current.getKeyCurveName());
    } else {
      policy.setKeySize(current.getKeySize());
    }
    return policy;
  }

  private static boolean certifies(byte[] csr, PublicKey publicKey) throws VaultException {
    try {
      return Arrays.equals(
          new PKCS10CertificationRequest(csr).getSubjectPublicKeyInfo().getEncoded(),
          publicKey.getEncoded());
    } catch (IOException e) {
      throw VaultException.unusable("The service's certificate request cannot be read", e);
    }
  }

  /** A request that stays open would block the name. */
  private void takeBack(String name, String what, VaultException reason) {
    try {
      run(what, () -> certificates.get().cancelCertificateOperation(name));
      run(what, () -> certificates.get().deleteCertificateOperation(name));
    } catch (VaultException e) {
      reason.addSuppressed(e);
    }
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
        runOnce(what, ofCertificate(name), () -> begin(name, policy));
    return run(
        what,
        () -> {
          PollResponse<CertificateOperation> state = creation.poll();
          while (!state.getStatus().isComplete()) {
            waitFor(name);
            state = creation.poll();
          }
          if (!state.getStatus().equals(LongRunningOperationStatus.SUCCESSFULLY_COMPLETED)) {
            throw VaultException.unusable(
                what
                    + " in "
                    + config.uri()
                    + " failed: the service ended it as "
                    + state.getStatus()
                    + " ("
                    + state.getValue().getStatusDetails()
                    + ")",
                null);
          }
          return AzureVault.certificateBundle(
              config, name, "", certificates.get().getCertificate(name));
        });
  }

  private SyncPoller<CertificateOperation, KeyVaultCertificateWithPolicy> begin(
      String name, CertificatePolicy policy) throws VaultException {
    return certificates.get().beginCreateCertificate(name, policy);
  }

  /** The operation once it has its certificate request. */
  private CertificateOperation pending(
      SyncPoller<CertificateOperation, KeyVaultCertificateWithPolicy> request)
      throws VaultException {
    CertificateOperation operation = request.poll().getValue();
    while (operation.getCsr() == null) {
      waitFor(operation.getName());
      operation = request.poll().getValue();
    }
    return operation;
  }

  private void waitFor(String name) throws VaultException {
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
    run("Deleting the certificate " + name, () -> certificates.get().beginDeleteCertificate(name));
  }

  @Override
  public void deleteKey(String name) throws VaultException {
    run("Deleting the key " + name, () -> keys.get().beginDeleteKey(name));
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
