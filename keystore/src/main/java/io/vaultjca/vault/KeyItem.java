package io.vaultjca.vault;

/**
 * A key in a list.
 *
 * @param name its name, as the service spells it
 * @param enabled whether its current version may be used
 * @param managed whether it belongs to a certificate of the same name
 */
public record KeyItem(String name, boolean enabled, boolean managed) {}
