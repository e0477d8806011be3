package io.vaultjca.embedded.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.vaultjca.embedded.store.Settings;
import io.vaultjca.embedded.store.VaultState;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The permissions of the operations are those of access policies. */
class RoutePermissionsTest {
  /** The permissions in the service's reference of vaults. */
  private static final String KEYS =
      """
      get list update create import delete recover backup restore decrypt encrypt unwrapKey wrapKey \
      verify sign purge release rotate getrotationpolicy setrotationpolicy""";

  private static final String SECRETS = "get list set delete recover backup restore purge";

  private static final String CERTIFICATES =
      """
      get list update create import delete recover backup restore managecontacts manageissuers \
      getissuers listissuers setissuers deleteissuers purge""";

  private static final String STORAGE =
      "get list delete set update regeneratekey getsas listsas deletesas setsas recover backup restore purge";

  @Test
  void coverThePermissionsOfTheService() {
    Settings settings = Settings.standard();
    VaultState state = new VaultState(settings, "https://localhost:1");
    VaultService service =
        new VaultService(
            state, new CertificateIssuing(state), new AccessTokens(settings), new PageSizes());
    Set<String> named =
        service.routes().stream()
            .flatMap(route -> route.permissions().stream())
            .collect(Collectors.toSet());
    assertThat(named)
        .containsExactlyInAnyOrderElementsOf(
            Stream.of(
                    of("keys", KEYS),
                    of("secrets", SECRETS),
                    of("certificates", CERTIFICATES),
                    of("storage", STORAGE))
                .flatMap(permissions -> permissions)
                .toList());
  }

  private static Stream<String> of(String collection, String permissions) {
    return Arrays.stream(permissions.split(" ", -1))
        .map(permission -> collection + "/" + permission);
  }
}
