package io.vaultjca.vault;

import java.time.Instant;
import java.util.Optional;

/**
 * A certificate as the service describes it.
 *
 * @param name its name, as the service spells it
 * @param version its version
 * @param keyId the key behind it
 * @param secretVersion the version of the secret behind it, which has the certificate's name; empty
 *     if there is none
 * @param encoded the certificate, DER
 * @param enabled whether it may be used
 * @param notBefore when it becomes valid
 * @param expires when it stops being valid
 * @param created when this version was made
 */
@SuppressWarnings("ArrayRecordComponent") // Bytes on their way, never compared.
public record CertificateBundle(
    String name,
    String version,
    KeyId keyId,
    Optional<String> secretVersion,
    byte[] encoded,
    boolean enabled,
    Optional<Instant> notBefore,
    Optional<Instant> expires,
    Optional<Instant> created) {}
