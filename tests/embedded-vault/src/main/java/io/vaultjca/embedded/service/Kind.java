package io.vaultjca.embedded.service;

/** The collections, with their names in paths and messages. */
enum Kind {
  KEYS("keys", "key", "Key"),
  SECRETS("secrets", "secret", "Secret"),
  CERTIFICATES("certificates", "certificate", "Certificate"),
  STORAGE_ACCOUNTS("storage", "storage account", "StorageAccount"),
  /** Below the path of their storage account, which shows whether they are deleted. */
  SAS_DEFINITIONS("sas", "SAS definition", "SasDefinition");

  private final String plural;
  private final String singular;
  private final String title;

  Kind(String plural, String singular, String title) {
    this.plural = plural;
    this.singular = singular;
    this.title = title;
  }

  String plural() {
    return plural;
  }

  String deletedPlural() {
    return this == SAS_DEFINITIONS ? plural : "deleted" + plural;
  }

  String singular() {
    return singular;
  }

  String title() {
    return title;
  }

  String notFoundCode() {
    return title + "NotFound";
  }
}
