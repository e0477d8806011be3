package io.vaultjca.vault;

/** An object in a list, as the service spells it, and what its current version may be used for. */
public record ListedItem(String name, Attributes attributes) {}
