package dev.millrace.features.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IndexInIdTest {
  private static final String SOURCE = "\"_source\": {\"createdDateTime\": 1731880381293}";

  private final SessionParser parser =
      new SessionParser(
          new FieldPaths(FieldPaths.DEFAULT.createdDateTime(), FieldPaths.DEFAULT.zipCode(), true),
          Duration.ofDays(1));

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
    assertThat(parse(members))
        .isEqualTo(new Session("sessions-1/a/b", Documents.TIME, Optional.empty()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "\"_id\": \"a\"; _index held nothing, expected a string of 1 to 2048 bytes",
        "\"_id\": \"a\", \"_index\": 7; _index held 7, expected a string of 1 to 2048 bytes",
        "\"_index\": \"i\"; _id held nothing, expected a string of 1 to 2048 bytes",
        "\"_index\": \"\", \"_id\": \"a\"; _index held \"\", expected a string of 1 to 2048 bytes"
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
        .isInstanceOf(Session.class);
    assertThat(
            parse("\"_index\": \"%s\", \"_id\": \"%s\", %s".formatted("i".repeat(48), id, SOURCE)))
        .isEqualTo(
            new Rejection(
                Optional.empty(),
                Reason.ID_MISSING,
                "_index and _id held 2048 bytes together, expected at most 2048 with a slash in"
                    + " between"));
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
    assertThat(Documents.session("{\"_index\": \"i\", \"_id\": \"a\", " + SOURCE + "}").id())
        .isEqualTo("a");
  }

  @Test
  void noPathLeadsThroughTheIndex() {
    assertThat(new FieldPaths("_index.a", "_source.zipCode").indexInId()).isFalse();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new FieldPaths("_index.a", "_source.zipCode", true))
        .withMessageContaining("createdDateTime held \"_index.a\"");
  }
}
