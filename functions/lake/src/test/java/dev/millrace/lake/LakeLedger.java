package dev.millrace.lake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.lake.EventStream.Put;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Table;
import org.apache.iceberg.io.CloseableIterable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * What was put on the stream and what became of it, side by side in DuckDB, which reads the events
 * by rules that are written down a second time, in SQL.
 */
final class LakeLedger implements AutoCloseable {
  private static final String POSITION = "shard_id, sequence_number, sub_sequence_number";

  /** The good events, for what they say themselves; times in microseconds. */
  private static final String EVENTS =
      """
      CREATE TABLE event AS
      WITH parsed AS (
        SELECT *, text::JSON AS json,
          regexp_extract(trim(json ->> 'timestamp'),
            '^(.{10})[Tt ](.{8})(\\.\\d+)?([Zz]|[+-]\\d\\d:\\d\\d)$', ['day', 'time', 'fraction', 'zone']) AS ts,
          CASE WHEN json_type(json, 'latency_ms') = 'VARCHAR'
            THEN regexp_extract(trim(json ->> 'latency_ms'), '^\\d+(\\.\\d+)?$')
            WHEN json_type(json, 'latency_ms') IN ('UBIGINT', 'BIGINT', 'DOUBLE') THEN json ->> 'latency_ms'
          END AS latency,
          CASE WHEN json_type(json, 'status_code') = 'VARCHAR'
            THEN regexp_extract(trim(json ->> 'status_code'), '^\\d+$')
            WHEN json_type(json, 'status_code') IN ('UBIGINT', 'BIGINT', 'DOUBLE') THEN json ->> 'status_code'
          END AS status
        FROM put WHERE reason IS NULL)
      SELECT shard_id, sequence_number, sub_sequence_number, event_id, content,
        lower(trim(json ->> 'service', chr(9) || ' ')) AS service,
        lower(trim(json ->> 'event_type')) AS event_type,
        epoch_us((ts.day || ' ' || ts.time)::TIMESTAMP)
          + rpad(left(ltrim(ts.fraction, '.'), 6), 6, '0')::BIGINT
          - CASE WHEN ts.zone IN ('Z', 'z') THEN 0
              ELSE (ts.zone[1] || '60000000')::BIGINT * (ts.zone[2:3]::BIGINT * 60 + ts.zone[5:6]::BIGINT)
            END AS event_us,
        CASE WHEN try_cast(latency AS DOUBLE) >= 0 THEN latency::DOUBLE END AS latency_ms,
        CASE WHEN try_cast(status AS DOUBLE) BETWEEN 100 AND 599 AND try_cast(status AS DOUBLE) % 1 = 0
          THEN status::DOUBLE::INTEGER END AS status_code
      FROM parsed""";

  /** The metrics of the events that silver has: their positions are all that it is believed. */
  private static final String EXPECTED_METRICS =
      """
      CREATE TABLE expected AS
      SELECT event_us // 60000000 * 60000000 AS minute_us, service, count(*) AS request_count,
        count(latency_ms) AS latency_count, sum(latency_ms) / nullif(count(latency_ms), 0) AS avg_latency_ms,
        count(status_code) AS status_count,
        count(*) FILTER (status_code NOT BETWEEN 200 AND 299) / nullif(count(status_code), 0)::DOUBLE AS error_rate
      FROM event SEMI JOIN silver USING (%s)
      GROUP BY ALL""";

  private final Path folder;
  private final Connection duckDb;

  /**
   * An empty ledger.
   *
   * @param folder where it keeps the tables' files
   */
  LakeLedger(Path folder) throws SQLException {
    this.folder = folder;
    this.duckDb = DriverManager.getConnection("jdbc:duckdb:");
  }

  /** What was put on the stream becomes {@code put}, and what SQL reads of it {@code event}. */
  void put(List<Put> puts) throws SQLException {
    execute(
        """
        CREATE TABLE put (
          shard_id VARCHAR, sequence_number VARCHAR, sub_sequence_number INTEGER,
          data BLOB, text VARCHAR, reason VARCHAR, event_id VARCHAR, content VARCHAR)""");
    insert(
        "put VALUES (?, ?, ?, from_base64(?), ?, ?, ?, ?)",
        puts.stream().map(LakeLedger::values).toList());
    execute(EVENTS);
  }

  private static Object[] values(Put put) {
    EventMix.Event event = put.event();
    boolean good = event.reason().isEmpty();
    return new Object[] {
      put.shardId(),
      put.sequenceNumber(),
      put.subSequenceNumber(),
      Base64.getEncoder().encodeToString(event.data()),
      good ? new String(event.data(), StandardCharsets.UTF_8) : null,
      event.reason().orElse(null),
      good ? event.eventId() : null,
      good ? event.value() : null
    };
  }

  /** The rows of the table's current snapshot, from the files that Iceberg plans. */
  void table(String name, Table table) throws SQLException, IOException {
    List<String> copies = new ArrayList<>();
    try (CloseableIterable<FileScanTask> tasks = table.newScan().planFiles()) {
      for (FileScanTask task : tasks) {
        assertThat(task.deletes()).as("deletes of %s", name).isEmpty();
        Path copy = folder.resolve("%s-%d.parquet".formatted(name, copies.size()));
        try (InputStream data = table.io().newInputFile(task.file().location()).newStream()) {
          Files.copy(data, copy);
        }
        copies.add("'" + copy + "'");
      }
    }
    execute("CREATE TABLE %s AS SELECT * FROM read_parquet(%s)".formatted(name, copies));
  }

  /** The rows of the metrics table become {@code served}. */
  void served(List<Map<String, AttributeValue>> items) throws SQLException {
    execute(
        """
        CREATE TABLE served (
          event_ts TIMESTAMP, service VARCHAR, request_count BIGINT, latency_count BIGINT,
          avg_latency_ms DOUBLE, status_count BIGINT, error_rate DOUBLE)""");
    insert(
        "served VALUES (?, ?, ?, ?, ?, ?, ?)",
        items.stream()
            .map(
                item ->
                    new Object[] {
                      item.get("event_ts").s(),
                      item.get("service").s(),
                      item.get("request_count").n(),
                      item.get("latency_count").n(),
                      item.containsKey("avg_latency_ms") ? item.get("avg_latency_ms").s() : null,
                      item.get("status_count").n(),
                      item.containsKey("error_rate") ? item.get("error_rate").s() : null
                    })
            .toList());
  }

  /** Every event has one fate, and it is the right one. */
  void assertThatEachEventHasItsFate() throws SQLException {
    assertNone(
        "events that are there twice, or were never put",
        """
        SELECT %1$s, count(*), bool_or(known) FROM (
          SELECT %1$s, false AS known FROM silver UNION ALL SELECT %1$s, false FROM rejected
          UNION ALL SELECT %1$s, true FROM put)
        GROUP BY ALL HAVING count(*) FILTER (NOT known) > 1 OR NOT bool_or(known)"""
            .formatted(POSITION));
    assertNone(
        "bad events without their reason",
        """
        SELECT %1$s, put.reason, rejected.reason FROM put LEFT JOIN rejected USING (%1$s)
        WHERE put.reason IS NOT NULL AND put.reason IS DISTINCT FROM rejected.reason"""
            .formatted(POSITION));
    assertNone(
        "good events that are not what the holder of their id makes of them",
        """
        WITH fate AS (
          SELECT event.*, CASE WHEN silver.event_id IS NOT NULL THEN 'silver'
              ELSE coalesce(rejected.reason, 'duplicate') END AS fate
          FROM event LEFT JOIN silver USING (%1$s) LEFT JOIN rejected USING (%1$s)),
        holder AS (SELECT event_id, content FROM fate WHERE fate = 'silver')
        SELECT fate.*, holder.content FROM fate LEFT JOIN holder USING (event_id)
        WHERE holder.content IS NULL OR CASE WHEN fate.content = holder.content
          THEN fate NOT IN ('silver', 'duplicate') ELSE fate <> 'event_id_conflict' END"""
            .formatted(POSITION));
    assertNone(
        "ids that silver has twice",
        "SELECT event_id, count(*) FROM silver GROUP BY event_id HAVING count(*) > 1");
    assertNone(
        "ids whose holder was not the first in its shard",
        """
        SELECT silver.event_id FROM silver JOIN event USING (shard_id, event_id)
        WHERE (lpad(event.sequence_number, 60, '0'), event.sub_sequence_number)
          < (lpad(silver.sequence_number, 60, '0'), silver.sub_sequence_number)""");
  }

  /** What the tables hold of the events is what SQL reads of them. */
  void assertThatRowsAreWhatWasPut() throws SQLException {
    String columns =
        POSITION + ", event_id, service, event_type, event_us, latency_ms, status_code";
    assertNone(
        "rows of silver that are not what was put",
        """
        SELECT %1$s FROM (SELECT *, epoch_us(event_time) AS event_us FROM silver)
        EXCEPT SELECT %1$s FROM event"""
            .formatted(columns));
    assertNone(
        "rows of rejected_events whose original is not what was put",
        """
        SELECT put.* FROM put JOIN rejected USING (%s)
        WHERE put.data IS DISTINCT FROM coalesce(encode(rejected.data), from_base64(data_base64))"""
            .formatted(POSITION));
  }

  /** Gold and the metrics table hold the metrics of the events in silver and nothing else. */
  void assertThatMetricsAreRight() throws SQLException {
    execute(EXPECTED_METRICS.formatted(POSITION));
    for (String table : List.of("gold", "served")) {
      String rows =
          """
          SELECT epoch_us(event_ts) AS minute_us, service, request_count, latency_count,
            avg_latency_ms, status_count, error_rate FROM %s"""
              .formatted(table);
      assertNone("rows of %s that are wrong".formatted(table), rows + " EXCEPT ALL FROM expected");
      assertNone(
          "rows that %s lacks".formatted(table), "FROM expected EXCEPT ALL (%s)".formatted(rows));
    }
  }

  /** The only value that a query answers. */
  String text(String query) throws SQLException {
    return rows(query).getFirst();
  }

  long number(String query) throws SQLException {
    return Long.parseLong(text(query));
  }

  private void assertNone(String what, String query) throws SQLException {
    assertThat(rows(query + " LIMIT 5")).as(what).isEmpty();
  }

  private void execute(String statement) throws SQLException {
    try (Statement duckDbStatement = duckDb.createStatement()) {
      duckDbStatement.execute(statement);
    }
  }

  private void insert(String into, List<Object[]> rows) throws SQLException {
    duckDb.setAutoCommit(false);
    try (PreparedStatement insert = duckDb.prepareStatement("INSERT INTO " + into)) {
      for (Object[] row : rows) {
        for (int i = 0; i < row.length; i++) {
          insert.setObject(i + 1, row[i]);
        }
        insert.addBatch();
      }
      insert.executeBatch();
    }
    duckDb.setAutoCommit(true);
  }

  private List<String> rows(String query) throws SQLException {
    List<String> rows = new ArrayList<>();
    try (Statement statement = duckDb.createStatement();
        ResultSet result = statement.executeQuery(query)) {
      int columns = result.getMetaData().getColumnCount();
      while (result.next()) {
        List<String> values = new ArrayList<>();
        for (int column = 1; column <= columns; column++) {
          values.add(result.getString(column));
        }
        rows.add(values.stream().map(String::valueOf).collect(Collectors.joining("|")));
      }
    }
    return rows;
  }

  @Override
  public void close() throws SQLException {
    duckDb.close();
  }
}
