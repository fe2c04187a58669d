package dev.millrace.ingestion.rule;

import dev.millrace.features.lookup.LookupKey;
import dev.millrace.features.lookup.UsZipCode;
import dev.millrace.ingestion.definition.DefinitionObject;
import dev.millrace.ingestion.row.JsonValues;
import dev.millrace.ingestion.row.Row;
import dev.millrace.ingestion.rule.lookup.LookupTables;
import dev.millrace.ingestion.rule.mask.FieldOrigins;
import dev.millrace.ingestion.rule.mask.FieldPath;
import dev.millrace.ingestion.rule.value.ValueRejected;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Sets fields to the attributes of a look-up table's row, found by a field's text. */
record LookupRule(
    RuleField from,
    String table,
    boolean isZipCode,
    Map<String, String> columns,
    boolean rejectsMissing,
    LookupTables lookups)
    implements TransformationRule {
  private static final Pattern TABLE = Pattern.compile("[a-z][a-z0-9_]{0,62}");
  private static final int MOST_COLUMNS = 100;
  private static final String ZIP_CODE = "us_zip_code";
  private static final String REJECT = "reject";

  static LookupRule read(DefinitionObject definition, RuleServices services) {
    String table = definition.text("table");
    if (!TABLE.matcher(table).matches()) {
      throw definition.refused("table", "a look-up table's name, as " + TABLE.pattern());
    }
    return new LookupRule(
        RuleField.read(definition),
        table,
        definition.has("as") && definition.word("as", List.of("text", ZIP_CODE)).equals(ZIP_CODE),
        columns(definition),
        definition.has("missing")
            && definition.word("missing", List.of("null", REJECT)).equals(REJECT),
        services.lookups());
  }

  private static Map<String, String> columns(DefinitionObject definition) {
    DefinitionObject declared =
        definition
            .optionalObject("columns")
            .orElseThrow(() -> definition.refused("columns", "an object: field by attribute"));
    Map<String, String> columns = new LinkedHashMap<>();
    for (String attribute : declared.names()) {
      columns.put(attribute, RuleField.newName(declared, attribute));
    }
    if (columns.isEmpty() || columns.size() > MOST_COLUMNS) {
      throw definition.refused("columns", "1 to %d attributes".formatted(MOST_COLUMNS));
    }
    return columns;
  }

  @Override
  public void prepare(List<Row> rows) {
    Set<String> keys = new HashSet<>();
    rows.forEach(row -> key(row.value(from.name())).ifPresent(keys::add));
    if (!keys.isEmpty()) {
      lookups.find(table, keys);
    }
  }

  /** The key that a value is; empty where it is none. */
  private Optional<String> key(Object held) {
    Optional<String> text =
        switch (held) {
          case null -> Optional.empty();
          case List<?> elements -> Optional.empty();
          case Map<?, ?> members -> Optional.empty();
          case String plain -> Optional.of(plain);
          default -> Optional.of(JsonValues.text(held));
        };
    return text.flatMap(plain -> isZipCode ? UsZipCode.ofText(plain).key() : text)
        .filter(LookupRule::isKey);
  }

  private static boolean isKey(String text) {
    return !text.isEmpty()
        && text.getBytes(StandardCharsets.UTF_8).length <= LookupKey.MAXIMUM_KEY_BYTES;
  }

  @Override
  public List<Row> apply(Row row) throws ValueRejected {
    Object held = from.value(row);
    Optional<String> key = key(held);
    if (held != null && key.isEmpty()) {
      throw ValueRejected.held(
          held,
          isZipCode
              ? "a zip code"
              : "a text or number of 1 to %d bytes".formatted(LookupKey.MAXIMUM_KEY_BYTES));
    }
    Map<String, Object> found =
        key.map(text -> lookups.find(table, Set.of(text)).get(text)).orElse(null);
    if (found == null && key.isPresent() && rejectsMissing) {
      throw new ValueRejected("held a key without a row in the look-up table " + table);
    }
    columns.forEach(
        (attribute, name) -> row.set(name, found == null ? null : found.get(attribute)));
    return List.of(row);
  }

  @Override
  public String field() {
    return from.name();
  }

  @Override
  public List<FieldPath> flow(FieldPath path) {
    List<FieldPath> flow = new ArrayList<>();
    if (path.head().equals(from.name())) {
      columns.values().forEach(name -> flow.add(FieldPath.of(name)));
    }
    if (!columns.containsValue(path.head())) {
      flow.add(path);
    }
    return flow;
  }

  @Override
  public FieldOrigins origins(String name) {
    return FieldOrigins.of(columns.containsValue(name) ? from.name() : name);
  }
}
