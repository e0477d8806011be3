import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Set;

/**
 * Writes the SBOM of the self-contained jar. It removes the dependencies that the jar leaves out
 * from the module's SBOM, since the CycloneDX plugin does not know them. The build runs this source
 * file.
 */
final class Sbom {
  private static final ObjectMapper JSON = new ObjectMapper();

  private Sbom() {}

  /**
   * Runs the program.
   *
   * @param arguments the plugin's file, the file to write, and the groups and libraries that the jar
   *     leaves out
   */
  public static void main(String[] arguments) throws IOException {
    Path module = Path.of(arguments[0]);
    Path jar = Path.of(arguments[1]);
    Files.deleteIfExists(jar);
    if (!Files.exists(module)) {
      // The plugin writes no file if Maven is offline.
      System.err.printf("[WARNING] %s does not exist: the jar gets no SBOM%n", module);
      return;
    }
    Set<String> leftOut = Set.copyOf(Arrays.asList(arguments).subList(2, arguments.length));
    ObjectNode bom = (ObjectNode) JSON.readTree(module.toFile());
    Set<String> gone = new HashSet<>();
    for (Iterator<JsonNode> components = bom.get("components").elements(); components.hasNext(); ) {
      ObjectNode component = (ObjectNode) components.next();
      String group = component.get("group").textValue();
      if (leftOut.contains(group)
          || leftOut.contains(group + ":" + component.get("name").textValue())) {
        gone.add(component.get("bom-ref").textValue());
        components.remove();
      } else {
        // It is in the jar, whatever its scope in Maven.
        component.put("scope", "required");
      }
    }
    for (Iterator<JsonNode> nodes = bom.get("dependencies").elements(); nodes.hasNext(); ) {
      JsonNode node = nodes.next();
      if (gone.contains(node.get("ref").textValue())) {
        nodes.remove();
      } else {
        removeReferences(node.path("dependsOn").elements(), gone);
      }
    }
    // Not the system's line separator: the build is reproducible.
    DefaultIndenter indenter = new DefaultIndenter("  ", "\n");
    DefaultPrettyPrinter printer = new DefaultPrettyPrinter();
    printer.indentObjectsWith(indenter);
    printer.indentArraysWith(indenter);
    Files.writeString(jar, JSON.writer(printer).writeValueAsString(bom) + "\n");
  }

  private static void removeReferences(Iterator<JsonNode> references, Set<String> gone) {
    while (references.hasNext()) {
      if (gone.contains(references.next().textValue())) {
        references.remove();
      }
    }
  }
}
