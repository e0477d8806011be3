package io.vaultjca.provider.table;

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
import io.vaultjca.keystore.VaultKeyManagerFactorySpi;
import io.vaultjca.provider.cipher.AesCbcCipher;
import io.vaultjca.provider.cipher.AesGcmCipher;
import io.vaultjca.provider.cipher.KeyWrapCipher;
import io.vaultjca.provider.cipher.RsaCipher;
import io.vaultjca.provider.generator.KeytoolKeyPairGenerator;
import io.vaultjca.provider.generator.VaultKeyGenerator;
import io.vaultjca.provider.generator.VaultKeyPairGenerator;
import io.vaultjca.provider.jvm.DelegatedParameters;
import io.vaultjca.provider.jvm.Digest;
import io.vaultjca.provider.jvm.OtherProviders;
import io.vaultjca.provider.keyfactory.VaultKeyFactory;
import io.vaultjca.provider.keyfactory.VaultSecretKeyFactory;
import io.vaultjca.provider.mac.DigestMac;
import io.vaultjca.provider.random.HsmRandom;
import io.vaultjca.provider.signature.EcdsaEncoding;
import io.vaultjca.provider.signature.EcdsaSignature;
import io.vaultjca.provider.signature.RsaPkcs1Signature;
import io.vaultjca.provider.signature.RsaPssSignature;
import io.vaultjca.provider.signature.RsaRawSignature;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;

/**
 * Every service of the provider: what programs ask for, and what the service is asked for.
 *
 * <p>A name that the JDK serves too is listed only under types where the JCA asks a provider
 * whether it takes the key: {@code Signature}, {@code Cipher}, {@code Mac}.
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

  /**
   * The rows that are registered on request only: names that the JDK serves too.
   *
   * @return the rows
   */
  public static List<ServiceRow> keytoolRows() {
    ServiceTable table = new ServiceTable();
    table.keytoolGenerator("RSA", VaultKeyPairGenerator.Kind.RSA);
    table.keytoolGenerator("EC", VaultKeyPairGenerator.Kind.EC);
    return List.copyOf(table.rows);
  }

  private void keytoolGenerator(String name, VaultKeyPairGenerator.Kind kind) {
    keys(
        "KeyPairGenerator",
        name,
        "certificates/create",
        KeytoolKeyPairGenerator.class,
        context -> new KeytoolKeyPairGenerator(context.configured(), context.missed(), kind));
  }

  private static List<ServiceRow> build() {
    ServiceTable table = new ServiceTable();
    table.keyStore();
    table.rsaSignatures();
    table.ecdsaSignatures();
    table.rsaCiphers();
    table.aesCiphers();
    table.keyWraps();
    table.macs();
    table.keysAndGenerators();
    table.standIns();
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
            LISTED,
            Map.of(),
            AzureKeyVaultKeyStore.class,
            context -> new AzureKeyVaultKeyStore(context.configured(), context.missed())));
    add(
        new ServiceRow(
            "KeyManagerFactory",
            "AzureKeyVault",
            List.of(),
            "",
            "",
            NONE,
            LOCAL,
            LISTED,
            Map.of(),
            VaultKeyManagerFactorySpi.class,
            context -> new VaultKeyManagerFactorySpi()));
  }

  private void rsaSignatures() {
    pkcs1(
        "SHA1withRSA",
        Digest.SHA_1,
        "RSNULL",
        DOCUMENTED,
        // The last identifier is OIW's, which the JDK registers in this spelling only.
        List.of("1.2.840.113549.1.1.5", "OID.1.2.840.113549.1.1.5", "1.3.14.3.2.29"));
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
            LISTED,
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
            LISTED,
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
            LISTED,
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
            LISTED,
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
            LISTED,
            Map.of(),
            EcdsaSignature.class,
            context -> new EcdsaSignature(context.others(), name, digest, encoding)));
  }

  private void rsaCiphers() {
    rsaCipher("RSA/ECB/PKCS1Padding", List.of("RSA"), "RSA1_5", RsaCipher::pkcs1);
    rsaCipher("RSA/ECB/OAEPPadding", List.of(), "RSA-OAEP, RSA-OAEP-256", RsaCipher::oaep);
    rsaCipher(
        "RSA/ECB/OAEPWithSHA-1AndMGF1Padding",
        List.of("RSA/ECB/OAEPWithSHA1AndMGF1Padding"),
        "RSA-OAEP",
        RsaCipher::oaepSha1);
    rsaCipher(
        "RSA/ECB/OAEPWithSHA-256AndMGF1Padding",
        List.of("RSA/ECB/OAEPWithSHA256AndMGF1Padding"),
        "RSA-OAEP-256",
        RsaCipher::oaepSha256);
  }

  private void rsaCipher(
      String name,
      List<String> aliases,
      String algorithm,
      BiFunction<OtherProviders, String, RsaCipher> maker) {
    add(
        new ServiceRow(
            "Cipher",
            name,
            aliases,
            "",
            algorithm,
            RSA,
            RECORDED,
            LISTED,
            Map.of(),
            RsaCipher.class,
            context -> maker.apply(context.others(), name)));
  }

  private void aesCiphers() {
    gcm("AES/GCM/NoPadding", 0, List.of());
    gcm("AES_128/GCM/NoPadding", 128, oid("2.16.840.1.101.3.4.1.6"));
    gcm("AES_192/GCM/NoPadding", 192, oid("2.16.840.1.101.3.4.1.26"));
    gcm("AES_256/GCM/NoPadding", 256, oid("2.16.840.1.101.3.4.1.46"));
    cbc("AES/CBC/PKCS5Padding", 0, true, List.of());
    cbc("AES_128/CBC/PKCS5Padding", 128, true, List.of());
    cbc("AES_192/CBC/PKCS5Padding", 192, true, List.of());
    cbc("AES_256/CBC/PKCS5Padding", 256, true, List.of());
    cbc("AES/CBC/NoPadding", 0, false, List.of());
    cbc("AES_128/CBC/NoPadding", 128, false, oid("2.16.840.1.101.3.4.1.2"));
    cbc("AES_192/CBC/NoPadding", 192, false, oid("2.16.840.1.101.3.4.1.22"));
    cbc("AES_256/CBC/NoPadding", 256, false, oid("2.16.840.1.101.3.4.1.42"));
  }

  private void gcm(String name, int bits, List<String> aliases) {
    secretCipher(
        name,
        aliases,
        sized(bits, "GCM"),
        AesGcmCipher.class,
        context -> new AesGcmCipher(context.others(), name, bits));
  }

  private void cbc(String name, int bits, boolean padded, List<String> aliases) {
    secretCipher(
        name,
        aliases,
        sized(bits, padded ? "CBCPAD" : "CBC"),
        AesCbcCipher.class,
        context -> new AesCbcCipher(context.others(), name, bits, padded));
  }

  private void keyWraps() {
    keyWrap("AES/KW/NoPadding", 0, List.of("AESWrap"));
    keyWrap("AES_128/KW/NoPadding", 128, with("AESWrap_128", oid("2.16.840.1.101.3.4.1.5")));
    keyWrap("AES_192/KW/NoPadding", 192, with("AESWrap_192", oid("2.16.840.1.101.3.4.1.25")));
    keyWrap("AES_256/KW/NoPadding", 256, with("AESWrap_256", oid("2.16.840.1.101.3.4.1.45")));
    paddedKeyWrap("AES/KWP/NoPadding", 0, List.of("AESWrapPad"));
    paddedKeyWrap(
        "AES_128/KWP/NoPadding", 128, with("AESWrapPad_128", oid("2.16.840.1.101.3.4.1.8")));
    paddedKeyWrap(
        "AES_192/KWP/NoPadding", 192, with("AESWrapPad_192", oid("2.16.840.1.101.3.4.1.28")));
    paddedKeyWrap(
        "AES_256/KWP/NoPadding", 256, with("AESWrapPad_256", oid("2.16.840.1.101.3.4.1.48")));
  }

  private void keyWrap(String name, int bits, List<String> aliases) {
    secretCipher(
        name,
        aliases,
        bits == 0 ? sized(bits, "KW") + ", CKM_AES_KEY_WRAP" : sized(bits, "KW"),
        KeyWrapCipher.class,
        context -> new KeyWrapCipher(context.others(), name, bits, false));
  }

  private void paddedKeyWrap(String name, int bits, List<String> aliases) {
    secretCipher(
        name,
        aliases,
        "CKM_AES_KEY_WRAP_PAD",
        KeyWrapCipher.class,
        context -> new KeyWrapCipher(context.others(), name, bits, true));
  }

  private static String sized(int bits, String suffix) {
    return bits == 0
        ? "A128" + suffix + ", A192" + suffix + ", A256" + suffix
        : "A" + bits + suffix;
  }

  private void secretCipher(
      String name,
      List<String> aliases,
      String algorithm,
      Class<?> implementation,
      ServiceRow.Factory factory) {
    add(
        new ServiceRow(
            "Cipher",
            name,
            aliases,
            "",
            algorithm,
            SECRET,
            DOCUMENTED,
            LISTED,
            Map.of(),
            implementation,
            factory));
  }

  private void macs() {
    mac("HS256", Digest.SHA_256);
    mac("HS384", Digest.SHA_384);
    mac("HS512", Digest.SHA_512);
  }

  private void mac(String name, Digest digest) {
    add(
        new ServiceRow(
            "Mac",
            name,
            List.of(),
            digest.standardName(),
            name,
            SECRET,
            DOCUMENTED,
            LISTED,
            Map.of(),
            DigestMac.class,
            context -> new DigestMac(name, digest)));
  }

  private void keysAndGenerators() {
    keys(
        "KeyPairGenerator",
        "AzureKeyVaultRSA",
        "keys/create, RSA and RSA-HSM",
        VaultKeyPairGenerator.class,
        context ->
            new VaultKeyPairGenerator(
                context.configured(), "AzureKeyVaultRSA", VaultKeyPairGenerator.Kind.RSA));
    keys(
        "KeyPairGenerator",
        "AzureKeyVaultEC",
        "keys/create, EC and EC-HSM",
        VaultKeyPairGenerator.class,
        context ->
            new VaultKeyPairGenerator(
                context.configured(), "AzureKeyVaultEC", VaultKeyPairGenerator.Kind.EC));
    keys(
        "KeyGenerator",
        "AzureKeyVaultAES",
        "keys/create, oct-HSM",
        VaultKeyGenerator.class,
        context -> new VaultKeyGenerator(context.configured(), "AzureKeyVaultAES"));
    keys(
        "KeyFactory",
        "AzureKeyVault",
        "keys/get",
        VaultKeyFactory.class,
        context -> new VaultKeyFactory(context.configured()));
    keys(
        "SecretKeyFactory",
        "AzureKeyVault",
        "keys/get",
        VaultSecretKeyFactory.class,
        context -> new VaultSecretKeyFactory(context.configured()));
    add(
        new ServiceRow(
            "SecureRandom",
            "AzureManagedHSM",
            List.of(),
            "",
            "rng",
            NONE,
            RECORDED,
            BY_NAME,
            Map.of("ThreadSafe", "true"),
            HsmRandom.class,
            context -> new HsmRandom(context.configured())));
  }

  private void keys(
      String type,
      String name,
      String request,
      Class<?> implementation,
      ServiceRow.Factory factory) {
    add(
        new ServiceRow(
            type,
            name,
            List.of(),
            "",
            request,
            NONE,
            RECORDED,
            LISTED,
            Map.of(),
            implementation,
            factory));
  }

  /**
   * What BouncyCastle and Nimbus ask the provider of a signature or cipher for, and no other: the
   * JDK's own.
   */
  private void standIns() {
    digest("SHA256", Digest.SHA_256);
    digest("SHA384", Digest.SHA_384);
    digest("SHA512", Digest.SHA_512);
    add(
        new ServiceRow(
            "AlgorithmParameters",
            "OAEP",
            List.of(),
            "",
            "",
            NONE,
            LOCAL,
            BEHIND_ANOTHER,
            Map.of(),
            DelegatedParameters.class,
            context -> new DelegatedParameters("OAEP", "SunJCE")));
  }

  private void digest(String name, Digest digest) {
    add(
        new ServiceRow(
            "MessageDigest",
            name,
            List.of(),
            digest.standardName(),
            "",
            NONE,
            LOCAL,
            BEHIND_ANOTHER,
            Map.of(),
            MessageDigest.class,
            context -> digest.newMessageDigest()));
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
