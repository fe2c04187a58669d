package dev.millrace.ingestion.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.tuple;

import dev.millrace.ingestion.row.Row;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TransformationsTest {
  private static final String TRACKS =
      """
      [{"rule": "cast", "field": "duration", "type": "duration", "format": "mm:ss"},
       {"rule": "rename", "field": "duration", "to": "duration_seconds"},
       {"rule": "cast", "field": "created_at", "type": "timestamp", "zone": "UTC"},
       {"rule": "hash", "field": "email"},
       {"rule": "explode", "field": "items", "as": "track_id"}]""";

  @Test
  void rulesAreAppliedInOrder() {
    Row row =
        RuleFixture.row(
            """
            {"id": 1, "duration": "03:20", "created_at": "2024-12-12T06:28:34.974683",
             "email": "ada@example.com", "items": [7, 8]}""");

    String before = RuleFixture.json(row);
    TransformedRow transformed = RuleFixture.rules(TRACKS).apply(row);

    String common =
        "\"id\":1,\"duration_seconds\":200,\"created_at\":\"2024-12-12T06:28:34.974683Z\","
            + "\"email\":\"%s\"".formatted(transformed.rows().getFirst().value("email"));
    assertThat(RuleFixture.outcome(transformed))
        .isEqualTo("[{%s,\"track_id\":7},{%s,\"track_id\":8}]".formatted(common, common));
    assertThat(RuleFixture.json(row)).as("the row itself").isEqualTo(before);
  }

  @Test
  void aRejectedRowSaysWhereAndWhyAndShowsNoPersonalData() {
    TransformedRow transformed =
        RuleFixture.rules(TRACKS)
            .apply(RuleFixture.row("{\"duration\": \"3 min\", \"email\": \"ada@example.com\"}"));

    assertThat(transformed.rows()).isEmpty();
    assertThat(transformed.rejected())
        .containsExactly(
            new RejectedRow(
                0,
                "cast",
                "duration",
                "held a text, expected a duration of whole seconds, not negative, in the form mm:ss",
                RuleFixture.row("{\"duration\": \"3 min\", \"email\": \"***\"}"),
                false));
  }

  @Test
  void aRuleMayFailTheSource() {
    TransformedRow transformed =
        RuleFixture.rules(
                "[{\"rule\": \"cast\", \"field\": \"a\", \"type\": \"integer\", \"on_error\": \"fail\"}]")
            .apply(RuleFixture.row("{\"a\": \"x\"}"));

    assertThat(transformed.rejected()).extracting(RejectedRow::failsSource).containsExactly(true);
  }

  @Test
  void oneRowOfSeveralMayBeRejected() {
    TransformedRow transformed =
        RuleFixture.rules(
                "[{\"rule\": \"explode\", \"field\": \"l\"},"
                    + "{\"rule\": \"cast\", \"field\": \"l\", \"type\": \"integer\"}]")
            .apply(RuleFixture.row("{\"l\": [\"1\", \"x\", \"3\"]}"));

    assertThat(transformed.rows()).extracting(row -> row.value("l")).containsExactly(1L, 3L);
    assertThat(transformed.rejected())
        .extracting(rejected -> rejected.row().value("l"))
        .containsExactly("x");
  }

  @Test
  void aRowThatBecomesTooManyIsRejectedAsAWhole() {
    String list = IntStream.range(0, 101).boxed().toList().toString();

    TransformedRow transformed =
        RuleFixture.rules(
                "[{\"rule\": \"explode\", \"field\": \"a\"}, {\"rule\": \"explode\", \"field\": \"b\"}]")
            .apply(RuleFixture.row("{\"a\": %s, \"b\": %s}".formatted(list, list)));

    assertThat(transformed.rows()).isEmpty();
    assertThat(transformed.rejected())
        .extracting(RejectedRow::position, RejectedRow::reason)
        .containsExactly(tuple(1, "gave more than 10000 rows"));
  }

  @Test
  void withoutRulesRowsStayAsTheyAre() {
    Row row = RuleFixture.row("{\"a\": 1}");

    assertThat(RuleFixture.rules("[]").apply(row))
        .isEqualTo(new TransformedRow(List.of(row), List.of()));
  }

  @Test
  void manyRowsAreLookedUpTogether() {
    AtomicInteger calls = new AtomicInteger();
    Transformations rules =
        Transformations.read(
            RuleFixture.object(
                    "{\"r\": [{\"rule\": \"lookup\", \"field\": \"a\", \"table\": \"t\","
                        + "\"columns\": {\"b\": \"c\"}}]}")
                .objects("r"),
            new RuleServices(
                new HashKey(() -> RuleFixture.KEY),
                (table, keys) -> {
                  if (keys.size() > 1) {
                    calls.incrementAndGet();
                  }
                  return Map.of();
                }));

    List<TransformedRow> transformed =
        rules.apply(
            IntStream.range(0, 250)
                .mapToObj(key -> RuleFixture.row("{\"a\": %d}".formatted(key)))
                .toList());

    assertThat(transformed).hasSize(250);
    assertThat(calls).hasValue(3);
  }

  @Test
  void theKeyIsFetchedWhenItIsFirstNeeded() {
    AtomicInteger fetched = new AtomicInteger();
    Transformations rules =
        Transformations.read(
            RuleFixture.object("{\"r\": [{\"rule\": \"hash\", \"field\": \"a\"}]}").objects("r"),
            new RuleServices(
                new HashKey(
                    () -> {
                      fetched.incrementAndGet();
                      return RuleFixture.KEY;
                    }),
                (table, keys) -> Map.of()));

    rules.apply(RuleFixture.row("{\"a\": null}"));
    assertThat(fetched).hasValue(0);
    rules.apply(Collections.nCopies(3, RuleFixture.row("{\"a\": \"x\"}")));
    assertThat(fetched).hasValue(1);
  }

  @Test
  void aKeyThatIsTooShortIsNotUsed() {
    Transformations rules =
        Transformations.read(
            RuleFixture.object("{\"r\": [{\"rule\": \"hash\", \"field\": \"a\"}]}").objects("r"),
            new RuleServices(new HashKey(() -> new byte[16]), (table, keys) -> Map.of()));

    assertThatIllegalStateException()
        .isThrownBy(() -> rules.apply(RuleFixture.row("{\"a\": \"x\"}")))
        .withMessage("The hash key held 16 bytes, expected at least 32");
  }

  @Test
  void aDefinitionIsReadWithoutServices() {
    assertThat(
            Transformations.read(
                RuleFixture.object("{\"r\": %s}".formatted(TRACKS)).objects("r"),
                RuleServices.forReading()))
        .isNotNull();
  }
}
