package dev.millrace.local.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.local.fixture.LakeServices;
import dev.millrace.local.support.LocalCredentials;
import dev.millrace.local.support.StackException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.aws.glue.GlueCatalog;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.data.GenericFileWriterFactory;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.deletes.PositionDelete;
import org.apache.iceberg.deletes.PositionDeleteWriter;
import org.apache.iceberg.encryption.EncryptedOutputFile;
import org.apache.iceberg.io.DataWriter;
import org.apache.iceberg.io.OutputFileFactory;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;

/** Statements over tables that Iceberg wrote. */
class QueryTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Schema SCHEMA =
      new Schema(
          Types.NestedField.required(1, "event_id", Types.StringType.get()),
          Types.NestedField.optional(2, "latency_ms", Types.DoubleType.get()),
          Types.NestedField.optional(3, "event_time", Types.TimestampType.withZone()),
          Types.NestedField.optional(
              4,
              "extra",
              Types.MapType.ofOptional(5, 6, Types.StringType.get(), Types.StringType.get())));

  private LakeServices services;
  private GlueCatalog catalog;
  private Table events;

  @BeforeEach
  void start(@TempDir Path directory) throws Exception {
    services = LakeServices.start(directory, "lake");
    catalog = services.catalog();
    catalog.createNamespace(Namespace.of("silver"), Map.of());
    events =
        catalog.createTable(
            TableIdentifier.of("silver", "events"),
            SCHEMA,
            PartitionSpec.unpartitioned(),
            Map.of("format-version", "2", "write.parquet.compression-codec", "zstd"));
  }

  @AfterEach
  void stop() throws Exception {
    catalog.close();
    services.close();
  }

  @Test
  void csvQuotesWhatItMustAndTellsNullFromEmpty() throws Exception {
    append(
        row("plain", 1.5, "2025-01-18T11:12:30+01:00", Map.of("k", "v")),
        row("comma, \"quote\"\nline", null, null, null),
        row("", 2.0, null, Map.of()));

    assertThat(csv("SELECT * FROM silver.events ORDER BY latency_ms NULLS LAST"))
        .isEqualTo(
            """
            event_id,latency_ms,event_time,extra
            plain,1.5,2025-01-18T10:12:30Z,"{""k"":""v""}"
            "",2.0,,{}
            "comma, ""quote""
            line",,,
            """);
  }

  @Test
  void aTableShowsNamesWidthsAndShortensLongTexts() throws Exception {
    append(row("a", 1.0, null, null), row("b\nb" + "c".repeat(200), null, null, null));

    assertThat(
            answer("SELECT event_id AS id, latency_ms FROM silver.events ORDER BY 1", "table")
                .lines())
        .containsExactly(
            "id" + " ".repeat(118) + "  latency_ms",
            "-".repeat(120) + "  ----------",
            "a" + " ".repeat(119) + "  1.0",
            "b\\nb" + "c".repeat(115) + "…");
  }

  @Test
  void deletedRowsAreGone() throws Exception {
    DataFile file = append(row("kept", 1.0, null, null), row("deleted", 2.0, null, null));
    append(row("other", 3.0, null, null));
    delete(file, 1);

    assertThat(csv("SELECT event_id FROM silver.events ORDER BY event_id"))
        .isEqualTo("event_id\nkept\nother\n");
  }

  @Test
  void anOverwrittenFileIsGone() throws Exception {
    DataFile old = append(row("old", 1.0, null, null));
    DataFile next = write(row("new", 2.0, null, null));
    events.newOverwrite().deleteFile(old).addFile(next).commit();

    assertThat(csv("SELECT event_id FROM silver.events")).isEqualTo("event_id\nnew\n");
  }

  @Test
  void aColumnThatWasAddedRenamedOrDroppedIsReadAsItIsNow() throws Exception {
    append(row("before", 1.0, null, Map.of("k", "v")));
    events
        .updateSchema()
        .addColumn("region", Types.StringType.get())
        .renameColumn("latency_ms", "milliseconds")
        .deleteColumn("event_time")
        .commit();

    assertThat(csv("SELECT * FROM silver.events"))
        .isEqualTo("event_id,milliseconds,extra,region\nbefore,1.0,\"{\"\"k\"\":\"\"v\"\"}\",\n");
  }

  @Test
  void anEmptyTableHasItsColumnsAndNoRows() throws Exception {
    assertThat(csv("SELECT * FROM silver.events"))
        .isEqualTo("event_id,latency_ms,event_time,extra\n");
    assertThat(csv("SELECT column_type FROM (DESCRIBE silver.events)"))
        .isEqualTo(
            "column_type\nVARCHAR\nDOUBLE\nTIMESTAMP WITH TIME ZONE\n\"MAP(VARCHAR, VARCHAR)\"\n");
  }

  @Test
  void jsonLinesAreATableWithTheColumnsOfTheirFolders() throws Exception {
    declareBronze();
    assertThat(csv("SELECT * FROM bronze.service_events"))
        .isEqualTo("sequence_number,data,dt,hr\n");

    put("dt=2025-01-18/hr=09/a.ndjson.gz", Map.of("sequence_number", "1", "data", "{\"a\":1}"));
    put("dt=2025-01-18/hr=10/b.ndjson.gz", Map.of("sequence_number", "2", "unknown", "x"));

    assertThat(csv("SELECT *, data::JSON->>'a' AS a FROM bronze.service_events ORDER BY hr"))
        .isEqualTo(
            """
            sequence_number,data,dt,hr,a
            1,"{""a"":1}",2025-01-18,09,1
            2,,2025-01-18,10,
            """);
  }

  @Test
  void tablesAreJoinedAndCommonTableExpressionsAreNoTables() throws Exception {
    append(row("a", 1.0, null, null));
    declareBronze();
    put("dt=2025-01-18/hr=09/a.ndjson.gz", Map.of("sequence_number", "1", "data", "a"));

    assertThat(
            csv(
                """
                WITH found AS (SELECT data FROM bronze.service_events)
                SELECT count(*) AS n FROM Silver.Events JOIN found ON event_id = data
                WHERE event_id IN (SELECT event_id FROM "silver"."events")\
                """))
        .isEqualTo("n\n1\n");
  }

  @Test
  void aStatementWithoutATableNeedsNone() throws Exception {
    assertThat(csv("SELECT 'silver.nothing' AS text, [1, 2] AS list, {'a': NULL} AS struct"))
        .isEqualTo("text,list,struct\nsilver.nothing,\"[1,2]\",[null]\n");
  }

  @Test
  void timesAreInIsoFormatWhateverTheZoneOfTheMachine() throws Exception {
    assertThat(
            csv(
                """
                SELECT TIMESTAMP '2025-01-18 10:12:30.5' AS local, DATE '2025-01-18' AS day,
                  TIMESTAMPTZ '2025-01-18 10:12:30+01:00' AS utc, INTERVAL 3 DAY AS days\
                """))
        .isEqualTo(
            "local,day,utc,days\n2025-01-18T10:12:30.500,2025-01-18,2025-01-18T09:12:30Z,3 days\n");
  }

  @Test
  void whatCannotBeAnsweredIsSaidInOneSentence() {
    refused(
        "SELECT * FROM gold.nothing", "There is no table gold.nothing; there are silver.events");
    refused("SELECT * FROM events", "Table 'events' is named without its database");
    refused("DELETE FROM silver.events", "The statement is no SELECT");
    refused("SELECT 1; SELECT 2", "There are 2 statements; expected one SELECT");
    refused("SELEC 1", "The statement cannot be read: syntax error at or near \"SELEC\"");
    refused("SELECT nothing FROM silver.events", "Referenced column \"nothing\" not found");
  }

  private void refused(String sql, String message) {
    assertThatThrownBy(() -> csv(sql))
        .isInstanceOf(StackException.class)
        .hasMessageContaining(message)
        .message()
        .doesNotContain("\n");
  }

  private String csv(String sql) throws IOException {
    return answer(sql, "csv");
  }

  private String answer(String sql, String format) throws IOException {
    StringBuilder answer = new StringBuilder();
    new Query(
            services.glueEndpoint(), services.s3Endpoint(), "eu-west-1", LocalCredentials.create())
        .run(sql, ResultFormat.named(format).orElseThrow(), answer);
    return answer.toString();
  }

  private static Record row(String id, Double latency, String time, Map<String, String> extra) {
    Record row = GenericRecord.create(SCHEMA);
    row.setField("event_id", id);
    row.setField("latency_ms", latency);
    row.setField("event_time", time == null ? null : OffsetDateTime.parse(time));
    row.setField("extra", extra);
    return row;
  }

  private DataFile append(Record... rows) throws IOException {
    DataFile file = write(rows);
    events.newAppend().appendFile(file).commit();
    return file;
  }

  private DataFile write(Record... rows) throws IOException {
    DataWriter<Record> writer = writers().newDataWriter(newFile(), events.spec(), null);
    try (writer) {
      writer.write(Arrays.asList(rows));
    }
    return writer.toDataFile();
  }

  private void delete(DataFile file, long position) throws IOException {
    PositionDeleteWriter<Record> writer =
        writers().newPositionDeleteWriter(newFile(), events.spec(), null);
    try (writer) {
      writer.write(PositionDelete.<Record>create().set(file.location(), position));
    }
    events.newRowDelta().addDeletes(writer.toDeleteFile()).commit();
  }

  private GenericFileWriterFactory writers() {
    return new GenericFileWriterFactory.Builder(events)
        .dataFileFormat(FileFormat.PARQUET)
        .deleteFileFormat(FileFormat.PARQUET)
        .build();
  }

  private EncryptedOutputFile newFile() {
    return OutputFileFactory.builderFor(events, 1, System.nanoTime())
        .format(FileFormat.PARQUET)
        .build()
        .newOutputFile();
  }

  private void declareBronze() throws IOException {
    services.dataCatalog().createDatabase(JSON.readTree("{\"Name\": \"bronze\"}"));
    services
        .dataCatalog()
        .createTable(
            "bronze",
            JSON.readTree(
                """
                {"Name": "service_events",
                 "PartitionKeys": [{"Name": "dt", "Type": "string"}, {"Name": "hr", "Type": "string"}],
                 "StorageDescriptor": {
                   "Location": "s3://lake/bronze/service-events/",
                   "Columns": [{"Name": "sequence_number", "Type": "string"}, {"Name": "data", "Type": "string"}],
                   "SerdeInfo": {"SerializationLibrary": "org.openx.data.jsonserde.JsonSerDe"}}}\
                """));
  }

  private void put(String name, Map<String, String> line) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write((JSON.writeValueAsString(line) + "\n").getBytes(StandardCharsets.UTF_8));
    }
    services
        .s3()
        .putObject(
            request -> request.bucket("lake").key("bronze/service-events/" + name),
            RequestBody.fromBytes(bytes.toByteArray()));
  }
}
