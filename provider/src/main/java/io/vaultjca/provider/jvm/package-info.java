/**
 * What the JVM's other providers do for this one: digests, and every operation with a key that is
 * not in a vault. Nothing in here knows the service.
 */
package io.vaultjca.provider.jvm;
