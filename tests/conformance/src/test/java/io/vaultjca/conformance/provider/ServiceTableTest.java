package io.vaultjca.conformance.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vaultjca.conformance.fixture.Position;
import io.vaultjca.conformance.fixture.TestVault;
import io.vaultjca.provider.AzureKeyVaultProvider;
import io.vaultjca.provider.table.KeyClasses;
import io.vaultjca.provider.table.Registration;
import io.vaultjca.provider.table.ServiceRow;
import io.vaultjca.provider.table.ServiceTable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.AlgorithmParameters;
import java.security.InvalidParameterException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.Provider;
import java.security.SecureRandom;
import java.security.Security;
import java.security.Signature;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import javax.crypto.Cipher;
import javax.crypto.KeyGenerator;
import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.SecretKeySpec;
import javax.net.ssl.KeyManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;

/** The provider's services, row by row. */
@ResourceLock(TestVault.SHARED)
class ServiceTableTest {
  /** The types for which the JCA asks a provider whether it supports a key. */
  private static final Set<String> ASKED_FOR_THEIR_KEYS = Set.of("Signature", "Cipher", "Mac");

  private final Provider provider = new AzureKeyVaultProvider();

  private static Object instance(String type, String name, Provider of) throws Exception {
    return switch (type) {
      case "KeyStore" -> KeyStore.getInstance(name, of);
      case "KeyManagerFactory" -> KeyManagerFactory.getInstance(name, of);
      case "Signature" -> Signature.getInstance(name, of);
      case "Cipher" -> Cipher.getInstance(name, of);
      case "Mac" -> Mac.getInstance(name, of);
      case "KeyPairGenerator" -> KeyPairGenerator.getInstance(name, of);
      case "KeyGenerator" -> KeyGenerator.getInstance(name, of);
      case "KeyFactory" -> KeyFactory.getInstance(name, of);
      case "SecretKeyFactory" -> SecretKeyFactory.getInstance(name, of);
      case "SecureRandom" -> SecureRandom.getInstance(name, of);
      default -> throw new AssertionError("a type without a test: " + type);
    };
  }

  @Test
  void everyRowIsRegisteredAndCanBeCreatedByEveryName() throws Exception {
    assertThat(provider.getServices()).hasSameSizeAs(ServiceTable.rows());
    for (ServiceRow row : ServiceTable.rows()) {
      assertThat(instance(row.type(), row.name(), provider)).as(row.name()).isNotNull();
      if (!row.type().equals("Cipher")) {
        assertThat(instance(row.type(), row.name().toUpperCase(Locale.ROOT), provider)).isNotNull();
        assertThat(instance(row.type(), row.name().toLowerCase(Locale.ROOT), provider)).isNotNull();
      }
      for (String alias : row.aliases()) {
        assertThat(instance(row.type(), alias, provider)).as(alias).isNotNull();
        assertThat(provider.getService(row.type(), alias).getAlgorithm()).isEqualTo(row.name());
      }
    }
  }

  @Test
  void everyServiceDeclaresWhichKeysItTakes() {
    for (ServiceRow row : ServiceTable.rows()) {
      Provider.Service service = provider.getService(row.type(), row.name());
      assertThat(service.getClassName()).isEqualTo(row.maker().implementation().getName());
      if (ASKED_FOR_THEIR_KEYS.contains(row.type())) {
        assertThat(service.getAttribute("SupportedKeyClasses"))
            .isEqualTo(row.keys().attribute())
            .startsWith("io.vaultjca.handle.");
        assertThat(service.supportsParameter(new SecretKeySpec(new byte[16], "AES")))
            .isEqualTo(
                row.keys() == KeyClasses.SECRET
                    && row.registration() == Registration.UNKNOWN_TO_THE_JDK);
        assertThat(service.supportsParameter(null)).isFalse();
      } else {
        assertThat(row.keys()).isEqualTo(KeyClasses.NONE);
      }
    }
  }

  /** As {@link Provider.Service#supportsParameter} specifies, and the JDK's providers do. */
  @Test
  void supportsParameterRejectsWhatIsNotAKey() {
    Object key = new SecretKeySpec(new byte[16], "AES");
    for (ServiceRow row : ServiceTable.rows()) {
      Provider.Service service = provider.getService(row.type(), row.name());
      assertThatThrownBy(() -> service.supportsParameter("x"))
          .as(row.name())
          .isInstanceOf(InvalidParameterException.class);
      if (!ASKED_FOR_THEIR_KEYS.contains(row.type())) {
        assertThatThrownBy(() -> service.supportsParameter(key))
            .as(row.name())
            .isInstanceOf(InvalidParameterException.class);
      }
    }
  }

  /** For other types the first provider serves the name for the whole JVM. */
  @Test
  void noOtherServiceHasANameThatTheJdkServes() {
    for (ServiceRow row : ServiceTable.rows()) {
      if (!ASKED_FOR_THEIR_KEYS.contains(row.type())
          || row.registration() == Registration.UNKNOWN_TO_THE_JDK) {
        for (Provider jdk : Security.getProviders()) {
          assertThat(jdk.getService(row.type(), row.name()))
              .as(row.type() + " " + row.name())
              .isNull();
        }
      }
    }
  }

  @Test
  void objectIdentifiersAreExactlyThoseOfTheJdk() {
    Set<String> checked = new HashSet<>();
    for (ServiceRow row : ServiceTable.rows()) {
      if (!ASKED_FOR_THEIR_KEYS.contains(row.type())) {
        continue;
      }
      for (Provider jdk : Security.getProviders()) {
        for (String alias : row.aliases()) {
          Provider.Service same = jdk.getService(row.type(), alias);
          if (same != null && !row.name().startsWith("RSA/")) {
            assertThat(same.getAlgorithm()).as(alias).isEqualToIgnoringCase(row.name());
            checked.add(alias);
          }
        }
        jdk.keySet().stream()
            .map(String::valueOf)
            .filter(key -> key.matches("(?i)Alg\\.Alias\\." + row.type() + "\\.(OID\\.)?[\\d.]+"))
            .filter(key -> row.name().equalsIgnoreCase(jdk.getProperty(key)))
            .map(key -> key.replaceFirst("(?i)Alg\\.Alias\\." + row.type() + "\\.", ""))
            .forEach(oid -> assertThat(row.aliases()).as(row.name()).contains(oid));
      }
    }
    assertThat(checked).hasSizeGreaterThan(40);
  }

  @Test
  void firstPositionChangesNoDefaultOfTheJvm() throws Exception {
    List<String> before = defaults();
    Position.FIRST.during(() -> assertThat(defaults()).isEqualTo(before));
    Position.LAST.during(() -> assertThat(defaults()).isEqualTo(before));
  }

  private static List<String> defaults() throws Exception {
    return List.of(
        new SecureRandom().getProvider().getName(),
        SecureRandom.getInstanceStrong().getProvider().getName(),
        KeyStore.getInstance(KeyStore.getDefaultType()).getProvider().getName(),
        KeyStore.getInstance("PKCS12").getProvider().getName(),
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm())
            .getProvider()
            .getName(),
        MessageDigest.getInstance("SHA-256").getProvider().getName(),
        KeyFactory.getInstance("RSA").getProvider().getName(),
        KeyFactory.getInstance("EC").getProvider().getName(),
        KeyPairGenerator.getInstance("RSA").getProvider().getName(),
        KeyPairGenerator.getInstance("EC").getProvider().getName(),
        KeyGenerator.getInstance("AES").getProvider().getName(),
        AlgorithmParameters.getInstance("EC").getProvider().getName(),
        AlgorithmParameters.getInstance("GCM").getProvider().getName(),
        AlgorithmParameters.getInstance("RSASSA-PSS").getProvider().getName());
  }

  @Test
  void hsmRandomBytesAreAvailableByName() throws Exception {
    Position.FIRST.during(
        () ->
            assertThat(SecureRandom.getInstance("AzureManagedHSM").getProvider().getName())
                .isEqualTo("AzureKeyVault"));
  }

  @Test
  void configureRefusesAnUnreadablePath() {
    assertThat(provider.configure("/no/such/file")).isSameAs(provider);
    assertThat(org.assertj.core.api.Assertions.catchThrowable(() -> provider.configure("a\0b")))
        .isExactlyInstanceOf(java.security.InvalidParameterException.class)
        .hasMessageContaining("is not the path of a configuration file");
  }

  @Test
  void capabilitiesPageMatchesTheTable() throws Exception {
    Path file = Path.of("..", "..", "CAPABILITIES.md");
    if (Boolean.getBoolean("capabilities.write")) {
      Files.writeString(file, Capabilities.markdown());
    }
    assertThat(file)
        .as("Generated: run ServiceTableTest with -Dcapabilities.write=true, and commit the file.")
        .hasContent(Capabilities.markdown());
  }
}
