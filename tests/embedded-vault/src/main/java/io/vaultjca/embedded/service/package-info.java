/**
 * The REST service: routes, tokens, bodies, errors and the operations, in the wire format of Key
 * Vault and Managed HSM. Each collection has its classes.
 */
package io.vaultjca.embedded.service;
