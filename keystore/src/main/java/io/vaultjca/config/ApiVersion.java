package io.vaultjca.config;

import io.vaultjca.Setting;
import java.net.URI;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The versions of the service's REST interface, each of which adds to the ones before it ({@code
 * Azure/azure-rest-api-specs}, {@code specification/keyvault/data-plane}). Not every cloud supports
 * all of them.
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

  private static final String PARAMETER = "api-version=";

  private final String serviceName;

  ApiVersion(String serviceName) {
    this.serviceName = serviceName;
  }

  /** The version with this name; empty if it is unknown. */
  static Optional<ApiVersion> of(String serviceName) {
    return Arrays.stream(values())
        .filter(version -> version.serviceName.equals(serviceName))
        .findFirst();
  }

  static String names() {
    return Arrays.stream(values()).map(ApiVersion::serviceName).collect(Collectors.joining(", "));
  }

  /** The service's name of it, such as {@code 2025-07-01}. */
  public String serviceName() {
    return serviceName;
  }

  public boolean isAtLeast(ApiVersion other) {
    return compareTo(other) >= 0;
  }

  /** A sentence that says what to set for ML-DSA; empty if this version supports it. */
  public Optional<String> whyNoMlDsa() {
    return isAtLeast(V2026_05_01_PREVIEW)
        ? Optional.empty()
        : Optional.of(
            "ML-DSA needs a preview of the service's interface: set %s=%s; it is %s"
                .formatted(
                    Setting.API_VERSION.key(), V2026_07_01_PREVIEW.serviceName, serviceName));
  }

  /** The query of a request that names this version. */
  public String query() {
    return PARAMETER + serviceName;
  }

  /** The same address with this version in place of the one that it names. */
  public URI in(URI address) {
    return URI.create(address.toString().replaceFirst("(?<=[?&])" + PARAMETER + "[^&]*", query()));
  }
}
