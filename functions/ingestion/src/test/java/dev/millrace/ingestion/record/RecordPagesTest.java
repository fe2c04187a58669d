package dev.millrace.ingestion.record;

import static dev.millrace.ingestion.record.RecordsFixture.deadline;
import static dev.millrace.ingestion.record.RecordsFixture.ids;
import static dev.millrace.ingestion.record.RecordsFixture.second;
import static dev.millrace.ingestion.record.RecordsFixture.track;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.ingestion.row.Row;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class RecordPagesTest {
  @Property(tries = 40)
  void pagesNeitherLoseNorRepeatARecordAlsoOfEqualTimes(
      @ForAll @Size(max = 25) List<@IntRange(max = 5) Integer> times,
      @ForAll @IntRange(min = 1, max = 7) int limit,
      @ForAll @IntRange(max = 5) int from,
      @ForAll @IntRange(max = 6) int to)
      throws Exception {
    RecordsFixture fixture = new RecordsFixture();
    List<Row> rows = new ArrayList<>();
    List<String> expected = new ArrayList<>();
    for (int time : times) {
      if (time >= from && time < to) {
        expected.add(Integer.toString(rows.size()));
      }
      rows.add(track(rows.size(), second(time), "pop"));
    }
    fixture.put(1, rows.toArray(new Row[0]));

    List<StoredRecord> read = new ArrayList<>();
    Optional<String> after = Optional.empty();
    do {
      RecordQuery query =
          new RecordQuery(
              fixture.owner,
              "tracks",
              Optional.of("pop"),
              Optional.of(second(from)),
              Optional.of(second(to)),
              after,
              limit);
      RecordPage page = fixture.table.page(query, deadline());
      assertThat(page.records()).hasSizeLessThanOrEqualTo(limit);
      read.addAll(page.records());
      assertThat(read).hasSizeLessThanOrEqualTo(expected.size());
      after = page.next();
    } while (after.isPresent());

    assertThat(ids(read)).containsExactlyInAnyOrderElementsOf(expected);
    assertThat(read)
        .extracting(StoredRecord::time)
        .isSortedAccordingTo(Comparator.<Instant>naturalOrder().reversed());
  }

  @Test
  void aPageHoldsNoMoreTextThanAnAnswerCan() throws Exception {
    RecordsFixture fixture = new RecordsFixture();
    Row[] rows = new Row[9];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = track(i, second(i), null);
      rows[i].set("lyrics", "la".repeat(150_000));
    }
    fixture.put(1, rows);

    RecordPage first = fixture.table.page(fixture.query(Optional.empty()), deadline());
    RecordQuery next =
        new RecordQuery(
            fixture.owner,
            "tracks",
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            first.next(),
            100);

    assertThat(ids(first.records())).containsExactly("8", "7", "6", "5", "4", "3");
    assertThat(ids(fixture.table.page(next, deadline()).records())).containsExactly("2", "1", "0");
  }
}
