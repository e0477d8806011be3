package io.vaultjca.command.terminal;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** One object as text: a line for each value. */
final class Listing {
  private static final String INDENT = "  ";

  private Listing() {}

  static List<String> of(Fields fields) {
    List<String> lines = new ArrayList<>();
    add(lines, "", fields);
    return lines;
  }

  private static void add(List<String> lines, String indent, Fields fields) {
    int width = fields.values().keySet().stream().mapToInt(n -> label(n).length()).max().orElse(0);
    for (Map.Entry<String, Object> field : fields.values().entrySet()) {
      String label = label(field.getKey());
      Object value = field.getValue();
      if (value instanceof Fields inner) {
        lines.add(indent + label);
        add(lines, indent + INDENT, inner);
      } else if (value instanceof List<?> list
          && list.stream().anyMatch(Fields.class::isInstance)) {
        lines.add(indent + label);
        list.forEach(item -> lines.add(indent + INDENT + "- " + Cell.of(item)));
      } else {
        String padded = label + " ".repeat(width - label.length());
        lines.add("%s%s  %s".formatted(indent, padded, Cell.of(value)).stripTrailing());
      }
    }
  }

  private static String label(String name) {
    return Cell.words(name) + ":";
  }
}
