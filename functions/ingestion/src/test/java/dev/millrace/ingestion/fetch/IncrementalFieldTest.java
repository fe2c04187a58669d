package dev.millrace.ingestion.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.millrace.ingestion.definition.DefinitionObject;
import dev.millrace.ingestion.definition.InvalidDefinition;
import dev.millrace.ingestion.row.Row;
import dev.millrace.runs.failure.StepFailure;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IncrementalFieldTest {
  private static final Instant NOW = Instant.parse("2026-11-30T12:00:00Z");

  private static IncrementalField field(String members) {
    String json = "{'field':'at'%s}".formatted(members).replace('\'', '"');
    return IncrementalField.read(DefinitionObject.parse(json.getBytes(StandardCharsets.UTF_8)));
  }

  private static List<Row> rows(Object... values) {
    return Stream.of(values).map(value -> new Row(Map.of("at", value))).toList();
  }

  private static String roundTrip(IncrementalField field, Object... values) {
    return field.from(field.latest(rows(values), Optional.empty(), NOW).orElseThrow());
  }

  @ParameterizedTest
  @CsvSource({
    "iso, 2026-11-01T10:00:00Z, 2026-11-01T10:00:00.000Z",
    "iso, 2026-11-01T10:00:00.1234567+02:00, 2026-11-01T08:00:00.123Z",
    "iso, 2026-11-01 10:00:00, 2026-11-01T10:00:00.000Z",
    "iso, 2026-11-01, 2026-11-01T00:00:00.000Z",
    "iso, 1969-12-31T23:59:59.9Z, 1969-12-31T23:59:59.900Z",
    "iso_seconds, 2026-11-01T10:00:00.9Z, 2026-11-01T10:00:00Z",
    "date, 2026-11-01T23:59:59Z, 2026-11-01",
    "epoch_seconds, 1700000000, 1700000000",
    "epoch_seconds, 1700000000.9, 1700000000",
    "epoch_milliseconds, 1700000000123, 1700000000123",
    "number, 18446744073709551617, 18446744073709551617",
    "number, -5, -5"
  })
  void aValueIsAskedForAsItsFormatSays(String format, String value, String asked) {
    assertThat(roundTrip(field(",'format':'%s'".formatted(format)), value)).isEqualTo(asked);
  }

  @Test
  void numbersOfAnyKindAreRead() {
    IncrementalField seconds = field(",'format':'epoch_seconds','lookback_seconds':100");

    assertThat(roundTrip(seconds, 1_700_000_000L)).isEqualTo("1699999900");
    assertThat(roundTrip(seconds, 1_700_000_000.5)).isEqualTo("1699999900");
    assertThat(roundTrip(seconds, new BigDecimal("1700000000.123456789012")))
        .isEqualTo("1699999900");
    assertThat(roundTrip(field(",'format':'number','lookback':10"), 100L)).isEqualTo("90");
  }

  @Test
  void theLatestOfAllPagesCounts() {
    IncrementalField number = field(",'format':'number'");
    Optional<String> first = number.latest(rows(5L, 9L, 7L), Optional.empty(), NOW);

    assertThat(number.latest(rows(8L), first, NOW)).contains("9");
    assertThat(number.latest(rows(10L), first, NOW)).contains("10");
    assertThat(number.latest(List.of(), first, NOW)).contains("9");
    assertThat(number.latest(List.of(), Optional.empty(), NOW)).isEmpty();
  }

  @Test
  void rowsWithoutAValueThatCanBeReadSayNothing() {
    List<Row> rows = new ArrayList<>(rows("soon", true, "1".repeat(100), 4, List.of()));
    rows.add(new Row());

    assertThat(field("").latest(rows, Optional.empty(), NOW)).isEmpty();
    assertThat(field(",'format':'number'").latest(rows, Optional.empty(), NOW)).isEmpty();
  }

  @Test
  void aTimeInTheFutureDoesNotKeepLaterRowsOut() {
    assertThat(roundTrip(field(""), "2099-01-01T00:00:00Z", "2026-11-30T11:00:00Z"))
        .isEqualTo("2026-11-30T11:00:00.000Z");
  }

  @Property
  void theCheckpointDoesNotDependOnTheOrderOrThePages(
      @ForAll List<Long> values, @ForAll List<Long> more) {
    IncrementalField number = field(",'format':'number'");
    List<Object> all = new ArrayList<>(values);
    all.addAll(more);
    Optional<String> first = number.latest(rows(values.toArray()), Optional.empty(), NOW);
    Optional<String> other = number.latest(rows(more.toArray()), Optional.empty(), NOW);

    assertThat(number.latest(rows(more.toArray()), first, NOW))
        .isEqualTo(number.latest(rows(values.toArray()), other, NOW))
        .isEqualTo(number.latest(rows(all.toArray()), Optional.empty(), NOW));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        ",'format':'epoch'|/format",
        ",'lookback_seconds':-1|/lookback_seconds",
        ",'initial':'yesterday'|/initial",
        ",'format':'number','initial':'x'|/initial",
      })
  void aDefinitionThatIsWrongIsRefused(String members, String pointer) {
    assertThatExceptionOfType(InvalidDefinition.class)
        .isThrownBy(() -> field(members))
        .satisfies(invalid -> assertThat(invalid.pointer()).isEqualTo(pointer));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "1.5"})
  void aCheckpointOfNoRunIsRefused(String checkpoint) {
    assertThatExceptionOfType(StepFailure.class).isThrownBy(() -> field("").from(checkpoint));
  }
}
