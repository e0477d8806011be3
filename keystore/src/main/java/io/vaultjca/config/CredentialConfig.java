package io.vaultjca.config;

import io.vaultjca.Secret;
import io.vaultjca.VaultCredential;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The configuration of a credential.
 *
 * @param clientId the id of the application or of the user-assigned managed identity
 * @param instanceDiscovery whether the authority is checked against Microsoft's list
 * @param custom the program's own source of tokens
 */
public record CredentialConfig(
    CredentialKind kind,
    Optional<String> tenantId,
    Optional<String> clientId,
    Optional<Secret> clientSecret,
    Optional<Path> clientCertificate,
    Optional<Secret> clientCertificatePassword,
    Optional<Secret> accessToken,
    Optional<String> authorityHost,
    boolean instanceDiscovery,
    Optional<VaultCredential> custom) {}
