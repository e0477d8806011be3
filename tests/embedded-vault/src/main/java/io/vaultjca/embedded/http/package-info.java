/**
 * HTTP/1.1 over TLS on loopback: connections, requests, answers and the certificate. Nothing here
 * knows what a vault is.
 */
package io.vaultjca.embedded.http;
