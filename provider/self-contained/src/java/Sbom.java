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
 * Makes the SBOM of the self-contained jar from that of the module: the jar leaves some
 * dependencies out, which the CycloneDX plugin cannot know. The build runs it from this source.
 */
final class Sbom {
  private static final ObjectMapper JSON = new ObjectMapper();

  private Sbom() {}

  /**
   * Takes the plugin's file, the file to write, and the groups and libraries that the jar leaves
   * out.
   */
  public static void main(String[] arguments) throws IOException {
    Path module = Path.of(arguments[0]);
    Path jar = Path.of(arguments[1]);
    Files.deleteIfExists(jar);
    if (!Files.exists(module)) {
      // The plugin makes none while Maven is offline.
      System.err.println("[WARNING] " + module + " does not exist: the jar gets no SBOM");
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
        // Whatever Maven's scope was: it is in the jar.
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
    // The same bytes on every system.
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
