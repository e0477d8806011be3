package io.vaultjca.config;

import io.vaultjca.Setting;
import java.net.URI;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A version of the service's REST interface, in the order in which the specification adds to it
 * ({@code Azure/azure-rest-api-specs}, {@code specification/keyvault/data-plane}). What is asked
 * for by one version may be unknown to a vault of another cloud.
 */
public enum ApiVersion {
  V7_0("7.0"),
  V7_1("7.1"),
  V7_2("7.2"),
  V7_3("7.3"),
  V7_4("7.4"),
  V7_5("7.5"),
  V7_6("7.6"),
  V2025_06_01_PREVIEW("2025-06-01-preview"),
  V2025_07_01("2025-07-01"),
  V2026_01_01_PREVIEW("2026-01-01-preview"),
  V2026_03_01_PREVIEW("2026-03-01-preview"),
  V2026_04_01("2026-04-01"),
  V2026_05_01_PREVIEW("2026-05-01-preview"),
  V2026_07_01_PREVIEW("2026-07-01-preview");

  /** How a request names its version. */
  private static final String PARAMETER = "api-version=";

  private final String serviceName;

  ApiVersion(String serviceName) {
    this.serviceName = serviceName;
  }

  /** The version that the service calls so, if it is known. */
  static Optional<ApiVersion> of(String serviceName) {
    return Arrays.stream(values())
        .filter(version -> version.serviceName.equals(serviceName))
        .findFirst();
  }

  /** The names of all, as an enumeration in a sentence. */
  static String names() {
    return Arrays.stream(values()).map(ApiVersion::serviceName).collect(Collectors.joining(", "));
  }

  /** What the service calls it, {@code 2025-07-01}. */
  public String serviceName() {
    return serviceName;
  }

  /** Whether it is the other one, or a later one. */
  public boolean isAtLeast(ApiVersion other) {
    return compareTo(other) >= 0;
  }

  /** What to set for ML-DSA, which only previews have, as a sentence; empty if this one has it. */
  public Optional<String> whyNoMlDsa() {
    return isAtLeast(V2026_05_01_PREVIEW)
        ? Optional.empty()
        : Optional.of(
            "ML-DSA needs a preview of the service's interface: set %s=%s; it is %s"
                .formatted(
                    Setting.API_VERSION.key(), V2026_07_01_PREVIEW.serviceName, serviceName));
  }

  /** The query of a request by this version. */
  public String query() {
    return PARAMETER + serviceName;
  }

  /** The address of a request that names a version, by this one. */
  public URI in(URI address) {
    return URI.create(address.toString().replaceFirst("(?<=[?&])" + PARAMETER + "[^&]*", query()));
  }
}
