package dev.millrace.ingestion.rule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.ingestion.definition.DefinitionObject;
import dev.millrace.ingestion.row.JsonValues;
import dev.millrace.ingestion.row.Row;
import dev.millrace.ingestion.rule.value.ValueCasts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** docs/ingestion/RULES.md names all rules and types that there are, and its examples are true. */
class RulesPageTest {
  private static final Pattern EXAMPLE =
      Pattern.compile("^```json\\n(.*?)^```", Pattern.MULTILINE | Pattern.DOTALL);
  private static final Pattern USED = Pattern.compile("\"rule\": \"(\\w+)\"");
  private static final Pattern TYPE_ROW =
      Pattern.compile("(?m)^\\| `(\\w+)` \\|.* \\| .* \\| .* \\|$");

  private String page;

  @BeforeEach
  void readThePage() throws IOException {
    page = Files.readString(Path.of("../../docs/ingestion/RULES.md"));
  }

  @Test
  void itsExamplesAreTrue() {
    List<DefinitionObject> examples =
        EXAMPLE.matcher(page).results().map(block -> RuleFixture.object(block.group(1))).toList();

    assertThat(examples).hasSizeGreaterThan(8).allSatisfy(RulesPageTest::requireTrue);
  }

  private static void requireTrue(DefinitionObject example) {
    Transformations rules = Transformations.read(example.objects("rules"), RuleFixture.SERVICES);

    TransformedRow transformed = rules.apply(row(example.optionalObject("before").orElseThrow()));

    assertThat(RuleFixture.outcome(new TransformedRow(transformed.rows(), List.of())))
        .isEqualTo(JsonValues.text(example.value("after")));
    assertThat(transformed.rejected().stream().map(row -> row.field() + " " + row.reason()))
        .isEqualTo(example.texts("rejected"));
    if (example.has("shown")) {
      assertThat(
              transformed.rejected().stream()
                  .map(row -> RuleFixture.json(row.row()))
                  .collect(Collectors.joining(",", "[", "]")))
          .isEqualTo(JsonValues.text(example.value("shown")));
    }
    example.end();
  }

  private static Row row(DefinitionObject object) {
    Row row = new Row();
    object.names().forEach(name -> row.set(name, object.value(name)));
    return row;
  }

  @Test
  void eachRuleIsInAnExampleAndEachRuleOfAnExampleIsThere() {
    Set<String> used =
        USED.matcher(page)
            .results()
            .map(match -> match.group(1))
            .collect(Collectors.toCollection(TreeSet::new));

    assertThat(used).isEqualTo(new TreeSet<>(Transformations.ruleNames()));
  }

  @Test
  void itNamesEveryType() {
    Set<String> rows =
        TYPE_ROW.matcher(page).results().map(row -> row.group(1)).collect(Collectors.toSet());

    assertThat(rows).containsAll(ValueCasts.names());
  }
}
