package dev.millrace.samplemodel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.features.document.DocumentRecord;
import dev.millrace.features.document.ParsedDocument;
import dev.millrace.features.document.Rejection;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SampleEventsTest {

  private static final Path EVENTS = Path.of("../../events");
  private static final Instant FIRST_MOMENT = Instant.parse("2024-01-01T00:00:00Z");
  private static final Instant PAST_THE_LAST = Instant.parse("2026-01-01T00:00:00Z");

  @ParameterizedTest
  @ValueSource(strings = {"sessions.ndjson", "zip-codes.csv"})
  void generatingAgainGivesTheFilesInTheRepository(String file, @TempDir Path directory)
      throws Exception {
    GenerateEvents.main(new String[] {directory.toString()});

    assertThat(directory.resolve(file)).hasSameBinaryContentAs(EVENTS.resolve(file));
  }

  @Test
  void documentsAreQuarantinedForEveryReasonThatADocumentCanHave() throws Exception {
    Map<String, Long> reasons =
        documents().stream()
            .filter(Rejection.class::isInstance)
            .map(document -> ((Rejection) document).reason().code())
            .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));

    assertThat(reasons)
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "malformed_json", 6L,
                "id_missing", 2L,
                "created_date_time_missing", 4L,
                "created_date_time_invalid", 4L,
                "created_date_time_out_of_range", 4L));
  }

  @Test
  void everySessionBeganIn2024Or2025() throws Exception {
    assertThat(sessions())
        .hasSize(380)
        .allSatisfy(
            session ->
                assertThat(session.eventTime())
                    .isAfterOrEqualTo(FIRST_MOMENT)
                    .isBefore(PAST_THE_LAST));
  }

  @Test
  void someDocumentsComeAgainUnchangedUpdatedOrTooLate() throws Exception {
    Map<String, List<String>> byId =
        Files.readAllLines(EVENTS.resolve("sessions.ndjson")).stream()
            .filter(line -> parse(line) instanceof DocumentRecord)
            .collect(Collectors.groupingBy(line -> ((DocumentRecord) parse(line)).id()));
    List<List<String>> pairs = byId.values().stream().filter(lines -> lines.size() > 1).toList();

    assertThat(pairs).hasSize(20).allSatisfy(pair -> assertThat(pair).hasSize(2));
    assertThat(pairs).filteredOn(pair -> pair.get(0).equals(pair.get(1))).hasSize(8);
    assertThat(pairs).filteredOn(pair -> time(pair.get(1)).isBefore(time(pair.get(0)))).hasSize(6);
    assertThat(pairs)
        .filteredOn(pair -> time(pair.get(0)).equals(time(pair.get(1))))
        .filteredOn(pair -> !zipCode(pair.get(0)).equals(zipCode(pair.get(1))))
        .hasSize(6);
  }

  @Test
  void mostZipCodesAreInTheTableAndSomeAreNot() throws Exception {
    List<String> rows = Files.readAllLines(EVENTS.resolve("zip-codes.csv"));
    List<String> known = rows.stream().skip(1).map(row -> row.substring(0, 5)).toList();

    assertThat(rows.getFirst()).isEqualTo("zip_code,median_income,population_density");
    assertThat(rows.subList(1, rows.size()))
        .hasSize(300)
        .allSatisfy(row -> assertThat(row).matches("\\d{5},\\d+,\\d+\\.\\d"));
    assertThat(sessions())
        .anyMatch(session -> SessionModel.zipCode(session).isEmpty())
        .anyMatch(session -> SessionModel.zipCode(session).filter(known::contains).isPresent())
        .anyMatch(
            session ->
                SessionModel.zipCode(session).filter(code -> !known.contains(code)).isPresent());
  }

  @Test
  void theReadmeCountsWhatIsThere() throws Exception {
    Map<String, Integer> counts = new SampleEvents().counts();

    assertThat(Files.readString(EVENTS.resolve("README.md")))
        .contains(
            counts.get("session") + " sessions",
            counts.get("session without a zip code") + " without a zip code",
            counts.get("session with an unknown zip code") + " with an unknown one",
            counts.get("document updated in place") + " updated in place",
            counts.get("older state of a document, too late") + " older states",
            counts.get("document sent twice") + " sent");
    assertThat(counts.values().stream().mapToInt(count -> count).sum()).isEqualTo(400);
  }

  private static List<DocumentRecord> sessions() throws IOException {
    return documents().stream()
        .filter(DocumentRecord.class::isInstance)
        .map(DocumentRecord.class::cast)
        .toList();
  }

  private static List<ParsedDocument> documents() throws IOException {
    return Files.readAllLines(EVENTS.resolve("sessions.ndjson")).stream()
        .map(SampleEventsTest::parse)
        .toList();
  }

  private static ParsedDocument parse(String line) {
    return SessionModel.parse(line.getBytes(StandardCharsets.UTF_8), PAST_THE_LAST);
  }

  private static Instant time(String line) {
    return ((DocumentRecord) parse(line)).eventTime();
  }

  private static String zipCode(String line) {
    return SessionModel.zipCode((DocumentRecord) parse(line)).orElse("");
  }
}
