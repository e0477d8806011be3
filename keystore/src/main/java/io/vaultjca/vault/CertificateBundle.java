package io.vaultjca.vault;

import io.vaultjca.key.KeyId;
import java.util.Optional;

/**
 * A certificate as the service describes it.
 *
 * @param secretVersion the version of the secret behind the certificate, which has the same name;
 *     empty if there is no secret
 * @param encoded the certificate in DER
 */
@SuppressWarnings("ArrayRecordComponent") // The bytes are never compared.
public record CertificateBundle(
    String name,
    String version,
    KeyId keyId,
    Optional<String> secretVersion,
    byte[] encoded,
    Attributes attributes) {}
