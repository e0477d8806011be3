package io.vaultjca.embedded;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The messages for mistakes in a seed name the entry, the line and the member. */
class SeedTest {
  private static VaultServer vault;

  @BeforeAll
  static void start() {
    vault = VaultServer.start();
  }

  @AfterAll
  static void close() {
    vault.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'keyz':[]}|the seed (line 1, keyz): Property keyz is not recognized",
        "{~ 'keys':[],~ 'a/b':1}|the seed (line 3, a/b): Property a/b is not recognized",
        "{'keys':7}|the seed (line 1, keys): it must be a list",
        "{'keys':[~{'name':'k'},~'k']}|keys[1] (line 3): it must be a JSON object",
        "[]|the seed (line 1): it must be a JSON object",
        "``|the seed (line 1): it must be a JSON object",
        "{'keys':[{'name':'k',~'kty':'DSA'}]}|the key k (line 2, kty): Invalid kty value: 'DSA'",
        "{'keys':[{'kty':'EC',~'name':'k',~'crv':'P-224'}]}|the key k (line 3, crv): Invalid elliptic curve: 'P-224'",
        "{'keys':[{'name':'k',~~'size':1024}]}|the key k (line 3, size): Invalid key size: '1024'",
        "{'keys':[{'name':'k','key_ops':~['fly']}]}|the key k (line 1, key_ops): Invalid key operation 'fly' for a key of type 'RSA'",
        "{'keys':[{'name':'k'},~{'kty':'EC'}]}|keys[1] (line 2, name): Property name is required",
        "{'keys':[{'name':'a_b',~'kty':'EC'}]}|the key a_b (line 1, name): The request URI contains an invalid name: a_b",
        "{'keys':[{'name':'k',~'nbf':'soon'}]}|the key k (line 2, nbf): Property nbf has invalid value",
        "{'keys':[{'name':'k',~'pkcs8':'AAAA'}]}|the key k (line 2, pkcs8): Property pkcs8 has invalid value",
        "{'keys':[{'name':'k',~'shade':1}]}|the key k (line 2, shade): Property shade is not recognized",
        "{'keys':[{'name':'%1000000000000d',~'count':2}]}|the key %1000000000000d (line 1, name): not a format for a number: %1000000000000d",
        "{'keys':[{'name':'k%d',~'count':0}]}|the key k%d (line 2, count): count must be 1 to 100000, not 0",
        "{'secrets':[~{'name':'s'}]}|the secret s (line 2, value): Property value is required",
        "{'certificates':[{'name':'c',~'subject':'nobody'}]}|the certificate c (line 2, subject): Invalid subject name 'nobody'.",
        "{'certificates':[{'name':'c',~'ekus':['x']}]}|the certificate c (line 2, ekus): Invalid extended key usage 'x': it is no object identifier.",
        "{'certificates':[{'name':'c',~'dnsNames':['b\u00fccher']}]}|the certificate c (line 2, dnsNames): Invalid subject alternative name 'b\u00fccher': it is not ASCII.",
        "{'certificates':[{'name':'c',~~'ipAddresses':['10.0.0.256']}]}|the certificate c (line 3, ipAddresses): Invalid IP address '10.0.0.256'.",
        "{'certificates':[{'name':'c',~'keyUsage':['x']}]}|the certificate c (line 2, keyUsage): Property key_usage has invalid value",
        "{'certificates':[{'name':'c',~'size':1}]}|the certificate c (line 2, size): Invalid key size: '1'",
        "{'certificates':[{'name':'c',~'kty':'RSA-HSM',~'exportable':true}]}|the certificate c (line 3, exportable): A key of type 'RSA-HSM' cannot be exportable.",
        "{'certificates':[{'name':'c','kty':'EC',~'chain':3}]}|the certificate c (line 2, chain): chain must be 0 (self-signed), 1 (root) or 2 (intermediate and root)",
        "{'certificates':[{'name':'c','kty':'EC',~'validity':'1Y'}]}|the certificate c (line 2, validity): validity must be an ISO 8601 duration such as P1Y or PT2H, not 1Y"
      })
  void namesEntryLineAndMember(String seed, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> vault.seed(json(seed)))
        .withMessage(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "one key|line 1, column 1",
        "{'keys':[~{'name':'k'~'size':2048}]}|line 3, column 1, at keys[0].name",
        "{'keys':[~{'name':'k',~'size':2O48}]}|line 3, column 9, at keys[0].size",
        "{'keys':[]}~{'secrets':[]}|line 2, column 1",
        "{'keys':[],~'keys':[]}|line 2, column 7, at keys",
        "{'keys':[{'name':'a',~'name':'b'}]}|line 2, column 7, at keys[0].name"
      })
  void locatesMalformedJson(String seed, String place) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> vault.seed(json(seed)))
        .withMessageStartingWith("the seed is not JSON (" + place + "): ")
        .withMessageNotContaining("Source");
  }

  private static String json(String seed) {
    return seed.replace('\'', '"').replace('~', '\n');
  }
}
