package io.vaultjca.embedded.store;

import io.vaultjca.embedded.crypto.KeyMaterial;
import java.util.Map;

/**
 * The state of a certificate that does not belong to a version.
 *
 * @param pending the last operation; null if there was none or it was deleted
 */
public record CertificateState(CertificatePolicy policy, Pending pending) {

  /**
   * An operation that creates a version.
   *
   * @param csr DER
   * @param policy the policy when the operation began
   * @param failure the reason if it failed, otherwise null
   * @param readyAt milliseconds since the epoch: when the vault completes it
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

    /** Returns the failed operation. */
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

  /** The error of a failed operation, as clients see it. */
  public record Failure(String code, String message) {}

  /** The status of an operation. */
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
