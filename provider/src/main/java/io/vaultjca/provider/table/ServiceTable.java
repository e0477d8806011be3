package io.vaultjca.provider.table;

import static io.vaultjca.provider.jvm.Digest.SHA3_256;
import static io.vaultjca.provider.jvm.Digest.SHA3_384;
import static io.vaultjca.provider.jvm.Digest.SHA3_512;
import static io.vaultjca.provider.jvm.Digest.SHA_1;
import static io.vaultjca.provider.jvm.Digest.SHA_224;
import static io.vaultjca.provider.jvm.Digest.SHA_256;
import static io.vaultjca.provider.jvm.Digest.SHA_384;
import static io.vaultjca.provider.jvm.Digest.SHA_512;
import static io.vaultjca.provider.keyfactory.KeyFactories.KEY_PAIRS;
import static io.vaultjca.provider.keyfactory.KeyFactories.SECRET_KEYS;
import static io.vaultjca.provider.table.Evidence.DOCUMENTED;
import static io.vaultjca.provider.table.Evidence.LOCAL;
import static io.vaultjca.provider.table.Evidence.PREVIEW;
import static io.vaultjca.provider.table.Evidence.RECORDED;
import static io.vaultjca.provider.table.KeyClasses.EC;
import static io.vaultjca.provider.table.KeyClasses.ML_DSA;
import static io.vaultjca.provider.table.KeyClasses.NONE;
import static io.vaultjca.provider.table.KeyClasses.RSA;
import static io.vaultjca.provider.table.KeyClasses.SECRET;
import static io.vaultjca.provider.table.Registration.BY_NAME;
import static io.vaultjca.provider.table.Registration.LISTED;
import static io.vaultjca.provider.table.Registration.UNKNOWN_TO_THE_JDK;
import static io.vaultjca.provider.table.SingleService.KEY_MANAGER_FACTORY;
import static io.vaultjca.provider.table.SingleService.KEY_STORE;
import static io.vaultjca.provider.table.SingleService.MAC;
import static io.vaultjca.provider.table.SingleService.SECURE_RANDOM;
import static io.vaultjca.provider.table.SingleService.TRUST_STORE;

import io.vaultjca.provider.cipher.Ciphers;
import io.vaultjca.provider.family.ServiceMaker;
import io.vaultjca.provider.generator.Generators;
import io.vaultjca.provider.jvm.Digest;
import io.vaultjca.provider.signature.Signatures;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The specification of the provider: a row for each service, with the name that programs use and
 * the algorithm that the vault gets.
 *
 * <p>Names that the JDK has too are used only for the types {@code Signature}, {@code Cipher} and
 * {@code Mac}, where the JCA chooses the provider by the key.
 *
 * <p>An alias with the prefix {@code OID.} registers an object identifier in both spellings, with
 * the prefix and without it, as the JDK does for nearly all of them.
 */
public final class ServiceTable {
  private static final Optional<Digest> NO_DIGEST = Optional.empty();

  private static final String OID = "OID.";
  private static final String RAW_PKCS1 = "RS256, RS384, RS512 by the DigestInfo, else RSNULL";
  private static final String ECDSA = "ES256, ES256K, ES384, ES512 by the curve";
  private static final String PSS = "PS256, PS384, PS512";
  private static final String RAW_PSS = "NONEwithRSASSA-PSS";
  private static final String[] RAW_PSS_ALIASES = {
    "NONEwithRSAandMGF1", "RAWRSASSA-PSS", "NONEwithRSAPSS", "RAWRSAPSS"
  };

  /** The arc ecdsa-plain-signatures of BSI TR-03111. */
  private static final String PLAIN = "OID.0.4.0.127.0.7.1.1.4.1.";

  private static final String OAEP_SHA1 = "RSA/ECB/OAEPWithSHA1AndMGF1Padding";
  private static final String OAEP_SHA256 = "RSA/ECB/OAEPWithSHA256AndMGF1Padding";

  private static final List<ServiceRow> ROWS = specification();

  private final List<ServiceRow> rows = new ArrayList<>();

  private ServiceTable() {}

  /** All rows that a provider registers, in the order of the specification. */
  public static List<ServiceRow> rows() {
    return ROWS;
  }

  /** The rows for keytool, under names that the JDK has too: registered only on request. */
  public static List<ServiceRow> keytoolRows() {
    ServiceTable t = new ServiceTable();
    t.generator("KeyPairGenerator", "RSA", "certificates/create", Generators.RSA_FOR_KEYTOOL);
    t.generator("KeyPairGenerator", "EC", "certificates/create", Generators.EC_FOR_KEYTOOL);
    return List.copyOf(t.rows);
  }

  private static List<ServiceRow> specification() {
    ServiceTable t = new ServiceTable();
    t.stores();
    t.rsaSignatures();
    t.ecdsaSignatures();
    t.mlDsaSignatures();
    t.rsaCiphers();
    t.aesCiphers();
    t.macs();
    t.keys();
    return List.copyOf(t.rows);
  }

  private void stores() {
    String kept = "keys, certificates, secrets";
    row("KeyStore", "AzureKeyVault", kept, NONE, RECORDED, LISTED, KEY_STORE);
    String trusted = "certificates, secrets";
    row("KeyStore", "AzureKeyVaultTrust", trusted, NONE, RECORDED, LISTED, TRUST_STORE);
    row("KeyManagerFactory", "AzureKeyVault", "", NONE, LOCAL, LISTED, KEY_MANAGER_FACTORY);
  }

  private void rsaSignatures() {
    // The JDK registers the last identifier, OIW's, in this spelling only.
    pkcs1("SHA1withRSA", SHA_1, "RSNULL", DOCUMENTED, "OID.1.2.840.113549.1.1.5", "1.3.14.3.2.29");
    pkcs1("SHA224withRSA", SHA_224, "RSNULL", DOCUMENTED, "OID.1.2.840.113549.1.1.14");
    pkcs1("SHA256withRSA", SHA_256, "RS256", RECORDED, "OID.1.2.840.113549.1.1.11");
    pkcs1("SHA384withRSA", SHA_384, "RS384", RECORDED, "OID.1.2.840.113549.1.1.12");
    pkcs1("SHA512withRSA", SHA_512, "RS512", DOCUMENTED, "OID.1.2.840.113549.1.1.13");
    pkcs1("SHA3-256withRSA", SHA3_256, "RSNULL", DOCUMENTED, "OID.2.16.840.1.101.3.4.3.14");
    pkcs1("SHA3-384withRSA", SHA3_384, "RSNULL", DOCUMENTED, "OID.2.16.840.1.101.3.4.3.15");
    pkcs1("SHA3-512withRSA", SHA3_512, "RSNULL", DOCUMENTED, "OID.2.16.840.1.101.3.4.3.16");
    rsa("NONEwithRSA", NO_DIGEST, RAW_PKCS1, LISTED, Signatures.RAW_PKCS1);
    rsa("RSASSA-PSS", NO_DIGEST, PSS, LISTED, Signatures.PSS, "PSS", "OID.1.2.840.113549.1.1.10");
    // BouncyCastle's names; EU DSS uses the first alias.
    rsa(RAW_PSS, NO_DIGEST, PSS, LISTED, Signatures.RAW_PSS, RAW_PSS_ALIASES);
    pss("SHA256withRSASSA-PSS", SHA_256, "PS256", "SHA256withRSAandMGF1");
    pss("SHA384withRSASSA-PSS", SHA_384, "PS384", "SHA384withRSAandMGF1");
    pss("SHA512withRSASSA-PSS", SHA_512, "PS512", "SHA512withRSAandMGF1");
  }

  private void pkcs1(
      String name, Digest digest, String algorithm, Evidence evidence, String... aliases) {
    Signatures kind = Signatures.PKCS1;
    Optional<Digest> hash = Optional.of(digest);
    row("Signature", name, hash, algorithm, RSA, evidence, LISTED, kind, aliases);
  }

  private void pss(String name, Digest digest, String algorithm, String alias) {
    rsa(name, Optional.of(digest), algorithm, UNKNOWN_TO_THE_JDK, Signatures.PSS, alias);
  }

  private void rsa(
      String name,
      Optional<Digest> digest,
      String algorithm,
      Registration known,
      Signatures kind,
      String... aliases) {
    row("Signature", name, digest, algorithm, RSA, DOCUMENTED, known, kind, aliases);
  }

  private void ecdsaSignatures() {
    ecdsa("NONEwithECDSA", NO_DIGEST, LISTED, Signatures.ECDSA);
    ecdsa("NONEwithECDSAinP1363Format", NO_DIGEST, LISTED, Signatures.ECDSA_IN_P1363_FORMAT);
    ecdsa("SHA1", SHA_1, 1, "OID.1.2.840.10045.4.1");
    ecdsa("SHA224", SHA_224, 2, "OID.1.2.840.10045.4.3.1");
    ecdsa("SHA256", SHA_256, 3, "OID.1.2.840.10045.4.3.2");
    ecdsa("SHA384", SHA_384, 4, "OID.1.2.840.10045.4.3.3");
    ecdsa("SHA512", SHA_512, 5, "OID.1.2.840.10045.4.3.4");
    ecdsa("SHA3-256", SHA3_256, 9, "OID.2.16.840.1.101.3.4.3.10");
    ecdsa("SHA3-384", SHA3_384, 10, "OID.2.16.840.1.101.3.4.3.11");
    ecdsa("SHA3-512", SHA3_512, 11, "OID.2.16.840.1.101.3.4.3.12");
  }

  /** Adds three rows: DER, with the aliases; P1363; and P1363 again, under the BSI's name. */
  private void ecdsa(String prefix, Digest digest, int bsiNumber, String... aliases) {
    Optional<Digest> hash = Optional.of(digest);
    Signatures plain = Signatures.ECDSA_IN_P1363_FORMAT;
    ecdsa(prefix + "withECDSA", hash, LISTED, Signatures.ECDSA, aliases);
    ecdsa(prefix + "withECDSAinP1363Format", hash, LISTED, plain);
    ecdsa(prefix + "withPLAIN-ECDSA", hash, UNKNOWN_TO_THE_JDK, plain, PLAIN + bsiNumber);
  }

  private void ecdsa(
      String name, Optional<Digest> hash, Registration known, Signatures kind, String... aliases) {
    row("Signature", name, hash, ECDSA, EC, RECORDED, known, kind, aliases);
  }

  private void mlDsaSignatures() {
    mlDsa("ML-DSA", "the key's ML-DSA-44, ML-DSA-65 or ML-DSA-87");
    mlDsa("ML-DSA-44", "ML-DSA-44", "OID.2.16.840.1.101.3.4.3.17");
    mlDsa("ML-DSA-65", "ML-DSA-65", "OID.2.16.840.1.101.3.4.3.18");
    mlDsa("ML-DSA-87", "ML-DSA-87", "OID.2.16.840.1.101.3.4.3.19");
  }

  private void mlDsa(String name, String algorithm, String... aliases) {
    String externalMu = algorithm + ", by external_mu";
    Signatures kind = Signatures.ML_DSA;
    row("Signature", name, externalMu, ML_DSA, PREVIEW, LISTED, kind, aliases);
  }

  private void rsaCiphers() {
    rsa("RSA/ECB/PKCS1Padding", "RSA1_5", Ciphers.PKCS1, "RSA");
    rsa("RSA/ECB/OAEPPadding", "RSA-OAEP, RSA-OAEP-256", Ciphers.OAEP);
    rsa("RSA/ECB/OAEPWithSHA-1AndMGF1Padding", "RSA-OAEP", Ciphers.OAEP_SHA_1, OAEP_SHA1);
    rsa("RSA/ECB/OAEPWithSHA-256AndMGF1Padding", "RSA-OAEP-256", Ciphers.OAEP_SHA_256, OAEP_SHA256);
  }

  private void rsa(String name, String algorithm, Ciphers kind, String... aliases) {
    row("Cipher", name, algorithm, RSA, RECORDED, LISTED, kind, aliases);
  }

  private void aesCiphers() {
    aes("AES/GCM/NoPadding", "A128GCM, A192GCM, A256GCM", Ciphers.GCM);
    aes("AES_128/GCM/NoPadding", "A128GCM", Ciphers.GCM, "OID.2.16.840.1.101.3.4.1.6");
    aes("AES_192/GCM/NoPadding", "A192GCM", Ciphers.GCM, "OID.2.16.840.1.101.3.4.1.26");
    aes("AES_256/GCM/NoPadding", "A256GCM", Ciphers.GCM, "OID.2.16.840.1.101.3.4.1.46");
    aes("AES/CBC/PKCS5Padding", "A128CBCPAD, A192CBCPAD, A256CBCPAD", Ciphers.PADDED_CBC);
    paddedCbc("AES_128/CBC/PKCS5Padding", "A128CBCPAD");
    paddedCbc("AES_192/CBC/PKCS5Padding", "A192CBCPAD");
    paddedCbc("AES_256/CBC/PKCS5Padding", "A256CBCPAD");
    aes("AES/CBC/NoPadding", "A128CBC, A192CBC, A256CBC", Ciphers.CBC);
    aes("AES_128/CBC/NoPadding", "A128CBC", Ciphers.CBC, "OID.2.16.840.1.101.3.4.1.2");
    aes("AES_192/CBC/NoPadding", "A192CBC", Ciphers.CBC, "OID.2.16.840.1.101.3.4.1.22");
    aes("AES_256/CBC/NoPadding", "A256CBC", Ciphers.CBC, "OID.2.16.840.1.101.3.4.1.42");
    keyWrap("AES/KW/NoPadding", "A128KW, A192KW, A256KW, CKM_AES_KEY_WRAP", "AESWrap");
    keyWrap("AES_128/KW/NoPadding", "A128KW", "AESWrap_128", "OID.2.16.840.1.101.3.4.1.5");
    keyWrap("AES_192/KW/NoPadding", "A192KW", "AESWrap_192", "OID.2.16.840.1.101.3.4.1.25");
    keyWrap("AES_256/KW/NoPadding", "A256KW", "AESWrap_256", "OID.2.16.840.1.101.3.4.1.45");
    paddedKeyWrap("AES/KWP/NoPadding", "AESWrapPad");
    paddedKeyWrap("AES_128/KWP/NoPadding", "AESWrapPad_128", "OID.2.16.840.1.101.3.4.1.8");
    paddedKeyWrap("AES_192/KWP/NoPadding", "AESWrapPad_192", "OID.2.16.840.1.101.3.4.1.28");
    paddedKeyWrap("AES_256/KWP/NoPadding", "AESWrapPad_256", "OID.2.16.840.1.101.3.4.1.48");
  }

  private void keyWrap(String name, String algorithm, String... aliases) {
    aes(name, algorithm, Ciphers.KEY_WRAP, aliases);
  }

  private void paddedKeyWrap(String name, String... aliases) {
    aes(name, "CKM_AES_KEY_WRAP_PAD", Ciphers.PADDED_KEY_WRAP, aliases);
  }

  private void paddedCbc(String name, String algorithm) {
    Registration known = UNKNOWN_TO_THE_JDK;
    row("Cipher", name, algorithm, SECRET, DOCUMENTED, known, Ciphers.PADDED_CBC);
  }

  private void aes(String name, String algorithm, Ciphers kind, String... aliases) {
    row("Cipher", name, algorithm, SECRET, DOCUMENTED, LISTED, kind, aliases);
  }

  private void macs() {
    mac("HS256", SHA_256);
    mac("HS384", SHA_384);
    mac("HS512", SHA_512);
  }

  private void mac(String name, Digest digest) {
    row("Mac", name, Optional.of(digest), name, SECRET, DOCUMENTED, LISTED, MAC);
  }

  private void keys() {
    String pair = "KeyPairGenerator";
    generator(pair, "AzureKeyVaultRSA", "keys/create, RSA and RSA-HSM", Generators.RSA);
    generator(pair, "AzureKeyVaultEC", "keys/create, EC and EC-HSM", Generators.EC);
    String akp = "keys/create, AKP and AKP-HSM";
    row(pair, "AzureKeyVaultMLDSA", akp, NONE, PREVIEW, LISTED, Generators.ML_DSA);
    generator("KeyGenerator", "AzureKeyVaultAES", "keys/create, oct-HSM", Generators.AES);
    row("KeyFactory", "AzureKeyVault", "keys/get", NONE, RECORDED, LISTED, KEY_PAIRS);
    row("SecretKeyFactory", "AzureKeyVault", "keys/get", NONE, RECORDED, LISTED, SECRET_KEYS);
    row("SecureRandom", "AzureManagedHSM", "rng", NONE, RECORDED, BY_NAME, SECURE_RANDOM);
  }

  private void generator(String type, String name, String operation, Generators kind) {
    row(type, name, operation, NONE, RECORDED, LISTED, kind);
  }

  private void row(
      String type,
      String name,
      String algorithm,
      KeyClasses keys,
      Evidence evidence,
      Registration registration,
      ServiceMaker maker,
      String... aliases) {
    row(type, name, NO_DIGEST, algorithm, keys, evidence, registration, maker, aliases);
  }

  private void row(
      String type,
      String name,
      Optional<Digest> digest,
      String algorithm,
      KeyClasses keys,
      Evidence evidence,
      Registration registration,
      ServiceMaker maker,
      String... aliases) {
    List<String> names = spellings(aliases);
    rows.add(
        new ServiceRow(type, name, names, digest, algorithm, keys, evidence, registration, maker));
  }

  private static List<String> spellings(String... aliases) {
    List<String> spellings = new ArrayList<>();
    for (String alias : aliases) {
      if (alias.startsWith(OID)) {
        spellings.add(alias.substring(OID.length()));
      }
      spellings.add(alias);
    }
    return List.copyOf(spellings);
  }
}
