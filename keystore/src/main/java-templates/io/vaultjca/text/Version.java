package io.vaultjca.text;

/** The version of this product, which the build takes from its POM. */
public final class Version {
  /** Such as {@code 1.0.0}; a constant, so that no class is loaded for it. */
  public static final String NUMBER = "${project.version}";

  private Version() {}
}
