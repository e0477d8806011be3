package io.vaultjca.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vaultjca.embedded.junit.EmbeddedVault;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The JUnit extension: what is injected, what is shared, what is closed. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class EmbeddedVaultExtensionTest {
  private static final List<VaultServer> SEEN = new ArrayList<>();
  private static final List<Path> FILES = new ArrayList<>();

  @EmbeddedVault private VaultServer field;
  @EmbeddedVault private Path file;

  @Test
  @Order(1)
  void injectsOneVaultIntoFieldsAndParametersOfATest(
      @EmbeddedVault VaultServer parameter, @EmbeddedVault Path sameFile) throws Exception {
    assertThat(parameter).isSameAs(field);
    assertThat(sameFile).isEqualTo(file);
    assertThat(Files.readString(file)).contains("azure.keyvault.uri=" + field.uri());
    SEEN.add(field);
    FILES.add(file);
  }

  @Test
  @Order(2)
  void closesAVaultAfterItsTest() {
    assertThat(field).isNotSameAs(SEEN.get(0));
    assertThat(FILES.get(0)).doesNotExist();
    assertThat(SEEN.get(0).caCertificate()).doesNotExist();
    InetSocketAddress address =
        new InetSocketAddress(InetAddress.getLoopbackAddress(), SEEN.get(0).uri().getPort());
    assertThatThrownBy(
            () -> {
              try (Socket socket = new Socket()) {
                socket.connect(address, 1000);
              }
            })
        .isInstanceOf(ConnectException.class);
  }

  @Test
  @Order(3)
  void startsAManagedHsmBesideAVault(@EmbeddedVault(managedHsm = true) VaultServer hsm)
      throws Exception {
    assertThat(hsm).isNotSameAs(field);
    assertThat(new VaultClient(hsm, null).get("/keys").header("WWW-Authenticate"))
        .contains("managedhsm");
  }

  @Nested
  @TestMethodOrder(MethodOrderer.OrderAnnotation.class)
  class WithAStaticField {
    @EmbeddedVault(seed = "{\"secrets\":[{\"name\":\"s\",\"value\":\"v\"}]}")
    private static VaultServer shared;

    @Test
    @Order(1)
    void sharesOneVaultAmongAllTests(@EmbeddedVault VaultServer parameter) throws Exception {
      assertThat(parameter).isSameAs(shared);
      assertThat(new VaultClient(shared, shared.accessToken()).get("/secrets/s").status())
          .isEqualTo(200);
      SEEN.add(shared);
    }

    @Test
    @Order(2)
    void keepsTheVaultForTheNextTest() {
      assertThat(shared).isSameAs(SEEN.get(SEEN.size() - 1));
    }
  }

  /** The fields of the outer class, without a seed, are handled first. */
  @Nested
  class WithSeedsBesideEachOther {
    private static final String FIRST = "{\"secrets\":[{\"name\":\"first\",\"value\":\"v\"}]}";
    private static final String SECOND = "{\"secrets\":[{\"name\":\"second\",\"value\":\"v\"}]}";
    private static final String THIRD = "{\"secrets\":[{\"name\":\"third\",\"value\":\"v\"}]}";

    @EmbeddedVault(seed = FIRST)
    private VaultServer server;

    @EmbeddedVault(seed = SECOND)
    private Path properties;

    @Test
    void plantsTheSeedsOfAllFieldsAndParameters(
        @EmbeddedVault(seed = THIRD) VaultServer parameter, @EmbeddedVault(seed = FIRST) Path again)
        throws Exception {
      assertThat(parameter).isSameAs(server).isSameAs(field);
      assertThat(again).isEqualTo(properties).isEqualTo(file);
      VaultClient client = new VaultClient(server, server.accessToken());
      for (String name : List.of("first", "second", "third")) {
        // A seed that is planted twice would create a second version.
        assertThat(client.get("/secrets/" + name + "/versions").body().get("value")).hasSize(1);
      }
    }
  }

  @Nested
  class WithASeedOfAParameterBesideAStaticField {
    private static final String SEED = "{\"secrets\":[{\"name\":\"s\",\"value\":\"v\"}]}";

    @EmbeddedVault private static VaultServer shared;

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void plantsTheSeedOnceForAllTests(int test, @EmbeddedVault(seed = SEED) VaultServer parameter)
        throws Exception {
      assertThat(parameter).isSameAs(shared);
      assertThat(
              new VaultClient(shared, shared.accessToken())
                  .get("/secrets/s/versions")
                  .body()
                  .get("value"))
          .as("test %d", test)
          .hasSize(1);
    }
  }
}
