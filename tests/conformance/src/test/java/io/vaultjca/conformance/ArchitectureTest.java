package io.vaultjca.conformance;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The rules of the design that a compiler does not hold. */
class ArchitectureTest {
  private static JavaClasses ours;

  @BeforeAll
  static void read() {
    ours =
        new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(
                "io.vaultjca.vault",
                "io.vaultjca.key",
                "io.vaultjca.keystore",
                "io.vaultjca.tls",
                "io.vaultjca.provider");
    assertThat(ours.contain("io.vaultjca.vault.Vault")).isTrue();
    assertThat(ours.contain("io.vaultjca.provider.AzureKeyVaultProvider")).isTrue();
  }

  @Test
  void onlyTheConnectionSeesTheAzureSdk() {
    check(
        noClasses()
            .that()
            .resideOutsideOfPackage("io.vaultjca.vault")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("com.azure..", "com.microsoft..", "reactor.."));
  }

  @Test
  void theKeyStoreDoesNotKnowTheProvider() {
    check(
        noClasses()
            .that()
            .resideInAnyPackage(
                "io.vaultjca.vault", "io.vaultjca.key", "io.vaultjca.keystore..", "io.vaultjca.tls")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.vaultjca.provider.."));
  }

  @Test
  void theConnectionKnowsNoneOfTheOthersAndHandlesKnowNoKeyStore() {
    check(
        noClasses()
            .that()
            .resideInAPackage("io.vaultjca.vault")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.vaultjca.key", "io.vaultjca.keystore..", "io.vaultjca.tls"));
    check(
        noClasses()
            .that()
            .resideInAPackage("io.vaultjca.key")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.vaultjca.keystore..", "io.vaultjca.tls"));
  }

  @Test
  void theKeyStoreDoesNotKnowTheKeyManagerAndChainsKnowNoVault() {
    check(
        noClasses()
            .that()
            .resideInAPackage("io.vaultjca.keystore..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.vaultjca.tls"));
    check(
        noClasses()
            .that()
            .resideInAPackage("io.vaultjca.keystore.chain")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.vaultjca.vault", "io.vaultjca.key"));
  }

  @Test
  void packagesDoNotKnowEachOtherInCircles() {
    check(slices().matching("io.vaultjca.(**)").should().beFreeOfCycles());
  }

  @Test
  void nothingPrintsOrExits() {
    check(
        noClasses()
            .should()
            .accessField(System.class, "out")
            .orShould()
            .accessField(System.class, "err")
            .orShould()
            .callMethod(Throwable.class, "printStackTrace")
            .orShould()
            .callMethod(System.class, "exit", int.class));
  }

  @Test
  void staticsDoNotChange() {
    check(fields().that().areStatic().should().beFinal());
  }

  private static void check(ArchRule rule) {
    rule.check(ours);
  }
}
