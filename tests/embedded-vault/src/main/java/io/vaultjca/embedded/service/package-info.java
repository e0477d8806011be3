/**
 * The REST service: routes, tokens, bodies, errors and what each operation does. One class a
 * collection; the wire format is Key Vault's and Managed HSM's.
 */
package io.vaultjca.embedded.service;
