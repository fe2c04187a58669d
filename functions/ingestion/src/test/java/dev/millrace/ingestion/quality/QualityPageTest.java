package dev.millrace.ingestion.quality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.core.JsonParser;
import dev.millrace.common.Json;
import dev.millrace.ingestion.definition.DefinitionObject;
import dev.millrace.ingestion.definition.InvalidDefinition;
import dev.millrace.ingestion.quality.kind.CheckKinds;
import dev.millrace.ingestion.quality.result.CheckResultJson;
import dev.millrace.ingestion.quality.suggest.QualitySuggestions;
import dev.millrace.ingestion.quality.suggest.SuggestedCheck;
import dev.millrace.ingestion.row.JsonValues;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** docs/ingestion/QUALITY.md names all kinds and members, and its examples are true. */
class QualityPageTest {
  private static final Pattern KIND = Pattern.compile("(?m)^\\| \\[`(\\w+)`]\\(#(\\w+)\\)");
  private static final Pattern SECTION =
      Pattern.compile("^### (\\w+)\\n(.*?)(?=^##)", Pattern.MULTILINE | Pattern.DOTALL);
  private static final Pattern MEMBERS = Pattern.compile("(?m)^\\| ((?:`\\w+`(?:, )?)+) \\|");
  private static final Pattern WORD = Pattern.compile("`(\\w+)`");
  private static final List<String> OF_EVERY_CHECK = List.of("check", "severity", "columns");

  private String page;

  @BeforeEach
  void readThePage() throws IOException {
    page = Files.readString(Path.of("../../docs/ingestion/QUALITY.md"));
  }

  private List<String> blocks(String language) {
    return Pattern.compile("^```" + language + "\\n(.*?)^```", Pattern.MULTILINE | Pattern.DOTALL)
        .matcher(page)
        .results()
        .map(block -> block.group(1))
        .toList();
  }

  private Map<String, String> sections() {
    return SECTION
        .matcher(page)
        .results()
        .collect(
            Collectors.toMap(
                section -> section.group(1),
                section -> section.group(2),
                (a, b) -> a,
                TreeMap::new));
  }

  @Test
  void itsTableAndItsSectionsAreTheKindsThatThereAre() {
    assertThat(KIND.matcher(page).results().map(kind -> kind.group(1)))
        .containsExactlyElementsOf(CheckKinds.names());
    assertThat(sections().keySet()).containsExactlyInAnyOrderElementsOf(CheckKinds.names());
  }

  @Test
  void itNamesTheMembersOfEveryKind() {
    sections()
        .forEach(
            (kind, section) -> {
              Set<String> documented =
                  MEMBERS
                      .matcher(section)
                      .results()
                      .flatMap(cell -> WORD.matcher(cell.group(1)).results())
                      .map(word -> word.group(1))
                      .collect(Collectors.toCollection(TreeSet::new));

              assertThat(documented).as(kind).containsExactlyElementsOf(members(kind, section));
            });
  }

  /** The members that a kind takes, as it tells them when it meets one that it does not. */
  private static Set<String> members(String kind, String section) {
    String example = example(section).trim();
    String unknown = example.substring(0, example.length() - 1) + ", \"unknown\": 1}";
    InvalidDefinition refused =
        catchThrowableOfType(InvalidDefinition.class, () -> CheckRun.with(unknown));
    Matcher asked = Pattern.compile("one of \\[(.*)]").matcher(refused.getMessage());
    assertThat(asked.find()).as(kind).isTrue();
    Set<String> members = new TreeSet<>(Arrays.asList(asked.group(1).split(", ")));
    OF_EVERY_CHECK.forEach(members::remove);
    return members;
  }

  private static String example(String section) {
    Matcher block = Pattern.compile("```json\\n(.*?)```", Pattern.DOTALL).matcher(section);
    assertThat(block.find()).isTrue();
    return block.group(1);
  }

  @Test
  void eachKindHasAnExampleOfItsOwnThatIsRead() {
    sections()
        .forEach(
            (kind, section) -> {
              String example = example(section);
              CheckRun.with(example);
              assertThat(example).contains("{\"check\": \"%s\"".formatted(kind));
            });
  }

  @Test
  void allOfItsExamplesAreRead() {
    assertThat(lists()).hasSize(2).allSatisfy(QualityChecks::read);
  }

  private List<List<DefinitionObject>> lists() {
    return blocks("json").stream()
        .filter(block -> block.startsWith("{\"checks\""))
        .map(block -> DefinitionObject.parse(block.getBytes(StandardCharsets.UTF_8)))
        .map(definition -> definition.objects("checks"))
        .toList();
  }

  private List<CheckResult> example() {
    String checks =
        lists().getLast().stream().map(QualityPageTest::json).collect(Collectors.joining(", "));
    return CheckRun.with(checks).protecting("email").rows(rows()).results();
  }

  private String[] rows() {
    return blocks("ndjson").getFirst().split("\n");
  }

  @Test
  void itsExampleComesToWhatItSays() {
    Stream<String> results =
        example().stream()
            .map(
                result ->
                    "| %d | %s | %s |"
                        .formatted(
                            result.position(), result.passed() ? "yes" : "no", result.message()));

    assertThat(page.substring(page.indexOf("| position |")).lines().skip(2))
        .startsWith(results.toArray(String[]::new));
  }

  @Test
  void itsResultIsWrittenAsItSays() throws IOException {
    CheckResult third = example().get(2);

    assertThat(values(Json.bytes(json -> CheckResultJson.write(json, third))))
        .isEqualTo(values(blockFrom("{\"position\"")));
  }

  @Test
  void itsRowsSuggestWhatItSays() throws IOException {
    QualitySuggestions suggestions = new QualitySuggestions("email"::equals);
    for (String row : rows()) {
      suggestions.row(CheckRun.row(row));
    }
    byte[] written =
        Json.bytes(
            json -> {
              json.writeStartArray();
              for (SuggestedCheck check : suggestions.end(CheckRun.NOW)) {
                check.write(json);
              }
              json.writeEndArray();
            });

    assertThat(values(written)).isEqualTo(values(blockFrom("[")));
  }

  private byte[] blockFrom(String start) {
    return blocks("json").stream()
        .filter(block -> block.startsWith(start))
        .findFirst()
        .orElseThrow()
        .getBytes(StandardCharsets.UTF_8);
  }

  private static Object values(byte[] text) throws IOException {
    try (JsonParser json = Json.FACTORY.createParser(text)) {
      json.nextToken();
      return JsonValues.read(json);
    }
  }

  private static String json(DefinitionObject definition) {
    return JsonValues.text(
        definition.names().stream()
            .collect(
                Collectors.toMap(
                    name -> name, definition::value, (a, b) -> a, LinkedHashMap::new)));
  }
}
