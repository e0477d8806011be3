package io.vaultjca.provider.table;

import static io.vaultjca.provider.jvm.Digest.SHA3_256;
import static io.vaultjca.provider.jvm.Digest.SHA3_384;
import static io.vaultjca.provider.jvm.Digest.SHA3_512;
import static io.vaultjca.provider.jvm.Digest.SHA_1;
import static io.vaultjca.provider.jvm.Digest.SHA_224;
import static io.vaultjca.provider.jvm.Digest.SHA_256;
import static io.vaultjca.provider.jvm.Digest.SHA_384;
import static io.vaultjca.provider.jvm.Digest.SHA_512;
import static io.vaultjca.provider.table.Evidence.DOCUMENTED;
import static io.vaultjca.provider.table.Evidence.LOCAL;
import static io.vaultjca.provider.table.Evidence.RECORDED;
import static io.vaultjca.provider.table.KeyClasses.EC;
import static io.vaultjca.provider.table.KeyClasses.NONE;
import static io.vaultjca.provider.table.KeyClasses.RSA;
import static io.vaultjca.provider.table.KeyClasses.SECRET;
import static io.vaultjca.provider.table.Registration.BEHIND_ANOTHER;
import static io.vaultjca.provider.table.Registration.BY_NAME;
import static io.vaultjca.provider.table.Registration.LISTED;

import io.vaultjca.keystore.AzureKeyVaultKeyStore;
import io.vaultjca.provider.cipher.Ciphers;
import io.vaultjca.provider.generator.Generators;
import io.vaultjca.provider.jvm.DelegatedParameters;
import io.vaultjca.provider.jvm.Digest;
import io.vaultjca.provider.jvm.OtherProviders;
import io.vaultjca.provider.keyfactory.KeyFactories;
import io.vaultjca.provider.mac.DigestMac;
import io.vaultjca.provider.random.HsmRandom;
import io.vaultjca.provider.signature.Signatures;
import io.vaultjca.tls.VaultKeyManagerFactorySpi;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import javax.crypto.CipherSpi;

/**
 * Every service of the provider: what programs ask for, and what the service is asked for.
 *
 * <p>A name that the JDK serves too is listed only under types where the JCA asks a provider
 * whether it takes the key: {@code Signature}, {@code Cipher}, {@code Mac}.
 *
 * <p>An alias that begins with {@code OID.} stands for both spellings of an object identifier, with
 * this prefix and without it: the JDK registers nearly all of them in both.
 */
public final class ServiceTable {
  private static final String OID = "OID.";
  private static final String RAW_PKCS1 = "RS256, RS384, RS512 by the DigestInfo, else RSNULL";
  private static final String ECDSA = "ES256, ES256K, ES384, ES512 by the curve";
  private static final String OAEP_SHA1 = "RSA/ECB/OAEPWithSHA1AndMGF1Padding";
  private static final String OAEP_SHA256 = "RSA/ECB/OAEPWithSHA256AndMGF1Padding";

  private static final List<ServiceRow> ROWS = specification();

  private final List<ServiceRow> rows = new ArrayList<>();

  private ServiceTable() {}

  /** The rows, in the order of the specification. */
  public static List<ServiceRow> rows() {
    return ROWS;
  }

  /** The rows that are registered on request only: names that the JDK serves too. */
  public static List<ServiceRow> keytoolRows() {
    ServiceTable t = new ServiceTable();
    t.keytool("RSA", c -> Generators.rsaForKeytool(c.configured(), c.missed()));
    t.keytool("EC", c -> Generators.ecForKeytool(c.configured(), c.missed()));
    return List.copyOf(t.rows);
  }

  private static List<ServiceRow> specification() {
    ServiceTable t = new ServiceTable();
    t.stores();
    t.rsaSignatures();
    t.ecdsaSignatures();
    t.rsaCiphers();
    t.aesCiphers();
    t.macs();
    t.keys();
    t.standIns();
    return List.copyOf(t.rows);
  }

  private void stores() {
    row("KeyStore", "AzureKeyVault", "", "keys, certificates, secrets", NONE, RECORDED)
        .by(AzureKeyVaultKeyStore.class, ServiceTable::keyStore);
    row("KeyManagerFactory", "AzureKeyVault", "", "", NONE, LOCAL)
        .by(VaultKeyManagerFactorySpi.class, c -> new VaultKeyManagerFactorySpi());
  }

  private void rsaSignatures() {
    // The last identifier is OIW's, which the JDK registers in this spelling only.
    pkcs1("SHA1withRSA", SHA_1, "RSNULL", DOCUMENTED, "OID.1.2.840.113549.1.1.5", "1.3.14.3.2.29");
    pkcs1("SHA224withRSA", SHA_224, "RSNULL", DOCUMENTED, "OID.1.2.840.113549.1.1.14");
    pkcs1("SHA256withRSA", SHA_256, "RS256", RECORDED, "OID.1.2.840.113549.1.1.11");
    pkcs1("SHA384withRSA", SHA_384, "RS384", RECORDED, "OID.1.2.840.113549.1.1.12");
    pkcs1("SHA512withRSA", SHA_512, "RS512", DOCUMENTED, "OID.1.2.840.113549.1.1.13");
    pkcs1("SHA3-256withRSA", SHA3_256, "RSNULL", DOCUMENTED, "OID.2.16.840.1.101.3.4.3.14");
    pkcs1("SHA3-384withRSA", SHA3_384, "RSNULL", DOCUMENTED, "OID.2.16.840.1.101.3.4.3.15");
    pkcs1("SHA3-512withRSA", SHA3_512, "RSNULL", DOCUMENTED, "OID.2.16.840.1.101.3.4.3.16");
    row("Signature", "NONEwithRSA", "", RAW_PKCS1, RSA, DOCUMENTED)
        .by(Signatures.class, c -> Signatures.rawPkcs1(c.others(), "NONEwithRSA"));
    pss("RSASSA-PSS", null, "PS256, PS384, PS512", "PSS", "OID.1.2.840.113549.1.1.10");
    pss("SHA256withRSASSA-PSS", SHA_256, "PS256", "SHA256withRSAandMGF1");
    pss("SHA384withRSASSA-PSS", SHA_384, "PS384", "SHA384withRSAandMGF1");
    pss("SHA512withRSASSA-PSS", SHA_512, "PS512", "SHA512withRSAandMGF1");
  }

  private void pkcs1(
      String name, Digest digest, String algorithm, Evidence evidence, String... aliases) {
    row("Signature", name, digest.standardName(), algorithm, RSA, evidence, aliases)
        .by(Signatures.class, c -> Signatures.pkcs1(c.others(), name, digest));
  }

  private void pss(String name, Digest digest, String algorithm, String... aliases) {
    String shown = digest == null ? "as the parameters say" : digest.standardName();
    row("Signature", name, shown, algorithm, RSA, DOCUMENTED, aliases)
        .by(Signatures.class, c -> Signatures.pss(c.others(), name, digest));
  }

  private void ecdsaSignatures() {
    ecdsa("NONEwithECDSA", null);
    ecdsa("SHA1withECDSA", SHA_1, "OID.1.2.840.10045.4.1");
    ecdsa("SHA224withECDSA", SHA_224, "OID.1.2.840.10045.4.3.1");
    ecdsa("SHA256withECDSA", SHA_256, "OID.1.2.840.10045.4.3.2");
    ecdsa("SHA384withECDSA", SHA_384, "OID.1.2.840.10045.4.3.3");
    ecdsa("SHA512withECDSA", SHA_512, "OID.1.2.840.10045.4.3.4");
    ecdsa("SHA3-256withECDSA", SHA3_256, "OID.2.16.840.1.101.3.4.3.10");
    ecdsa("SHA3-384withECDSA", SHA3_384, "OID.2.16.840.1.101.3.4.3.11");
    ecdsa("SHA3-512withECDSA", SHA3_512, "OID.2.16.840.1.101.3.4.3.12");
  }

  /** Two rows: DER, with the aliases, and P1363. */
  private void ecdsa(String name, Digest digest, String... aliases) {
    String shown = digest == null ? "" : digest.standardName();
    row("Signature", name, shown, ECDSA, EC, RECORDED, aliases)
        .by(Signatures.class, c -> Signatures.ecdsa(c.others(), name, digest));
    String plain = name + "inP1363Format";
    row("Signature", plain, shown, ECDSA, EC, RECORDED)
        .by(Signatures.class, c -> Signatures.ecdsaInP1363Format(c.others(), plain, digest));
  }

  private void rsaCiphers() {
    rsa("RSA/ECB/PKCS1Padding", "RSA1_5", Ciphers::pkcs1, "RSA");
    rsa("RSA/ECB/OAEPPadding", "RSA-OAEP, RSA-OAEP-256", Ciphers::oaep);
    rsa("RSA/ECB/OAEPWithSHA-1AndMGF1Padding", "RSA-OAEP", Ciphers::oaepSha1, OAEP_SHA1);
    rsa("RSA/ECB/OAEPWithSHA-256AndMGF1Padding", "RSA-OAEP-256", Ciphers::oaepSha256, OAEP_SHA256);
  }

  private void rsa(String name, String algorithm, CipherMaker maker, String... aliases) {
    row("Cipher", name, "", algorithm, RSA, RECORDED, aliases)
        .by(Ciphers.class, c -> maker.make(c.others(), name));
  }

  private void aesCiphers() {
    aes("AES/GCM/NoPadding", "A128GCM, A192GCM, A256GCM", Ciphers::gcm);
    aes("AES_128/GCM/NoPadding", "A128GCM", Ciphers::gcm, "OID.2.16.840.1.101.3.4.1.6");
    aes("AES_192/GCM/NoPadding", "A192GCM", Ciphers::gcm, "OID.2.16.840.1.101.3.4.1.26");
    aes("AES_256/GCM/NoPadding", "A256GCM", Ciphers::gcm, "OID.2.16.840.1.101.3.4.1.46");
    aes("AES/CBC/PKCS5Padding", "A128CBCPAD, A192CBCPAD, A256CBCPAD", Ciphers::paddedCbc);
    aes("AES_128/CBC/PKCS5Padding", "A128CBCPAD", Ciphers::paddedCbc);
    aes("AES_192/CBC/PKCS5Padding", "A192CBCPAD", Ciphers::paddedCbc);
    aes("AES_256/CBC/PKCS5Padding", "A256CBCPAD", Ciphers::paddedCbc);
    aes("AES/CBC/NoPadding", "A128CBC, A192CBC, A256CBC", Ciphers::cbc);
    aes("AES_128/CBC/NoPadding", "A128CBC", Ciphers::cbc, "OID.2.16.840.1.101.3.4.1.2");
    aes("AES_192/CBC/NoPadding", "A192CBC", Ciphers::cbc, "OID.2.16.840.1.101.3.4.1.22");
    aes("AES_256/CBC/NoPadding", "A256CBC", Ciphers::cbc, "OID.2.16.840.1.101.3.4.1.42");
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
    aes(name, algorithm, Ciphers::keyWrap, aliases);
  }

  private void paddedKeyWrap(String name, String... aliases) {
    aes(name, "CKM_AES_KEY_WRAP_PAD", Ciphers::paddedKeyWrap, aliases);
  }

  private void aes(String name, String algorithm, CipherMaker maker, String... aliases) {
    row("Cipher", name, "", algorithm, SECRET, DOCUMENTED, aliases)
        .by(Ciphers.class, c -> maker.make(c.others(), name));
  }

  private void macs() {
    mac("HS256", SHA_256);
    mac("HS384", SHA_384);
    mac("HS512", SHA_512);
  }

  private void mac(String name, Digest digest) {
    row("Mac", name, digest.standardName(), name, SECRET, DOCUMENTED)
        .by(DigestMac.class, c -> new DigestMac(name, digest));
  }

  private void keys() {
    row("KeyPairGenerator", "AzureKeyVaultRSA", "", "keys/create, RSA and RSA-HSM", NONE, RECORDED)
        .by(Generators.class, c -> Generators.rsa(c.configured(), "AzureKeyVaultRSA"));
    row("KeyPairGenerator", "AzureKeyVaultEC", "", "keys/create, EC and EC-HSM", NONE, RECORDED)
        .by(Generators.class, c -> Generators.ec(c.configured(), "AzureKeyVaultEC"));
    row("KeyGenerator", "AzureKeyVaultAES", "", "keys/create, oct-HSM", NONE, RECORDED)
        .by(Generators.class, c -> Generators.aes(c.configured(), "AzureKeyVaultAES"));
    row("KeyFactory", "AzureKeyVault", "", "keys/get", NONE, RECORDED)
        .by(KeyFactories.class, c -> KeyFactories.keyPairs(c.configured()));
    row("SecretKeyFactory", "AzureKeyVault", "", "keys/get", NONE, RECORDED)
        .by(KeyFactories.class, c -> KeyFactories.secretKeys(c.configured()));
    row("SecureRandom", "AzureManagedHSM", "", "rng", NONE, RECORDED)
        .by(BY_NAME, HsmRandom.class, c -> new HsmRandom(c.configured()));
  }

  private void keytool(String name, ServiceRow.Factory factory) {
    row("KeyPairGenerator", name, "", "certificates/create", NONE, RECORDED)
        .by(Generators.class, factory);
  }

  /** The JDK's own, which BouncyCastle and Nimbus ask the provider of a signature or cipher for. */
  private void standIns() {
    digest("SHA256", SHA_256);
    digest("SHA384", SHA_384);
    digest("SHA512", SHA_512);
    row("AlgorithmParameters", "OAEP", "", "", NONE, LOCAL)
        .by(
            BEHIND_ANOTHER,
            DelegatedParameters.class,
            c -> new DelegatedParameters("OAEP", "SunJCE"));
  }

  private void digest(String name, Digest digest) {
    row("MessageDigest", name, digest.standardName(), "", NONE, LOCAL)
        .by(BEHIND_ANOTHER, MessageDigest.class, c -> digest.newMessageDigest());
  }

  private static Object keyStore(ServiceContext context) {
    return new AzureKeyVaultKeyStore(context.configured(), context.missed());
  }

  @FunctionalInterface
  private interface CipherMaker {
    CipherSpi make(OtherProviders others, String name);
  }

  /** A row that lacks who finds it and who makes its instances. */
  @FunctionalInterface
  private interface Unmade {
    void by(Registration registration, Class<?> door, ServiceRow.Factory factory);

    default void by(Class<?> door, ServiceRow.Factory factory) {
      by(LISTED, door, factory);
    }
  }

  private Unmade row(
      String type,
      String name,
      String digest,
      String algorithm,
      KeyClasses keys,
      Evidence evidence,
      String... aliases) {
    List<String> names = Arrays.stream(aliases).flatMap(ServiceTable::spellings).toList();
    return (registration, door, factory) ->
        rows.add(
            new ServiceRow(
                type, name, names, digest, algorithm, keys, evidence, registration, door, factory));
  }

  /** With the prefix and without: the JDK registers object identifiers in both spellings. */
  private static Stream<String> spellings(String alias) {
    return alias.startsWith(OID)
        ? Stream.of(alias.substring(OID.length()), alias)
        : Stream.of(alias);
  }
}
