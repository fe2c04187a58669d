package dev.millrace.ingestion.dataset;

import static org.apache.iceberg.types.Types.NestedField.optional;
import static org.apache.iceberg.types.Types.NestedField.required;

import dev.millrace.common.Deadline;
import dev.millrace.ingestion.dataset.column.WellFormedText;
import dev.millrace.ingestion.stage.StagedPages;
import dev.millrace.ingestion.stage.StagedRejection;
import dev.millrace.ingestion.stage.StagedSource;
import dev.millrace.tables.AtomicCommit;
import dev.millrace.tables.LakeCatalog;
import dev.millrace.tables.RowWriter;
import dev.millrace.tables.TableDefinition;
import dev.millrace.tables.TableState;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.types.Types;

/**
 * {@code rejected_rows}: rows of sources that are in no dataset, masked, and why. A source of a job
 * commits its own once. Calls throw exceptions of Iceberg or the SDK when catalog or bucket cannot
 * be reached. Thread-safe.
 */
public final class RejectedRows {
  private static final Schema SCHEMA =
      new Schema(
          required(1, "job", Types.StringType.get()),
          required(2, "source", Types.StringType.get()),
          required(3, "dataset", Types.StringType.get()),
          required(4, "page", Types.IntegerType.get()),
          required(5, "row", Types.IntegerType.get()),
          required(6, "position", Types.IntegerType.get()),
          required(7, "rule", Types.StringType.get()),
          required(8, "field", Types.StringType.get()),
          required(9, "reason", Types.StringType.get()),
          required(10, "row_json", Types.StringType.get()),
          required(11, "rejected_at", Types.TimestampType.withZone()),
          optional(12, "object", Types.StringType.get()));

  private final LakeCatalog lake;
  private final String database;
  private final StagedPages staged;
  private final InstantSource clock;

  /**
   * The table.
   *
   * @param database of the Glue catalog: {@code silver}
   */
  public RejectedRows(LakeCatalog lake, String database, StagedPages staged, InstantSource clock) {
    this.lake = Objects.requireNonNull(lake);
    this.database = Objects.requireNonNull(database);
    this.staged = Objects.requireNonNull(staged);
    this.clock = Objects.requireNonNull(clock);
  }

  /** The table in this database. */
  public static TableDefinition in(String database) {
    return new TableDefinition(
        database,
        "rejected_rows",
        SCHEMA,
        PartitionSpec.builderFor(SCHEMA).day("rejected_at").build());
  }

  /**
   * Adds the source's rejected rows, unless that has been done.
   *
   * @param dataset where the other rows go
   * @param pages how many pages are staged
   * @return how many rows the source has in the table
   */
  public long commit(StagedSource at, String dataset, int pages, Deadline deadline) {
    TableState state = lake.open(in(database));
    Snapshot there = RunSnapshot.find(state, at).orElse(null);
    if (there != null) {
      return RunSnapshot.count(there);
    }
    AtomicLong rows = new AtomicLong();
    try (RowWriter writer = new RowWriter(state)) {
      OffsetDateTime now = clock.instant().truncatedTo(ChronoUnit.MICROS).atOffset(ZoneOffset.UTC);
      staged.forEachRejection(
          at,
          pages,
          deadline,
          rejection -> {
            Record row = writer.newRow();
            fill(row, at, dataset, rejection);
            row.setField("rejected_at", now);
            writer.write(row);
            rows.incrementAndGet();
          });
      if (rows.get() > 0) {
        commit(state, at, writer.complete(), rows.get());
      }
    }
    return rows.get();
  }

  private static void fill(Record row, StagedSource at, String dataset, StagedRejection rejection) {
    row.setField("job", at.job());
    row.setField("source", at.source());
    row.setField("dataset", dataset);
    row.setField("page", rejection.page());
    row.setField("row", rejection.row());
    row.setField("position", rejection.position());
    row.setField("rule", rejection.rule());
    row.setField("field", WellFormedText.of(rejection.field()));
    row.setField("reason", WellFormedText.of(rejection.reason()));
    row.setField("row_json", WellFormedText.of(rejection.json()));
    row.setField("object", rejection.object());
  }

  /** Where the same has been committed meanwhile, nothing is added. */
  private static void commit(TableState state, StagedSource at, List<DataFile> files, long rows) {
    AtomicCommit.commit(
        state,
        transaction -> {
          AppendFiles append = transaction.newAppend();
          files.forEach(append::appendFile);
          RunSnapshot.name(append, at, rows);
          append.commit();
        },
        newer -> RunSnapshot.find(newer, at).isEmpty());
  }
}
