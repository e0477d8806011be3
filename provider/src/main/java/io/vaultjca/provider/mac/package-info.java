/** Message authentication by symmetric keys in a vault. */
package io.vaultjca.provider.mac;
