/**
 * The endpoints that Azure Identity calls for tokens: OAuth 2.0 client credentials with a secret or
 * an assertion, managed identities of App Service and of virtual machines (IMDS), and discovery.
 */
package io.vaultjca.embedded.identity;
