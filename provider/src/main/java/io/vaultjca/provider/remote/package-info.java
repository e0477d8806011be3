/** How the services of this provider reach a vault, and how they speak of a failure there. */
package io.vaultjca.provider.remote;
