package dev.millrace.ingestion.record;

import static dev.millrace.ingestion.record.RecordsFixture.deadline;
import static dev.millrace.ingestion.record.RecordsFixture.genres;
import static dev.millrace.ingestion.record.RecordsFixture.ids;
import static dev.millrace.ingestion.record.RecordsFixture.job;
import static dev.millrace.ingestion.record.RecordsFixture.members;
import static dev.millrace.ingestion.record.RecordsFixture.placed;
import static dev.millrace.ingestion.record.RecordsFixture.second;
import static dev.millrace.ingestion.record.RecordsFixture.track;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.common.Deadline;
import dev.millrace.common.concurrent.UnfinishedTasks;
import dev.millrace.ingestion.row.Row;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RecordsTableTest {
  private final RecordsFixture fixture = new RecordsFixture();

  @Test
  void recordsAreListedNewestFirst() throws Exception {
    fixture.put(
        1, track(1, second(10), null), track(2, second(30), null), track(3, second(20), null));

    assertThat(ids(fixture.all())).containsExactly("2", "3", "1");
    StoredRecord newest = fixture.all().getFirst();
    assertThat(newest)
        .isEqualTo(
            new StoredRecord(
                "{\"id\":2,\"title\":\"track 2\",\"genres\":null,\"updated_at\":\"2026-01-01T00:00:30.000000Z\"}",
                false,
                second(30),
                job(1),
                1,
                1,
                RecordsFixture.OBJECT));
  }

  @Test
  void aRecordStandsInTheListOfEachOfItsCategoriesOnce() throws Exception {
    fixture.put(
        1,
        track(1, second(1), genres("rock", "pop", "rock", null)),
        track(2, second(2), "pop"),
        track(3, second(3), null),
        track(4, second(4), List.of(7L, true, List.of("a"), "")));

    assertThat(ids(fixture.all())).containsExactly("4", "3", "2", "1");
    assertThat(ids(fixture.of("pop"))).containsExactly("2", "1");
    assertThat(ids(fixture.of("rock"))).containsExactly("1");
    assertThat(ids(fixture.of("7"))).containsExactly("4");
    assertThat(ids(fixture.of("true"))).containsExactly("4");
    assertThat(ids(fixture.of("[\"a\"]"))).containsExactly("4");
    assertThat(ids(fixture.of(""))).containsExactly("4");
    assertThat(fixture.of("jazz")).isEmpty();
  }

  @Test
  void aRecordThatChangesMovesToItsNewTimeAndCategories() throws Exception {
    fixture.put(1, track(1, second(1), genres("rock", "pop")), track(2, second(2), "pop"));

    RecordCounts counts =
        fixture.put(2, track(1, second(3), genres("pop", "jazz")), track(2, second(2), "pop"));

    assertThat(counts).isEqualTo(new RecordCounts(0, 1, 1, 0, 0, 0, 0));
    assertThat(ids(fixture.all())).containsExactly("1", "2");
    assertThat(ids(fixture.of("pop"))).containsExactly("1", "2");
    assertThat(ids(fixture.of("jazz"))).containsExactly("1");
    assertThat(fixture.of("rock")).isEmpty();
    assertThat(fixture.listed()).containsValues(2L, 2L, 1L).hasSize(3);
  }

  @Test
  void anOlderJobChangesNothing() throws Exception {
    fixture.put(2, track(1, second(5), "pop"));

    RecordCounts counts = fixture.put(1, track(1, second(9), "rock"), track(2, second(1), null));

    assertThat(counts).isEqualTo(new RecordCounts(1, 0, 0, 1, 0, 0, 0));
    assertThat(ids(fixture.all())).containsExactly("1", "2");
    assertThat(ids(fixture.of("pop"))).containsExactly("1");
    assertThat(fixture.of("rock")).isEmpty();
  }

  @Test
  void ofTwoRowsOfAJobWithOneKeyTheLaterStays() throws Exception {
    Row earlier = track(1, second(1), "rock");
    Row later = track(1, second(2), "pop");
    fixture.table.put(
        fixture.tracks, job(1), List.of(new PlacedRow(later, 2, 0, "page-2")), deadline());

    RecordCounts counts = fixture.put(1, earlier, earlier);

    assertThat(counts).isEqualTo(RecordCounts.superseded(2));
    assertThat(fixture.all()).extracting(StoredRecord::object).containsExactly("page-2");
    assertThat(fixture.of("rock")).isEmpty();
  }

  @Test
  void aRowWithoutATimeIsListedByWhenItWasFirstStored() throws Exception {
    Instant first = fixture.clock.instant();
    Row row = track(1, null, "pop");
    assertThat(fixture.put(1, row).timesMissing()).isEqualTo(1);
    fixture.clock.advance(Duration.ofDays(1));
    row.set("title", "another");

    fixture.put(2, row, track(2, null, null));

    assertThat(ids(fixture.all())).containsExactly("2", "1");
    assertThat(fixture.of("pop").getFirst().time()).isEqualTo(first);
    assertThat(members("title", fixture.of("pop"))).containsExactly("\"another\"");
  }

  @Test
  void aTimeMayBeADayOrATextWithAnOffset() throws Exception {
    List<Object> times =
        Arrays.asList(
            LocalDate.parse("2026-01-02"),
            "2026-01-03T01:00:00+02:00",
            second(1).plusNanos(1_999),
            "2026-01-04T00:00:00",
            Instant.parse("+12000-01-01T00:00:00Z"),
            17L);
    List<Row> rows = new ArrayList<>();
    for (Object time : times) {
      Row row = track(rows.size(), null, null);
      row.set("updated_at", time);
      rows.add(row);
    }

    RecordCounts counts = fixture.put(1, rows.toArray(new Row[0]));

    assertThat(counts.timesMissing()).isEqualTo(3);
    assertThat(fixture.all())
        .extracting(StoredRecord::time)
        .containsExactly(
            fixture.clock.instant(),
            fixture.clock.instant(),
            fixture.clock.instant(),
            Instant.parse("2026-01-02T23:00:00Z"),
            Instant.parse("2026-01-02T00:00:00Z"),
            second(1).plusNanos(1_000));
  }

  @Test
  void aRangeHoldsItsBeginningAndNotItsEnd() throws Exception {
    Instant micro = second(1).plusNanos(1_000);
    fixture.put(1, track(1, second(1), null), track(2, micro, null), track(3, second(2), null));

    assertThat(between(second(1), second(2))).containsExactly("2", "1");
    assertThat(between(second(1).plusNanos(1), second(2).plusNanos(1))).containsExactly("3", "2");
    assertThat(between(micro, micro)).isEmpty();
    assertThat(between(micro, micro.plusNanos(1))).containsExactly("2");
    assertThat(between(second(2), second(1))).isEmpty();
  }

  private List<String> between(Instant from, Instant to) {
    RecordQuery query =
        new RecordQuery(
            fixture.owner,
            "tracks",
            Optional.empty(),
            Optional.of(from),
            Optional.of(to),
            Optional.empty(),
            10);
    return ids(fixture.table.page(query, deadline()).records());
  }

  @Test
  void keysThatAreEqualInATablesColumnAreOneRecord() throws Exception {
    Row whole = track(1, second(1), null);
    Row fraction = track(0, second(2), null);
    fraction.set("id", 1.0);
    Row exact = track(0, second(3), null);
    exact.set("id", new BigDecimal("1.00"));
    Row text = track(0, second(4), null);
    text.set("id", "1");

    fixture.put(1, whole, fraction, exact, text);

    assertThat(ids(fixture.all())).containsExactly("\"1\"", "1.00");
  }

  @Test
  void keysThatDifferByCaseAreTwoRecords() throws Exception {
    Row lower = track(0, second(1), null);
    lower.set("id", "a");
    Row upper = track(0, second(2), null);
    upper.set("id", "A");

    fixture.put(1, lower, upper);

    assertThat(ids(fixture.all())).containsExactly("\"A\"", "\"a\"");
  }

  @Test
  void sourcesAndOwnersHaveTheirOwnRecords() throws Exception {
    fixture.put(1, track(1, second(1), "pop"));
    fixture.table.put(
        fixture.source("albums"), job(1), placed(track(1, second(2), "pop")), deadline());
    new RecordsFixture().put(1, track(1, second(3), "pop"));

    assertThat(fixture.all()).extracting(StoredRecord::time).containsExactly(second(1));
    assertThat(fixture.of("pop")).extracting(StoredRecord::time).containsExactly(second(1));
  }

  @Test
  void aRowTooLargeForTheTableKeepsItsKeyTimeCategoriesAndPlace() throws Exception {
    Row large = track(1, second(1), genres("pop"));
    large.set("lyrics", "la".repeat(RecordItem.MOST_BYTES));

    RecordCounts counts = fixture.put(1, large);

    assertThat(counts).isEqualTo(new RecordCounts(1, 0, 0, 0, 1, 0, 0));
    assertThat(fixture.of("pop"))
        .containsExactly(
            new StoredRecord(
                "{\"id\":1,\"updated_at\":\"2026-01-01T00:00:01.000000Z\",\"genres\":[\"pop\"]}",
                true,
                second(1),
                job(1),
                1,
                0,
                RecordsFixture.OBJECT));
  }

  @Test
  void aRowIsKeptUpToTheTablesVeryLimit() throws Exception {
    int longest = 0;
    int tooLong = RecordItem.MOST_BYTES;
    while (tooLong - longest > 1) {
      int middle = (longest + tooLong) / 2;
      longest = fits(middle) ? middle : longest;
      tooLong = fits(middle) ? tooLong : middle;
    }
    Row largest = lyrics(1, longest);
    Row larger = lyrics(2, tooLong);

    assertThat(fixture.put(1, largest, larger).rowsLeftOut()).isEqualTo(1);
    assertThat(fixture.all())
        .extracting(StoredRecord::rowLeftOut)
        .containsExactlyInAnyOrder(false, true);
  }

  private static Row lyrics(long id, int length) {
    Row row = track(id, second(id), null);
    row.set("lyrics", "é".repeat(length / 2) + "a".repeat(length % 2));
    return row;
  }

  private boolean fits(int length) {
    NewRecord record = NewRecord.of(fixture.tracks, job(1), placed(lyrics(1, length)).getFirst());
    return !RecordItem.isRowLeftOut(
        RecordItem.main(record, RecordStateItem.first(record, fixture.clock.instant())));
  }

  @Test
  void keysAndCategoriesMayBeLongerThanKeysOfTheTable() throws Exception {
    Row row = track(0, second(1), "c".repeat(5_000));
    row.set("id", "k".repeat(5_000));
    Row other = row.copy();
    other.set("id", "k".repeat(5_001));

    fixture.put(1, row, other);

    assertThat(fixture.of("c".repeat(5_000))).hasSize(2);
    assertThat(fixture.of("c".repeat(4_999))).isEmpty();
  }

  @Test
  void ofARowsCategoriesTheFirstHundredCount() throws Exception {
    List<Object> many = new ArrayList<>();
    for (int i = 0; i < 103; i++) {
      many.add("genre " + i);
    }

    RecordCounts counts = fixture.put(1, track(1, second(1), many));

    assertThat(counts.categoriesLeftOut()).isEqualTo(3);
    assertThat(fixture.of("genre 99")).hasSize(1);
    assertThat(fixture.of("genre 100")).isEmpty();
  }

  @Test
  void halfOfASurrogatePairIsStoredAsAQuestionMark() throws Exception {
    Row row = track(1, second(1), "\ud83c");
    row.set("id", "\udfb5");
    row.set("title", "🎵 \ud83c");

    fixture.put(1, row);

    assertThat(members("title", fixture.of("?"))).containsExactly("\"🎵 ?\"");
  }

  @Test
  void manyRowsAreStoredInOneCall() throws Exception {
    Row[] rows = new Row[510];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = track(i, second(i), null);
    }

    assertThat(fixture.put(1, rows).added()).isEqualTo(510);
    assertThat(fixture.put(2, rows).unchanged()).isEqualTo(510);
    assertThat(fixture.all()).hasSize(510).allMatch(record -> record.job().equals(job(2)));
  }

  @Test
  void nothingIsBegunOnceTheTimeIsUp() {
    assertThatThrownBy(
            () ->
                fixture.table.put(
                    fixture.tracks,
                    job(1),
                    placed(track(1, second(1), null)),
                    Deadline.after(Duration.ZERO)))
        .isInstanceOf(UnfinishedTasks.class);
    assertThat(fixture.all()).isEmpty();
  }

  @Test
  void withoutAKeyEachRowOfEachJobIsARecord() throws Exception {
    RecordSource keyless =
        new RecordSource(
            fixture.owner, "tracks", List.of(), Optional.of("genres"), Optional.empty());
    Row row = track(1, second(1), "pop");

    for (int job : List.of(1, 1, 2)) {
      fixture.table.put(keyless, job(job), placed(row, row), deadline());
    }

    assertThat(fixture.of("pop")).hasSize(4);
    assertThat(fixture.of("pop"))
        .extracting(StoredRecord::job)
        .containsExactlyInAnyOrder(job(1), job(1), job(2), job(2));
  }

  @Test
  void aSourceOfNobodyIsRefused() {
    assertThatThrownBy(
            () -> new RecordSource(" ", "tracks", List.of(), Optional.empty(), Optional.empty()))
        .hasMessageContaining("owner");
  }

  @Test
  void aPlaceOutOfItsRangeIsRefused() {
    assertThatThrownBy(() -> new PlacedRow(new Row(), 0, 0, RecordsFixture.OBJECT))
        .hasMessage("page held 0, expected 1 to 99999999");
    assertThatThrownBy(() -> new PlacedRow(new Row(), 1, -1, RecordsFixture.OBJECT))
        .hasMessage("position held -1, expected 0 to 99999999");
  }
}
