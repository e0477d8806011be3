/**
 * HTTP/1.1 over TLS on loopback: connections, requests, responses and the certificate. It does not
 * depend on the vault.
 */
package io.vaultjca.embedded.http;
