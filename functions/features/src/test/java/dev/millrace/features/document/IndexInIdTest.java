package dev.millrace.features.document;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IndexInIdTest {
  private static final String SOURCE = "\"_source\": {\"createdDateTime\": 1731880381293}";

  private final DocumentParser parser =
      Documents.parser("{\"id\": {\"paths\": [\"_index\", \"_id\"], \"join\": \"/\"}}");

  private ParsedDocument parse(String members) {
    return parser.parse(("{" + members + "}").getBytes(StandardCharsets.UTF_8), Documents.ARRIVAL);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"_index\": \"sessions-1\", \"_id\": \"a/b\", " + SOURCE,
        SOURCE + ", \"_id\": \"a/b\", \"_index\": \"sessions-1\"",
        "\"_index\": \"x\", \"_index\": \"sessions-1\", \"_id\": \"a/b\", " + SOURCE,
        "\"\\u005findex\": \"sessions-1\", \"_id\": \"a/b\", " + SOURCE
      })
  void theIdIsTheIndexAndTheDocumentsOwn(String members) {
    DocumentRecord record = Documents.record(parse(members));

    assertThat(record.id()).isEqualTo("sessions-1/a/b");
    assertThat(record.eventTime()).isEqualTo(Documents.TIME);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "\"_id\": \"a\"; _index held nothing, expected a text of 1 to 2048 bytes, or a number",
        "\"_id\": \"a\", \"_index\": true; _index held true, expected a text of 1 to 2048 bytes, or a number",
        "\"_index\": \"i\"; _id held nothing, expected a text of 1 to 2048 bytes, or a number",
        "\"_index\": \"\", \"_id\": \"a\"; _index held \"\", expected a text of 1 to 2048 bytes, or a number"
      })
  void withoutAnIndexOrAnIdThereIsNone(String members, String detail) {
    assertThat(parse(members + ", " + SOURCE))
        .isEqualTo(new Rejection(Optional.empty(), Reason.ID_MISSING, detail));
  }

  @Test
  void bothTogetherAreOneKey() {
    String id = "x".repeat(2_000);

    assertThat(
            parse("\"_index\": \"%s\", \"_id\": \"%s\", %s".formatted("i".repeat(47), id, SOURCE)))
        .isInstanceOf(DocumentRecord.class);
    assertThat(
            parse("\"_index\": \"%s\", \"_id\": \"%s\", %s".formatted("i".repeat(48), id, SOURCE)))
        .isEqualTo(
            new Rejection(
                Optional.empty(),
                Reason.ID_MISSING,
                "_index and _id held more than 2048 bytes together, expected at most that"));
  }

  @Test
  void otherRejectionsHaveTheWholeId() {
    assertThat(parse("\"_index\": \"i\", \"_id\": \"a\""))
        .isInstanceOfSatisfying(
            Rejection.class, rejection -> assertThat(rejection.id()).contains("i/a"));
    assertThat(parse("\"_index\": \"i\", \"_id\": \"a\", ?"))
        .isInstanceOfSatisfying(
            Rejection.class, rejection -> assertThat(rejection.id()).contains("i/a"));
  }

  @Test
  void withoutTheOptionTheIndexIsNothingToTheId() {
    assertThat(Documents.record("{\"_index\": \"i\", \"_id\": \"a\", " + SOURCE + "}").id())
        .isEqualTo("a");
  }
}
