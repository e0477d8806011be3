package io.vaultjca.embedded.store;

import io.vaultjca.embedded.crypto.KeyMaterial;
import java.util.Map;

/**
 * What hangs on a certificate's name besides its versions.
 *
 * @param pending the last operation; null if there never was one or it was deleted
 */
public record CertificateState(CertificatePolicy policy, Pending pending) {

  /**
   * An operation that makes a version.
   *
   * @param csr DER
   * @param policy as it was when the operation began
   * @param failure why it failed; null unless it did
   * @param readyAt milliseconds since the epoch; when the vault itself settles it
   */
  @SuppressWarnings("ArrayRecordComponent") // carried, never compared
  public record Pending(
      String requestId,
      String version,
      byte[] csr,
      KeyMaterial.Pair key,
      CertificatePolicy policy,
      boolean enabled,
      Map<String, String> tags,
      boolean preserveOrder,
      boolean cancellationRequested,
      Status status,
      Failure failure,
      long readyAt) {

    public Pending withTags(Map<String, String> changed) {
      return new Pending(
          requestId,
          version,
          csr,
          key,
          policy,
          enabled,
          changed,
          preserveOrder,
          cancellationRequested,
          status,
          failure,
          readyAt);
    }

    public Pending with(Status changed, boolean cancelled) {
      return with(changed, cancelled, null);
    }

    /** The operation, failed. */
    public Pending failed(Failure why) {
      return with(Status.FAILED, cancellationRequested, why);
    }

    private Pending with(Status changed, boolean cancelled, Failure why) {
      return new Pending(
          requestId,
          version,
          csr,
          key,
          policy,
          enabled,
          tags,
          preserveOrder,
          cancelled,
          changed,
          why,
          readyAt);
    }
  }

  /** The error that clients see of an operation that failed. */
  public record Failure(String code, String message) {}

  /** Where an operation stands. */
  public enum Status {
    IN_PROGRESS("inProgress"),
    COMPLETED("completed"),
    CANCELLED("cancelled"),
    FAILED("failed");

    private final String label;

    Status(String label) {
      this.label = label;
    }

    public String label() {
      return label;
    }
  }

  public CertificateState withPolicy(CertificatePolicy changed) {
    return new CertificateState(changed, pending);
  }

  public CertificateState withPending(Pending changed) {
    return new CertificateState(policy, changed);
  }
}
