package dev.millrace.tables.bronze;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.common.Deadline;
import dev.millrace.common.stream.SequenceNumbers;
import dev.millrace.testsupport.DynamoDbServer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ManifestTableTest {
  private static final Instant ARRIVAL = Instant.parse("2024-11-17T21:53:01.293Z");
  private static final Deadline DEADLINE = Deadline.after(Duration.ofMinutes(5));

  private final ManifestTable manifest =
      new ManifestTable(
          DynamoDbServer.client(),
          DynamoDbServer.newTable("shard", "first_sequence_number"),
          InstantSource.system());

  @Test
  void rowsComeInTheOrderOfTheNumbersFromBehindARecord() {
    manifest.put(row("sessions", "a", 100, 149), DEADLINE);
    manifest.put(row("sessions", "a", 9, 99), DEADLINE);
    manifest.put(row("sessions", "a", 150, 1000), DEADLINE);
    manifest.put(row("sessions", "b", 5, 6), DEADLINE);
    manifest.put(row("predictions", "a", 5, 6), DEADLINE);

    assertThat(rows("0"))
        .containsExactly(
            row("sessions", "a", 9, 99),
            row("sessions", "a", 100, 149),
            row("sessions", "a", 150, 1000));
    assertThat(rows("99"))
        .containsExactly(row("sessions", "a", 100, 149), row("sessions", "a", 150, 1000));
    assertThat(rows(SequenceNumbers.padded("149")))
        .containsExactly(row("sessions", "a", 150, 1000));
    assertThat(rows("1000")).isEmpty();
    assertThat(manifest.rowsFrom("sessions", "a", "100", expired -> {}, DEADLINE))
        .toIterable()
        .containsExactly(row("sessions", "a", 100, 149), row("sessions", "a", 150, 1000));
  }

  @Test
  void aRowThatIsThereStays() {
    manifest.put(row("sessions", "a", 1, 2), DEADLINE);
    manifest.put(row("sessions", "a", 1, 3), DEADLINE);

    assertThat(rows("0")).containsExactly(row("sessions", "a", 1, 2));
  }

  @Test
  void rowsGoWithTheObjectsOfTheirStream() {
    String table = DynamoDbServer.newTable("shard", "first_sequence_number");
    Instant archived = Instant.now();
    ManifestTable then =
        new ManifestTable(
            DynamoDbServer.client(), table, () -> archived, Map.of("predictions", 30));
    then.put(row("sessions", "a", 1, 2), DEADLINE);
    then.put(row("predictions", "a", 1, 2), DEADLINE);
    then.put(row("predictions", "a", 3, 4), DEADLINE);

    assertThat(then.rowsAfter("predictions", "a", "0", DEADLINE)).toIterable().hasSize(2);
    ManifestTable later =
        new ManifestTable(DynamoDbServer.client(), table, () -> archived.plus(Duration.ofDays(30)));
    assertThat(later.rowsAfter("predictions", "a", "0", DEADLINE)).toIterable().isEmpty();
    assertThat(later.rowsAfter("sessions", "a", "0", DEADLINE)).toIterable().hasSize(1);
    List<ManifestRow> expired = new ArrayList<>();
    assertThat(later.rowsAfter("predictions", "a", "0", expired::add, DEADLINE))
        .toIterable()
        .isEmpty();
    assertThat(expired)
        .containsExactly(row("predictions", "a", 1, 2), row("predictions", "a", 3, 4));
  }

  @Test
  void moreRowsThanFitAPageAreRead() {
    List<ManifestRow> put = new ArrayList<>();
    for (int i = 1; i <= 600; i++) {
      // A page holds a megabyte.
      ManifestRow row =
          new ManifestRow(
              "sessions", "a", "" + i, "" + i, "k".repeat(3000) + i, 1, 1, ARRIVAL, ARRIVAL);
      manifest.put(row, DEADLINE);
      put.add(row);
    }

    assertThat(rows("0")).isEqualTo(put);
  }

  @Test
  void theShardsOfAStreamAreListedOnce() {
    manifest.putShard("sessions", "shardId-000000000001", DEADLINE);
    manifest.putShard("sessions", "shardId-000000000000", DEADLINE);
    manifest.putShard("sessions", "shardId-000000000001", DEADLINE);
    manifest.putShard("predictions", "shardId-000000000007", DEADLINE);

    assertThat(manifest.shards("sessions", DEADLINE))
        .containsExactly("shardId-000000000000", "shardId-000000000001");
    assertThat(manifest.shards("service-events", DEADLINE)).isEmpty();
  }

  private List<ManifestRow> rows(String after) {
    List<ManifestRow> rows = new ArrayList<>();
    manifest.rowsAfter("sessions", "a", after, DEADLINE).forEachRemaining(rows::add);
    return rows;
  }

  private static ManifestRow row(String stream, String shard, int first, int last) {
    return new ManifestRow(
        stream, shard, "" + first, "" + last, "key-" + first, 3, 99, ARRIVAL, ARRIVAL);
  }
}
