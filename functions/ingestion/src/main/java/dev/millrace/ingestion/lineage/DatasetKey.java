package dev.millrace.ingestion.lineage;

import dev.millrace.common.http.Problem;
import dev.millrace.ingestion.definition.DefinitionObject;
import dev.millrace.ingestion.definition.InvalidDefinition;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What tells the rows of a dataset apart, and whose they are.
 *
 * @param columns the key's columns with their types, in order; none where rows are only appended
 */
public record DatasetKey(String owner, Map<String, KeyType> columns) {
  /** Copies the columns. */
  public DatasetKey {
    Objects.requireNonNull(owner);
    columns = Collections.unmodifiableMap(new LinkedHashMap<>(columns));
  }

  /**
   * The values that the query parameter {@code key} says: an object of JSON with a member for each
   * column, or for a key of one column the plain value.
   *
   * @throws Problem 400 when it does not say one value for each column, of the column's type
   */
  Map<String, Object> values(String held) {
    if (columns.size() == 1 && !held.startsWith("{")) {
      Map.Entry<String, KeyType> only = columns.entrySet().iterator().next();
      return Map.of(
          only.getKey(),
          only.getValue()
              .parse(held)
              .orElseThrow(() -> invalid(shown(held), only.getValue().expected())));
    }
    return values(object(held));
  }

  private Map<String, Object> values(DefinitionObject object) {
    if (!object.names().stream()
        .sorted()
        .toList()
        .equals(columns.keySet().stream().sorted().toList())) {
      throw invalid("the members " + object.names(), "the members " + names());
    }
    Map<String, Object> values = new LinkedHashMap<>();
    columns.forEach(
        (name, type) -> {
          Object member = object.value(name);
          values.put(
              name,
              type.value(member)
                  .orElseThrow(
                      () ->
                          invalid(
                              "%s in the member %s".formatted(DefinitionObject.shown(member), name),
                              type.expected())));
        });
    return values;
  }

  private DefinitionObject object(String held) {
    try {
      return DefinitionObject.parse(held.getBytes(StandardCharsets.UTF_8));
    } catch (InvalidDefinition noObject) {
      throw invalid(shown(held), "an object of JSON with the members " + names());
    }
  }

  private List<String> names() {
    return List.copyOf(columns.keySet());
  }

  private static String shown(String held) {
    return "\"%.100s\"".formatted(held);
  }

  private static Problem invalid(String held, String expected) {
    return Problem.badRequest(
        "Query parameter key holds %s; expected %s".formatted(held, expected));
  }
}
