package io.vaultjca.spring;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vaultjca.Setting;
import java.lang.reflect.RecordComponent;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The metadata for editors of application.yaml has the names, defaults and meanings of all
 * settings.
 */
class MetadataTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path FILE =
      Path.of(System.getProperty("vaultjca.root"))
          .resolve("provider/spring-boot-starter/src/main/resources/META-INF")
          .resolve("spring-configuration-metadata.json");

  /** The properties whose names have a prefix. */
  private static ArrayNode properties(String prefix) throws Exception {
    ArrayNode properties = JSON.createArrayNode();
    for (JsonNode property : JSON.readTree(FILE.toFile()).get("properties")) {
      if (property.get("name").asText().startsWith(prefix)) {
        properties.add(property);
      }
    }
    return properties;
  }

  @Test
  void hasEverySettingOfTheVaultWithItsDefaultAndMeaning() throws Exception {
    ArrayNode expected = JSON.createArrayNode();
    for (Setting setting : Setting.values()) {
      if (setting != Setting.KEYTOOL_GENERATORS) {
        boolean forEachAlias = setting.key().endsWith(".ALIAS");
        ObjectNode property =
            expected
                .addObject()
                .put("name", setting.key().replace(".ALIAS", ""))
                .put(
                    "type",
                    forEachAlias
                        ? "java.util.Map<java.lang.String,java.lang.String>"
                        : "java.lang.String")
                .put("description", setting.meaning() + ".");
        if (!setting.defaultValue().isEmpty()) {
          property.put("defaultValue", setting.defaultValue());
        }
      }
    }
    assertThat(properties(Setting.PREFIX).toPrettyString()).isEqualTo(expected.toPrettyString());
  }

  /** Editors find a bundle's other properties by its type. */
  @Test
  void hasEveryPropertyOfTheStarter() throws Exception {
    assertThat(properties("vaultjca.").findValuesAsText("name"))
        .containsExactly("vaultjca.ssl.bundles", "vaultjca.health.timeout");
    assertThat(properties("vaultjca.ssl").findValuesAsText("type"))
        .containsExactly(
            "java.util.Map<java.lang.String,%s>".formatted(VaultProperties.Bundle.class.getName()));
    assertThat(names(VaultProperties.class)).containsExactly("ssl", "health");
    assertThat(names(VaultProperties.Ssl.class)).containsExactly("bundles");
    assertThat(names(VaultProperties.Health.class)).containsExactly("timeout");
  }

  private static List<String> names(Class<?> type) {
    return Arrays.stream(type.getRecordComponents()).map(RecordComponent::getName).toList();
  }
}
