/** What the families of services have in common: how an instance is made, and of what. */
package io.vaultjca.provider.family;
