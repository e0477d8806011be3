package io.vaultjca.vault;

/**
 * An object in a list, as the service spells it, and what its current version may be used for.
 *
 * @param version empty in a list of current versions
 * @param certified whether the list tells the thumbprint of its certificate
 */
public record ListedItem(String name, String version, Attributes attributes, boolean certified) {}
