package io.vaultjca.provider.table;

import static io.vaultjca.provider.table.Evidence.DOCUMENTED;
import static io.vaultjca.provider.table.Evidence.RECORDED;
import static io.vaultjca.provider.table.KeyClasses.EC;
import static io.vaultjca.provider.table.KeyClasses.NONE;
import static io.vaultjca.provider.table.KeyClasses.RSA;

import io.vaultjca.keystore.AzureKeyVaultKeyStore;
import io.vaultjca.provider.jvm.Digest;
import io.vaultjca.provider.signature.EcdsaEncoding;
import io.vaultjca.provider.signature.EcdsaSignature;
import io.vaultjca.provider.signature.RsaPkcs1Signature;
import io.vaultjca.provider.signature.RsaPssSignature;
import io.vaultjca.provider.signature.RsaRawSignature;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Every service of the provider: what programs ask for, and what the service is asked for.
 *
 * <p>A name that the JDK serves too stands only under types where the JCA asks a provider whether
 * it takes the key ({@code Signature}, {@code Cipher}, {@code Mac}), or where nothing but data is
 * converted ({@code AlgorithmParameters}).
 */
public final class ServiceTable {
  private static final List<ServiceRow> ROWS = build();

  private final List<ServiceRow> rows = new ArrayList<>();

  private ServiceTable() {}

  /**
   * The rows, in the order of the specification.
   *
   * @return the rows
   */
  public static List<ServiceRow> rows() {
    return ROWS;
  }

  private static List<ServiceRow> build() {
    ServiceTable table = new ServiceTable();
    table.keyStore();
    table.rsaSignatures();
    table.ecdsaSignatures();
    return List.copyOf(table.rows);
  }

  private void keyStore() {
    add(
        new ServiceRow(
            "KeyStore",
            "AzureKeyVault",
            List.of(),
            "",
            "keys, certificates, secrets",
            NONE,
            RECORDED,
            Map.of(),
            AzureKeyVaultKeyStore.class,
            context -> new AzureKeyVaultKeyStore(context.configuredFile())));
  }

  private void rsaSignatures() {
    pkcs1("SHA1withRSA", Digest.SHA_1, "RSNULL", DOCUMENTED, oid("1.2.840.113549.1.1.5"));
    pkcs1("SHA224withRSA", Digest.SHA_224, "RSNULL", DOCUMENTED, oid("1.2.840.113549.1.1.14"));
    pkcs1("SHA256withRSA", Digest.SHA_256, "RS256", RECORDED, oid("1.2.840.113549.1.1.11"));
    pkcs1("SHA384withRSA", Digest.SHA_384, "RS384", RECORDED, oid("1.2.840.113549.1.1.12"));
    pkcs1("SHA512withRSA", Digest.SHA_512, "RS512", DOCUMENTED, oid("1.2.840.113549.1.1.13"));
    pkcs1("SHA3-256withRSA", Digest.SHA3_256, "RSNULL", DOCUMENTED, oid("2.16.840.1.101.3.4.3.14"));
    pkcs1("SHA3-384withRSA", Digest.SHA3_384, "RSNULL", DOCUMENTED, oid("2.16.840.1.101.3.4.3.15"));
    pkcs1("SHA3-512withRSA", Digest.SHA3_512, "RSNULL", DOCUMENTED, oid("2.16.840.1.101.3.4.3.16"));
    add(
        new ServiceRow(
            "Signature",
            "NONEwithRSA",
            List.of(),
            "",
            "RS256, RS384, RS512 by the DigestInfo, else RSNULL",
            RSA,
            DOCUMENTED,
            Map.of(),
            RsaRawSignature.class,
            context -> new RsaRawSignature(context.others(), "NONEwithRSA")));
    add(
        new ServiceRow(
            "Signature",
            "RSASSA-PSS",
            with("PSS", oid("1.2.840.113549.1.1.10")),
            "as the parameters say",
            "PS256, PS384, PS512",
            RSA,
            DOCUMENTED,
            Map.of(),
            RsaPssSignature.class,
            context -> new RsaPssSignature(context.others())));
    pss("SHA256", Digest.SHA_256, "PS256");
    pss("SHA384", Digest.SHA_384, "PS384");
    pss("SHA512", Digest.SHA_512, "PS512");
  }

  private void pkcs1(
      String name, Digest digest, String algorithm, Evidence evidence, List<String> oid) {
    add(
        new ServiceRow(
            "Signature",
            name,
            oid,
            digest.standardName(),
            algorithm,
            RSA,
            evidence,
            Map.of(),
            RsaPkcs1Signature.class,
            context -> new RsaPkcs1Signature(context.others(), name, digest)));
  }

  private void pss(String hash, Digest digest, String algorithm) {
    String name = hash + "withRSASSA-PSS";
    add(
        new ServiceRow(
            "Signature",
            name,
            List.of(hash + "withRSAandMGF1"),
            digest.standardName(),
            algorithm,
            RSA,
            DOCUMENTED,
            Map.of(),
            RsaPssSignature.class,
            context -> new RsaPssSignature(context.others(), name, digest)));
  }

  private void ecdsaSignatures() {
    ecdsa("NONEwithECDSA", null, List.of());
    ecdsa("SHA1withECDSA", Digest.SHA_1, oid("1.2.840.10045.4.1"));
    ecdsa("SHA224withECDSA", Digest.SHA_224, oid("1.2.840.10045.4.3.1"));
    ecdsa("SHA256withECDSA", Digest.SHA_256, oid("1.2.840.10045.4.3.2"));
    ecdsa("SHA384withECDSA", Digest.SHA_384, oid("1.2.840.10045.4.3.3"));
    ecdsa("SHA512withECDSA", Digest.SHA_512, oid("1.2.840.10045.4.3.4"));
    ecdsa("SHA3-256withECDSA", Digest.SHA3_256, oid("2.16.840.1.101.3.4.3.10"));
    ecdsa("SHA3-384withECDSA", Digest.SHA3_384, oid("2.16.840.1.101.3.4.3.11"));
    ecdsa("SHA3-512withECDSA", Digest.SHA3_512, oid("2.16.840.1.101.3.4.3.12"));
  }

  private void ecdsa(String name, Digest digest, List<String> oid) {
    ecdsa(name, digest, EcdsaEncoding.DER, oid);
    ecdsa(name + "inP1363Format", digest, EcdsaEncoding.P1363, List.of());
  }

  private void ecdsa(String name, Digest digest, EcdsaEncoding encoding, List<String> aliases) {
    add(
        new ServiceRow(
            "Signature",
            name,
            aliases,
            digest == null ? "" : digest.standardName(),
            "ES256, ES256K, ES384, ES512 by the curve",
            EC,
            RECORDED,
            Map.of(),
            EcdsaSignature.class,
            context -> new EcdsaSignature(context.others(), name, digest, encoding)));
  }

  /** An object identifier in the two spellings that the JDK registers. */
  private static List<String> oid(String oid) {
    return List.of(oid, "OID." + oid);
  }

  private static List<String> with(String alias, List<String> others) {
    List<String> all = new ArrayList<>(others);
    all.add(0, alias);
    return all;
  }

  private void add(ServiceRow row) {
    rows.add(row);
  }
}
