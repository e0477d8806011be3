package io.vaultjca.vault;

/**
 * An object in a list.
 *
 * @param name its name, as the service spells it
 * @param attributes what its current version may be used for
 */
public record ListedItem(String name, Attributes attributes) {}
