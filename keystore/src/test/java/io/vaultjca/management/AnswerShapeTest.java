package io.vaultjca.management;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vaultjca.VaultException;
import io.vaultjca.exchange.Operation;
import io.vaultjca.transport.Answer;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Malformed answers, which the Azure SDK would log or never finish reading, do not reach it. */
class AnswerShapeTest {
  private static final String SECRET = "the-value";

  private static void check(String path, String json) throws VaultException {
    byte[] body = json.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    AnswerShape.check(
        Operation.of(Duration.ofSeconds(9), "Reading"),
        path,
        new Answer(200, HttpHeaders.of(Map.of(), (name, value) -> true), body));
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '|',
      value = {
        "/secrets/s/ | {'value':'the-value','contentType':'t','previousVersion':'v','new':[{}]}",
        "/secrets/s/ | {'value':'the-value','attributes':{'enabled':true,'exp':253402300799}}",
        "/secrets | {'value':[{'id':'i','tags':{'a':'b'}}],'nextLink':null}",
        "/deletedsecrets | {'value':[{'deletedDate':1}]}",
        "/certificates/issuers | {'value':[{'id':'i','provider':'p'}]}",
        "/certificates/issuers/i | {'credentials':{'account_id':'a'},'attributes':{'enabled':true}}",
        "/certificates/issuers/i | {'org_details':{'id':'o','zip':0,'admin_details':[{'email':'e'}]}}",
        "/certificates/contacts | {'id':'i','contacts':[{'email':'e','name':null,'phone':'1'}]}"
      })
  void acceptsTheDocumentedShapes(String path, String json) {
    assertThatCode(() -> check(path, json)).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '|',
      value = {
        "/secrets/s/ | {'value':'the-value','attributes':{'enabled':'yes'}}",
        "/secrets/s/ | {'value':'the-value','attributes':{'exp':1e99}}",
        "/secrets/s/ | {'value':'the-value','attributes':{'recoverableDays':'the-value'}}",
        "/secrets/s/ | {'value':'the-value','managed':1}",
        "/secrets/s/ | {'value':'the-value','previousVersion':{}}",
        "/secrets/s/ | {'value':'the-value','tags':{'a':['the-value']}}",
        "/secrets/s/ | {'value':[{'a':'the-value'}]}",
        "/secrets | {'value':'the-value'}",
        "/certificates/issuers/i | {'credentials':'the-value'}",
        "/certificates/issuers/i | {'credentials':{'account_id':['a'],'pwd':'the-value'}}",
        "/certificates/issuers/i | {'credentials':{'pwd':{'a':'the-value'}}}",
        "/certificates/issuers/i | {'org_details':{'admin_details':{'email':'the-value'}}}",
        "/certificates/issuers/i | {'org_details':{'admin_details':[{'first_name':['a']}]}}",
        "/certificates/issuers/i | {'org_details':{'admin_details':[{'last_name':['a']}]}}",
        "/certificates/issuers/i | {'org_details':{'admin_details':[{'phone':{}}]}}",
        "/certificates/contacts | {'contacts':{'email':'the-value'}}",
        "/certificates/contacts | {'contacts':[{'email':['the-value']}]}"
      })
  void refusesOtherShapesWithoutQuotingThem(String path, String json) {
    assertThatThrownBy(() -> check(path, json))
        .isInstanceOf(VaultException.class)
        .hasMessageContaining("not what the service promises")
        .hasMessageNotContaining(SECRET);
  }
}
