package io.vaultjca.embedded.service;

import io.vaultjca.embedded.crypto.InvalidInputException;
import io.vaultjca.embedded.crypto.KeyMaterial;
import io.vaultjca.embedded.crypto.KeyParts;
import io.vaultjca.embedded.crypto.RsaAesKeyWrap;
import io.vaultjca.embedded.store.KeyVersion;
import io.vaultjca.embedded.store.VaultState;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * A key from another HSM, wrapped with a <em>key exchange key</em> of this vault: the member {@code
 * key_hsm} of an import. The format is that of Microsoft's "Bring your own key specification".
 */
final class TransferBlob {
  private static final String WRAP = "CKM_RSA_AES_KEY_WRAP";

  private TransferBlob() {}

  /** Unwraps a key of the given type. */
  static KeyMaterial material(byte[] blob, KeyType type, VaultState state) throws ServiceException {
    if (!type.label().endsWith("-HSM")) {
      throw Body.invalid("kty");
    }
    Body document = document(blob);
    Body header = document.object("header", "kid", "alg", "enc");
    if (header == null
        || !"dir".equals(header.required("alg"))
        || !WRAP.equals(header.required("enc"))) {
      throw Body.invalid("key_hsm");
    }
    byte[] wrapped = document.requiredBytes("ciphertext");
    KeyMaterial.Rsa exchange = exchangeKey(header.required("kid"), state);
    try {
      byte[] plain = RsaAesKeyWrap.unwrap(WRAP, exchange.privateKey(), wrapped);
      KeyMaterial material =
          type.family() == KeyType.Family.OCT ? KeyParts.oct(plain) : KeyParts.pkcs8(plain);
      boolean asNamed =
          switch (type.family()) {
            case RSA -> material instanceof KeyMaterial.Rsa;
            case EC -> material instanceof KeyMaterial.Ec;
            case OCT -> material instanceof KeyMaterial.Oct;
            case AKP -> false;
          };
      if (!asNamed) {
        throw Body.invalid("kty");
      }
      return material;
    } catch (InvalidInputException invalid) {
      throw ServiceException.badParameter(invalid).about("key_hsm");
    }
  }

  private static Body document(byte[] blob) throws ServiceException {
    try {
      Body document =
          Body.of(Json.read(blob), "schema_version", "header", "ciphertext", "generator");
      if (document.required("schema_version").startsWith("1.")) {
        return document;
      }
    } catch (IOException malformed) {
      throw Body.invalid("key_hsm");
    }
    throw Body.invalid("key_hsm");
  }

  /** Finds the key exchange key, whose only operation must be {@code import}. */
  private static KeyMaterial.Rsa exchangeKey(String kid, VaultState state) throws ServiceException {
    String[] path =
        kid.startsWith(state.baseUri() + "/keys/")
            ? kid.substring(state.baseUri().length() + "/keys/".length()).split("/", 2)
            : new String[0];
    Optional<KeyVersion> found =
        path.length < 1
            ? Optional.empty()
            : state
                .keys()
                .live(path[0])
                .flatMap(key -> key.version(path.length == 2 ? path[1] : ""));
    if (found.isEmpty()) {
      throw ServiceException.notFound(Kind.KEYS, kid);
    }
    KeyVersion key = found.get();
    if (!key.operations().equals(List.of("import"))
        || !key.attributes().enabled()
        || !key.hsm()
        || !(key.material() instanceof KeyMaterial.Rsa rsa)) {
      throw ServiceException.forbidden(
          "KeyOperationForbidden", "Operation import is not permitted on this key.");
    }
    return rsa;
  }
}
