package io.vaultjca.conformance.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vaultjca.conformance.faults.ChildJvm;
import io.vaultjca.conformance.fixture.Bytes;
import io.vaultjca.conformance.fixture.Position;
import io.vaultjca.conformance.fixture.TestVault;
import io.vaultjca.handle.Handles;
import io.vaultjca.handle.PrivateHandle;
import io.vaultjca.handle.SecretHandle;
import io.vaultjca.provider.AzureKeyVaultProvider;
import io.vaultjca.provider.jvm.Digest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.AlgorithmParameters;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.security.Security;
import java.security.spec.MGF1ParameterSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.crypto.Cipher;
import javax.crypto.SealedObject;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.cms.CMSAlgorithm;
import org.bouncycastle.cms.CMSEnvelopedData;
import org.bouncycastle.cms.CMSEnvelopedDataGenerator;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.RecipientInformation;
import org.bouncycastle.cms.jcajce.JceCMSContentEncryptorBuilder;
import org.bouncycastle.cms.jcajce.JceKeyTransEnvelopedRecipient;
import org.bouncycastle.cms.jcajce.JceKeyTransRecipientInfoGenerator;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.operator.DigestCalculator;
import org.bouncycastle.operator.jcajce.JcaAlgorithmParametersConverter;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Digests and parameters for programs that request everything from the one provider they name. */
@Isolated("It puts another provider first.")
class LentServicesTest {
  private static final String NAME = "AzureKeyVault";

  /**
   * Every name and object identifier of the digests in the JDK, and spellings of other libraries.
   */
  static Stream<String> digests() {
    List<String> names = new ArrayList<>();
    for (Digest digest : Digest.values()) {
      names.add(digest.standardName());
      names.add(digest.standardName().replaceFirst("^SHA-", "SHA"));
      names.add(digest.standardName().toLowerCase(java.util.Locale.ROOT));
    }
    for (Digest digest : Digest.values()) {
      Security.getProvider("SUN").keySet().stream()
          .map(String::valueOf)
          .filter(key -> key.startsWith("Alg.Alias.MessageDigest."))
          .filter(key -> isDigest(Security.getProvider("SUN").getProperty(key), digest))
          .map(key -> key.substring("Alg.Alias.MessageDigest.".length()))
          .forEach(names::add);
    }
    assertThat(names).contains("2.16.840.1.101.3.4.2.1", "OID.2.16.840.1.101.3.4.2.8", "SHA1");
    return names.stream().distinct();
  }

  private static boolean isDigest(String name, Digest digest) {
    return Digest.named(name).filter(digest::equals).isPresent();
  }

  @ParameterizedTest
  @MethodSource("digests")
  void jdkDigestIsServedUnderTheProvidersName(String name) throws Exception {
    MessageDigest jdk = MessageDigest.getInstance(name);
    for (Position position : Position.values()) {
      position.during(
          () -> {
            MessageDigest named = MessageDigest.getInstance(name, NAME);
            assertThat(named.getProvider().getName()).as(position.name()).isEqualTo("SUN");
            assertThat(named.digest(Bytes.of(3))).isEqualTo(jdk.digest(Bytes.of(3)));
            assertThat(MessageDigest.getInstance(name).getProvider().getName()).isEqualTo("SUN");
          });
    }
  }

  static Stream<Arguments> parameters() {
    return Stream.of(
        Arguments.of("OAEP", "SunJCE"),
        Arguments.of("AES", "SunJCE"),
        Arguments.of("GCM", "SunJCE"),
        Arguments.of("PSS", "SunRsaSign"),
        Arguments.of("RSASSA-PSS", "SunRsaSign"),
        Arguments.of("1.2.840.113549.1.1.10", "SunRsaSign"));
  }

  @ParameterizedTest
  @MethodSource("parameters")
  void jdkParametersAreServedUnderTheProvidersName(String name, String jdk) throws Exception {
    for (Position position : Position.values()) {
      position.during(
          () -> {
            assertThat(AlgorithmParameters.getInstance(name, NAME).getProvider().getName())
                .as(position.name())
                .isEqualTo(jdk);
            assertThat(AlgorithmParameters.getInstance(name).getProvider().getName())
                .isEqualTo(jdk);
          });
    }
    Provider unregistered = new AzureKeyVaultProvider();
    assertThat(AlgorithmParameters.getInstance(name, unregistered).getProvider().getName())
        .isEqualTo(jdk);
  }

  /** The JVM still takes a provider that is in front of the JDK's. */
  @Test
  void providerBetweenThisOneAndTheJdksIsNotSkipped() throws Exception {
    Security.insertProviderAt(new BouncyCastleProvider(), 1);
    try {
      Position.FIRST.during(
          () -> {
            assertThat(MessageDigest.getInstance("SHA-256").getProvider().getName())
                .isEqualTo("BC");
            assertThat(AlgorithmParameters.getInstance("GCM").getProvider().getName())
                .isEqualTo("BC");
            assertThat(MessageDigest.getInstance("SHA-256", NAME).digest()).hasSize(32);
          });
    } finally {
      Security.removeProvider("BC");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"MD5", "SHA-512/256", "NoSuchDigest"})
  void otherDigestsAreNotServed(String name) throws Exception {
    for (Position position : Position.values()) {
      position.during(
          () -> {
            assertThatThrownBy(() -> MessageDigest.getInstance(name, NAME))
                .isInstanceOf(NoSuchAlgorithmException.class);
            if (!name.startsWith("No")) {
              assertThat(MessageDigest.getInstance(name).getProvider().getName()).isEqualTo("SUN");
            }
          });
    }
  }

  /** The JVM drops a provider for good if the whole list is requested while it loads. */
  @Test
  void providerThatIsLoadingStaysInTheList(@TempDir Path folder) throws Exception {
    Path list = folder.resolve("java.security");
    Files.writeString(
        list,
        """
        security.provider.1=AzureKeyVault
        security.provider.2=%s
        security.provider.3=SUN
        security.provider.4=SunJCE
        security.provider.5=
        """
            .formatted(DigestingProvider.class.getName()));
    List<String> printed =
        new ChildJvm(folder)
            .option("-Djava.security.properties=" + list)
            .run(DigestingProvider.class, Map.of());
    assertThat(printed.get(1)).isEqualTo("SUN");
    assertThat(printed.get(2)).startsWith("[AzureKeyVault, Digesting, SUN, SunJCE");
  }

  /** A program that looks for providers by their services does not find the lent ones. */
  @ParameterizedTest
  @EnumSource(Position.class)
  void lentServicesAreNotRegistered(Position position) throws Exception {
    position.during(
        () -> {
          for (String type : List.of("MessageDigest", "AlgorithmParameters")) {
            assertThat(Security.getProvider(NAME).getServices())
                .noneMatch(service -> service.getType().equals(type));
          }
          assertThat(Security.getProvider(NAME).keySet())
              .noneMatch(key -> key.toString().contains("MessageDigest."))
              .noneMatch(key -> key.toString().contains("AlgorithmParameters."));
          assertThat(Security.getProviders("MessageDigest.SHA-256"))
              .extracting(Provider::getName)
              .containsExactly("SUN");
        });
  }

  /** BouncyCastle falls back to SHA-1 if the given provider has no parameters for OAEP. */
  @ParameterizedTest
  @EnumSource(Position.class)
  void cmsIsDecryptedByOaep(Position position) throws Exception {
    PrivateHandle key = TestVault.vault().privateKey("rsa-2048");
    byte[] recipient = {1, 2, 3};
    AlgorithmIdentifier oaep =
        new JcaAlgorithmParametersConverter()
            .getAlgorithmIdentifier(
                PKCSObjectIdentifiers.id_RSAES_OAEP,
                new OAEPParameterSpec(
                    "SHA-256", "MGF1", MGF1ParameterSpec.SHA256, PSource.PSpecified.DEFAULT));
    BouncyCastleProvider bouncyCastle = new BouncyCastleProvider();
    CMSEnvelopedDataGenerator generator = new CMSEnvelopedDataGenerator();
    generator.addRecipientInfoGenerator(
        new JceKeyTransRecipientInfoGenerator(recipient, oaep, key.publicKey())
            .setProvider(bouncyCastle));
    byte[] cms =
        generator
            .generate(
                new CMSProcessableByteArray(Bytes.of(40)),
                new JceCMSContentEncryptorBuilder(CMSAlgorithm.AES256_CBC)
                    .setProvider(bouncyCastle)
                    .build())
            .getEncoded();
    RecipientInformation information =
        new CMSEnvelopedData(cms).getRecipientInfos().getRecipients().iterator().next();
    position.during(
        () ->
            assertThat(
                    information.getContent(
                        new JceKeyTransEnvelopedRecipient(key)
                            .setProvider(NAME)
                            .setContentProvider(bouncyCastle)))
                .isEqualTo(Bytes.of(40)));
  }

  @ParameterizedTest
  @CsvSource({
    "FIRST, AES_256/GCM/NoPadding",
    "LAST, AES_256/GCM/NoPadding",
    "FIRST, AES_256/CBC/PKCS5Padding",
    "LAST, AES_256/CBC/PKCS5Padding"
  })
  void aSealedObjectIsOpenedWithTheProvidersName(Position position, String transformation)
      throws Exception {
    SecretHandle key = Handles.secretHandle(TestVault.hsm().secretKey("oct-256").remote(), 256);
    position.during(
        () -> {
          Cipher cipher = Cipher.getInstance(transformation, NAME);
          cipher.init(Cipher.ENCRYPT_MODE, key);
          SealedObject sealed = new SealedObject("hello", cipher);
          assertThat(sealed.getObject(key, NAME)).isEqualTo("hello");
          assertThat(sealed.getObject(key)).isEqualTo("hello");
        });
  }

  @ParameterizedTest
  @EnumSource(Position.class)
  void bouncyCastlesDigestCalculatorsAcceptTheProvider(Position position) throws Exception {
    position.during(
        () -> {
          for (ASN1ObjectIdentifier digest :
              List.of(
                  NISTObjectIdentifiers.id_sha256,
                  NISTObjectIdentifiers.id_sha512,
                  NISTObjectIdentifiers.id_sha3_256)) {
            DigestCalculator calculator =
                new JcaDigestCalculatorProviderBuilder()
                    .setProvider(NAME)
                    .build()
                    .get(new AlgorithmIdentifier(digest));
            calculator.getOutputStream().write(Bytes.of(9));
            assertThat(calculator.getDigest())
                .isEqualTo(MessageDigest.getInstance(digest.getId()).digest(Bytes.of(9)));
          }
        });
  }

  /** A software key uses the JDK alone: nothing here involves a vault. */
  @Test
  void aSealedObjectOfASoftwareKeyIsUnaffected() throws Exception {
    SecretKeySpec key = new SecretKeySpec(Bytes.of(16), "AES");
    Position.FIRST.during(
        () -> {
          Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
          cipher.init(Cipher.ENCRYPT_MODE, key);
          assertThat(new SealedObject("hello", cipher).getObject(key)).isEqualTo("hello");
          assertThat(cipher.getProvider().getName()).isEqualTo("SunJCE");
        });
  }
}
