package io.vaultjca.vault;

/**
 * An object in a list, as the service spells it.
 *
 * @param version empty in a list of current versions
 * @param certified whether the list shows the thumbprint of its certificate
 */
public record ListedItem(String name, String version, Attributes attributes, boolean certified) {}
