/** Makes keys in a vault. */
package io.vaultjca.provider.generator;
