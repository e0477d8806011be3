package io.vaultjca.provider.remote;

import io.vaultjca.Setting;
import io.vaultjca.config.ApiVersion;
import java.util.Optional;

/** What the service offers by the previews of its interface alone. */
public final class PreviewOnly {
  /** The first version that has keys of the type AKP and their external μ. */
  private static final ApiVersion FIRST = ApiVersion.V2026_05_01_PREVIEW;

  private static final ApiVersion LATEST = ApiVersion.V2026_07_01_PREVIEW;

  private PreviewOnly() {}

  /** What to configure, as a message, unless the version in use has what is wanted. */
  public static Optional<String> missing(ApiVersion used, String wanted) {
    return used.isAtLeast(FIRST)
        ? Optional.empty()
        : Optional.of(
            "%s needs a preview of the service's interface: set %s=%s; it is %s"
                .formatted(
                    wanted, Setting.API_VERSION.key(), LATEST.serviceName(), used.serviceName()));
  }
}
