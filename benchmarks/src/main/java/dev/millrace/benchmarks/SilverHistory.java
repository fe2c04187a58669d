package dev.millrace.benchmarks;

import dev.millrace.local.support.LocalCredentials;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.UUID;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.PartitionKey;
import org.apache.iceberg.Table;
import org.apache.iceberg.aws.glue.GlueCatalog;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.data.GenericFileWriterFactory;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.InternalRecordWrapper;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.io.DataWriter;
import org.apache.iceberg.io.OutputFileFactory;

/**
 * Appends rows to {@code silver.service_events} as runs of CleanEvents would have, a file and a
 * commit each, without what those cost: a million claims would take the DynamoDB emulator ten
 * minutes.
 */
final class SilverHistory implements AutoCloseable {
  private final GlueCatalog catalog = new GlueCatalog();
  private final Table table;

  /**
   * Opens the table, which is there once CleanEvents has run.
   *
   * @param environment of the stack
   */
  SilverHistory(Map<String, String> environment, String database) {
    catalog.initialize(
        "bench",
        Map.of(
            "warehouse",
            "s3://unused",
            "io-impl",
            "org.apache.iceberg.aws.s3.S3FileIO",
            "glue.endpoint",
            environment.get("AWS_ENDPOINT_URL_GLUE"),
            "s3.endpoint",
            environment.get("AWS_ENDPOINT_URL_S3"),
            "s3.path-style-access",
            "true",
            "http-client.type",
            "urlconnection",
            "client.region",
            environment.get("AWS_REGION"),
            "client.credentials-provider",
            LocalCredentials.class.getName()));
    table = catalog.loadTable(TableIdentifier.of(database, "service_events"));
  }

  /** How many rows the table holds. */
  long rows() {
    table.refresh();
    return Long.parseLong(table.currentSnapshot().summary().get("total-records"));
  }

  /** Appends the events of a period, which is in one day. */
  void append(int count, Instant from, Duration period) {
    GenericRecord empty = GenericRecord.create(table.schema());
    PartitionKey partition = new PartitionKey(table.spec(), table.schema());
    partition.partition(
        new InternalRecordWrapper(table.schema().asStruct()).wrap(row(empty, 0, from)));
    OutputFileFactory files =
        OutputFileFactory.builderFor(table, 0, 0).format(FileFormat.PARQUET).build();
    DataWriter<Record> writer =
        new GenericFileWriterFactory.Builder(table)
            .dataFileFormat(FileFormat.PARQUET)
            .build()
            .newDataWriter(files.newOutputFile(partition), table.spec(), partition);
    try (writer) {
      for (int i = 0; i < count; i++) {
        writer.write(row(empty, i, ServiceEvents.time(from, period, i, count)));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("A data file could not be written", e);
    }
    DataFile file = writer.toDataFile();
    table.newAppend().appendFile(file).commit();
  }

  private static Record row(GenericRecord empty, int number, Instant time) {
    Record row = empty.copy();
    row.setField("event_id", UUID.randomUUID().toString());
    row.setField("event_time", time.atOffset(ZoneOffset.UTC));
    row.setField("service", ServiceEvents.service(number));
    row.setField("event_type", "request_completed");
    row.setField("latency_ms", (double) (number % 2_000));
    row.setField("status_code", 200);
    row.setField("user_id", "user-" + number);
    row.setField("extra", Map.of("region", "eu-central-1", "trace", Integer.toHexString(number)));
    row.setField("timestamp_text", time.toString());
    row.setField("shard_id", "shardId-000000000000");
    row.setField("sequence_number", "%056d".formatted(number));
    row.setField("sub_sequence_number", 0);
    row.setField("arrival_time", time.atOffset(ZoneOffset.UTC));
    return row;
  }

  @Override
  public void close() {
    try {
      catalog.close();
    } catch (IOException e) {
      throw new UncheckedIOException("The catalog's client did not close", e);
    }
  }
}
