package dev.millrace.ingestion.rule;

import dev.millrace.ingestion.definition.DefinitionObject;
import dev.millrace.ingestion.row.JsonValues;
import dev.millrace.ingestion.row.Row;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Rules and rows of JSON, with a hash key and a look-up table in memory. */
final class RuleFixture {
  static final byte[] KEY = "0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.UTF_8);

  private static final Map<String, Map<String, Object>> ZIP_CODES =
      Map.of("01099", Map.of("median_income", 64000L, "name", "South Hadley"));

  static final RuleServices SERVICES =
      new RuleServices(
          new HashKey(() -> KEY),
          (table, keys) ->
              keys.stream()
                  .filter(key -> table.equals("zip_codes") && ZIP_CODES.containsKey(key))
                  .collect(Collectors.toMap(key -> key, ZIP_CODES::get)));

  private RuleFixture() {}

  /** The rules of a JSON array. */
  static Transformations rules(String array) {
    return Transformations.read(
        object("{\"transformations\": %s}".formatted(array)).objects("transformations"), SERVICES);
  }

  static DefinitionObject object(String json) {
    return DefinitionObject.parse(json.getBytes(StandardCharsets.UTF_8));
  }

  /** The row of a JSON object. */
  static Row row(String json) {
    DefinitionObject object = object(json);
    Map<String, Object> values = new LinkedHashMap<>();
    object.names().forEach(name -> values.put(name, object.value(name)));
    return new Row(values);
  }

  /** A row as JSON. */
  static String json(Row row) {
    return JsonValues.text(row.values());
  }

  /** The rows that came of a row as a JSON array, or else why it was rejected. */
  static String outcome(TransformedRow transformed) {
    List<String> rejected =
        transformed.rejected().stream()
            .map(row -> "rejected: %s %s".formatted(row.field(), row.reason()))
            .toList();
    return rejected.isEmpty()
        ? transformed.rows().stream()
            .map(RuleFixture::json)
            .collect(Collectors.joining(",", "[", "]"))
        : String.join("; ", rejected);
  }

  /** What one rule makes of a row. */
  static String applied(String rule, String row) {
    return outcome(rules('[' + rule + ']').apply(row(row)));
  }
}
