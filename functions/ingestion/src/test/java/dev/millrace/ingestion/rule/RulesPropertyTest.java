package dev.millrace.ingestion.rule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.ingestion.definition.InvalidDefinition;
import dev.millrace.ingestion.row.JsonValues;
import dev.millrace.ingestion.row.Row;
import dev.millrace.ingestion.rule.mask.ProtectedFields;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.StringLength;
import net.jqwik.api.statistics.Statistics;

/** Laws of rules, over rules and rows that are made up. */
class RulesPropertyTest {
  private static final List<String> FIELDS = List.of("a", "b", "a_b", "a_b_a");

  private static final String REJECTING =
      "{\"rule\": \"rename\", \"field\": \"none\", \"to\": \"x\", \"required\": true}";

  @Provide
  Arbitrary<String> fields() {
    return Arbitraries.of(FIELDS);
  }

  /** Texts that are found wherever they are shown: each has another number. */
  private static Object numbered(Object value, int[] next) {
    return switch (value) {
      case String text -> "S%04dS".formatted(next[0]++);
      case List<?> elements ->
          elements.stream().map(element -> numbered(element, next)).collect(Collectors.toList());
      case Map<?, ?> members -> {
        Map<String, Object> numbered = new LinkedHashMap<>();
        members.forEach((name, member) -> numbered.put((String) name, numbered(member, next)));
        yield numbered;
      }
      default -> value;
    };
  }

  @Provide
  Arbitrary<Row> rows() {
    Arbitrary<Object> values =
        Arbitraries.recursive(
            () -> Arbitraries.of("text", "text", "text", 7L),
            inner ->
                Arbitraries.oneOf(
                    inner.list().ofMaxSize(3).map(list -> (Object) list),
                    Arbitraries.maps(Arbitraries.of("a", "b"), inner)
                        .ofMinSize(1)
                        .map(map -> (Object) new LinkedHashMap<>(map))),
            0,
            3);
    return Arbitraries.maps(fields(), values)
        .ofMinSize(2)
        .map(
            map -> {
              Map<String, Object> row = new LinkedHashMap<>();
              int[] next = {0};
              map.forEach((name, value) -> row.put(name, numbered(value, next)));
              return new Row(row);
            });
  }

  @Provide
  Arbitrary<List<String>> rules() {
    Arbitrary<String> fields = fields();
    // Those that carry a value on come more often than those that end its way.
    Arbitrary<String> one =
        Arbitraries.frequencyOf(
            Tuple.of(12, template("{'rule': 'rename', 'field': '%s', 'to': '%s'}")),
            Tuple.of(1, template("{'rule': 'drop', 'field': '%s'}")),
            Tuple.of(1, template("{'rule': 'keep', 'fields': ['%s', '%s']}")),
            Tuple.of(1, template("{'rule': 'cast', 'field': '%s', 'type': 'integer'}")),
            Tuple.of(6, template("{'rule': 'cast', 'field': '%s', 'type': 'json'}")),
            Tuple.of(1, template("{'rule': 'cast', 'field': '%s', 'type': 'string'}")),
            Tuple.of(1, template("{'rule': 'default', 'field': '%s', 'value': 'x'}")),
            Tuple.of(1, template("{'rule': 'filter', 'where': {'field': '%s', 'ne': 7}}")),
            Tuple.of(1, template("{'rule': 'filter', 'where': {'field': '%s', 'gt': 'S'}}")),
            Tuple.of(12, template("{'rule': 'derive', 'field': '%s', 'expression': '%s & %s'}")),
            Tuple.of(
                12, template("{'rule': 'derive', 'field': '%s', 'expression': '$uppercase(%s)'}")),
            Tuple.of(12, template("{'rule': 'derive', 'field': '%s', 'expression': '$string($)'}")),
            Tuple.of(12, template("{'rule': 'derive', 'field': '%s', 'expression': '%s.*'}")),
            Tuple.of(1, template("{'rule': 'derive', 'field': '%s', 'expression': '$error(%s)'}")),
            Tuple.of(12, template("{'rule': 'flatten', 'field': '%s', 'depth': 1}")),
            Tuple.of(12, template("{'rule': 'flatten', 'field': '%s'}")),
            Tuple.of(12, template("{'rule': 'explode', 'field': '%s', 'as': '%s'}")),
            Tuple.of(
                12,
                template("{'rule': 'explode', 'field': '%s', 'empty': 'keep', 'position': '%s'}")),
            Tuple.of(1, template("{'rule': 'mask', 'field': '%s', 'required': true}")),
            Tuple.of(
                1,
                template(
                    "{'rule': 'lookup', 'field': '%s', 'table': 't', 'columns': {'x': '%s'}}")));
    Arbitrary<String> protecting = fields.map("{'rule': 'hash', 'field': '%s'}"::formatted);
    return one.list()
        .ofMaxSize(6)
        .flatMap(
            list ->
                protecting.flatMap(
                    hash ->
                        Arbitraries.integers()
                            .between(0, list.size())
                            .map(
                                at -> {
                                  List<String> all = new ArrayList<>(list);
                                  all.add(at, hash);
                                  return all.stream().map(rule -> rule.replace('\'', '"')).toList();
                                })));
  }

  private Arbitrary<String> template(String rule) {
    return fields()
        .list()
        .ofSize(3)
        .map(names -> rule.formatted(names.get(0), names.get(1), names.get(2)));
  }

  @Property(tries = 500)
  void theSameRowGivesTheSameAndStaysAsItIs(
      @ForAll("rules") List<String> rules, @ForAll("rows") Row row) {
    Transformations transformations = RuleFixture.rules(rules.toString());
    Row copy = row.copy();

    TransformedRow first = transformations.apply(row);

    assertThat(row).isEqualTo(copy);
    assertThat(transformations.apply(row)).isEqualTo(first);
    assertThat(RuleFixture.rules(rules.toString()).apply(List.of(row, row)))
        .containsExactly(first, first);
  }

  /**
   * Which texts reach a hash or a mask is found by running the rules up to it. Then a rule that
   * rejects each row is put in at each position: no such text is in what that shows, nor in what is
   * shown of the row before and behind all rules.
   */
  @Property(tries = 1_000)
  void noProtectedTextIsShown(@ForAll("rules") List<String> rules, @ForAll("rows") Row row) {
    List<String> secrets = SecretTexts.of(rules, row);
    Statistics.label("has secrets")
        .collect(!secrets.isEmpty())
        .coverage(coverage -> coverage.check(true).percentage(share -> share > 20));
    for (int position = 0; position <= rules.size(); position++) {
      List<String> failing = new ArrayList<>(rules);
      failing.add(position, REJECTING);
      for (RejectedRow rejected : RuleFixture.rules(failing.toString()).apply(row).rejected()) {
        assertShowsNone(
            secrets, RuleFixture.json(rejected.row()) + rejected.reason(), failing.toString());
      }
    }
    Transformations transformations = RuleFixture.rules(rules.toString());
    ProtectedFields fields = transformations.protectedFields();
    assertShowsNone(secrets, RuleFixture.json(fields.maskRaw(row)), rules.toString());
    for (Row stored : transformations.apply(row).rows()) {
      assertShowsNone(
          secrets, RuleFixture.json(fields.maskTransformed(row, stored)), rules.toString());
      for (String name : stored.names()) {
        if (!fields.covers(name)) {
          assertShowsNone(secrets, JsonValues.text(stored.value(name)), rules + " " + name);
        }
      }
    }
  }

  private static void assertShowsNone(List<String> secrets, String shown, String rules) {
    for (String secret : secrets) {
      assertThat(shown).as("what %s shows", rules).doesNotContainIgnoringCase(secret);
    }
  }

  @Property(tries = 300)
  void aFieldThatIsRenamedAndBackIsAsBefore(
      @ForAll("rows") Row row, @ForAll("fields") String field) {
    TransformedRow transformed =
        RuleFixture.rules(
                """
                [{"rule": "rename", "field": "%s", "to": "other"},
                 {"rule": "rename", "field": "other", "to": "%s"}]"""
                    .formatted(field, field))
            .apply(row);

    assertThat(transformed.rows()).containsExactly(row);
    assertThat(transformed.rows().getFirst().names()).isEqualTo(row.names());
  }

  @Property(tries = 300)
  void equalTextsHaveEqualHashesAndOthersHaveOthers(
      @ForAll @AlphaChars @StringLength(max = 20) String one,
      @ForAll @AlphaChars @StringLength(max = 20) String other) {
    Transformations rules =
        RuleFixture.rules(
            "[{\"rule\": \"hash\", \"field\": \"a\"}, {\"rule\": \"hash\", \"field\": \"b\"}]");
    Row hashed = rules.apply(new Row(Map.of("a", one, "b", other))).rows().getFirst();

    assertThat(hashed.value("a").equals(hashed.value("b"))).isEqualTo(one.equals(other));
    assertThat((String) hashed.value("a")).matches("[0-9a-f]{64}");
  }

  @Provide
  Arbitrary<Map<String, Object>> definitions() {
    Arbitrary<String> words =
        Arbitraries.of(
            "a",
            "",
            "UTC",
            "mm:ss",
            "timestamp",
            "json",
            "iso",
            "keep",
            "fail",
            "(",
            "$now()",
            "a +");
    Arbitrary<Object> values =
        Arbitraries.recursive(
            () ->
                Arbitraries.oneOf(
                    words.map(word -> (Object) word),
                    Arbitraries.of(0L, -1L, true, 1.5).map(value -> (Object) value)),
            inner ->
                Arbitraries.oneOf(
                    inner.list().ofMaxSize(3).map(list -> (Object) list),
                    Arbitraries.maps(
                            Arbitraries.of("field", "eq", "in", "and", "not", "regex", "a"), inner)
                        .ofMaxSize(3)
                        .map(map -> (Object) map)),
            0,
            2);
    Arbitrary<String> members =
        Arbitraries.of(
            "field",
            "fields",
            "to",
            "type",
            "zone",
            "format",
            "value",
            "where",
            "expression",
            "depth",
            "separator",
            "as",
            "empty",
            "with",
            "keep_last",
            "table",
            "columns",
            "missing",
            "required",
            "on_error",
            "extra",
            "position");
    return Arbitraries.maps(members, values)
        .ofMaxSize(6)
        .flatMap(
            map ->
                Arbitraries.of(Transformations.ruleNames())
                    .map(
                        rule -> {
                          Map<String, Object> definition = new LinkedHashMap<>(map);
                          definition.put("rule", rule);
                          definition.putIfAbsent("field", "a");
                          return definition;
                        }));
  }

  @Property(tries = 2_000)
  void aDefinitionIsReadOrRefusedWithAPlaceInIt(
      @ForAll("definitions") Map<String, Object> definition, @ForAll("rows") Row row) {
    try {
      RuleFixture.rules('[' + JsonValues.text(definition) + ']').apply(row);
    } catch (InvalidDefinition refused) {
      assertThat(refused.pointer()).startsWith("/transformations/0");
    }
  }
}
