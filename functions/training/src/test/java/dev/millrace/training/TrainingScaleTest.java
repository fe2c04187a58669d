package dev.millrace.training;

import static dev.millrace.training.TrainingLake.DEADLINE;
import static org.assertj.core.api.Assertions.assertThat;
import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromB;
import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromN;
import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromS;

import dev.millrace.common.Deadline;
import dev.millrace.tables.ContentFilesJson;
import dev.millrace.tables.TableState;
import dev.millrace.testsupport.DynamoDbServer;
import dev.millrace.testsupport.LakeServers;
import dev.millrace.training.hash.RecordHashFile;
import dev.millrace.training.hash.RecordHashes;
import dev.millrace.training.run.RunItems;
import dev.millrace.training.run.RunStep.CompareBucket;
import dev.millrace.training.run.TrainingAnswer;
import dev.millrace.training.run.TrainingLimits;
import dev.millrace.training.run.TrainingRequest.Source;
import dev.millrace.training.run.TrainingRun;
import dev.millrace.training.run.TrainingRuns;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Table;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.OutputFile;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * The steps of a run that see all of its parts, with parts that are made up: as many as {@code
 * -Dtraining.parts=100000} says, each of {@code -Dtraining.rows=40} rows, of which one repeats. The
 * times that it prints are those of emulators on this machine.
 */
class TrainingScaleTest {
  private static final int PARTS = Integer.getInteger("training.parts", 300);
  private static final int ROWS = Integer.getInteger("training.rows", 40);
  private static final Deadline FAR = Deadline.after(Duration.ofHours(1));

  @TempDir private static Path folder;
  private static TrainingServers servers;

  private final TrainingLake lake =
      new TrainingLake(
          servers, new TrainingLimits(Duration.ofDays(15), 1_000_000, 4_000_000, 1_000));
  private final RunItems items = new RunItems(DynamoDbServer.client(), lake.runsTable);
  private final TrainingRuns runs = new TrainingRuns(items);

  @BeforeAll
  static void start() throws Exception {
    servers = new TrainingServers(folder);
  }

  @AfterAll
  static void stop() {
    servers.close();
  }

  @Test
  void aRunOfManyPartsIsPlannedComparedAndCommitted() throws Exception {
    // Creates the tables, and a data file to imitate.
    lake.object("predictions", lake.served(ROWS));
    lake.begin(Source.LOG);
    lake.build(lake.messages());
    Table table = lake.table();
    DataFile sample = anyFile(table);

    int buckets = Math.ceilDiv(PARTS * ROWS, 4_000_000);
    TrainingRun run =
        TrainingRun.planned(
            TrainingRun.newId(lake.now),
            TrainingLake.HOUR,
            TrainingLake.HOUR.plusSeconds(3600),
            Source.LOG,
            TrainingLake.MODEL,
            PARTS,
            buckets);
    timed(
        "put the parts of a run",
        () -> {
          runs.put(
              run,
              TrainingLake.MODEL,
              IntStream.range(0, PARTS).mapToObj(i -> "bronze/predictions/object-" + i).toList(),
              FAR);
          return null;
        });
    buildAll(run, table, sample);

    for (int bucket = 0; bucket < buckets; bucket++) {
      int number = bucket;
      timed(
          "compare bucket %d, and commit where it is the last".formatted(bucket),
          () -> lake.sets.perform(run.id(), new CompareBucket(number), FAR));
    }

    TrainingAnswer answer = lake.sets.resume(run.id(), DEADLINE);
    assertThat(answer.isCommitted()).isTrue();
    assertThat(answer.rows()).isEqualTo((long) PARTS * (ROWS - 1) + 1);
    assertThat(lake.table().currentSnapshot().summary())
        .containsEntry("added-data-files", Integer.toString(PARTS))
        .containsEntry("millrace.run-repeated", Integer.toString(PARTS - 1));
  }

  private static DataFile anyFile(Table table) throws IOException {
    try (CloseableIterable<FileScanTask> tasks = table.newScan().planFiles()) {
      return tasks.iterator().next().file();
    }
  }

  /** As {@link TrainingRuns#complete} leaves the items, with files of hashes that are real. */
  private void buildAll(TrainingRun run, Table table, DataFile sample) throws Exception {
    String data = table.location() + "/data/run_id=" + run.id();
    Path local = folder.resolve(LakeServers.BUCKET).resolve(data.substring("s3://lake/".length()));
    Files.createDirectories(local);
    List<Map<String, AttributeValue>> built = new ArrayList<>();
    TableState state = lake.state();
    for (int part = 0; part < PARTS; part++) {
      String name = "00000-0-%08d-0000-0000-0000-000000000000-00001.parquet".formatted(part);
      Files.write(local.resolve(name), new byte[1]);
      RecordHashFile hashes = new RecordHashFile();
      hashes.add("in every part");
      for (int row = 1; row < ROWS; row++) {
        hashes.add("sessions/shardId-000000000000/%d/%d".formatted(part, row));
      }
      RecordHashes written = hashes.write(new Folder(local), data + "/" + name, run.buckets());
      DataFile dataFile =
          DataFiles.builder(table.spec())
              .copy(sample)
              .withPartitionPath("run_id=" + run.id())
              .withPath(data + "/" + name)
              .withFileSizeInBytes(1)
              .withRecordCount(ROWS)
              .build();
      built.add(
          item(
              run,
              "part/",
              part,
              Map.of(
                  "object_key",
                  fromS("bronze/predictions/object-" + part),
                  "row_count",
                  fromN("" + ROWS),
                  "data_file",
                  fromS(written.dataFile()),
                  "bucket_ends",
                  fromB(SdkBytes.fromByteArray(written.encodedEnds())))));
      built.add(
          item(
              run,
              "files/",
              part,
              Map.of(
                  "data_files",
                  fromS(ContentFilesJson.write(state.table(), List.of(dataFile))),
                  "quarantine_files",
                  fromS("[]"))));
    }
    timed(
        "put what the parts gave, %,d bytes each"
            .formatted(
                built.get(1).get("data_files").s().length()
                    + built.get(0).get("data_file").s().length()),
        () -> {
          items.putAll(built, FAR);
          return null;
        });
    items.write(
        List.of(
            items.update(
                run.id(),
                "run",
                "SET parts_done = :parts, row_count = :rows",
                Optional.empty(),
                Map.of(":parts", fromN("" + PARTS), ":rows", fromN("" + (long) PARTS * ROWS)))),
        FAR);
  }

  private static Map<String, AttributeValue> item(
      TrainingRun run, String prefix, int part, Map<String, AttributeValue> values) {
    Map<String, AttributeValue> item =
        new HashMap<>(RunItems.key(run.id(), prefix + String.format(Locale.ROOT, "%06d", part)));
    item.putAll(values);
    return item;
  }

  private static <T> T timed(String what, Callable<T> work) throws Exception {
    Instant begun = Instant.now();
    T result = work.call();
    System.out.printf(
        "%,d parts of %,d rows: %s: %,d ms%n",
        PARTS, ROWS, what, Duration.between(begun, Instant.now()).toMillis());
    return result;
  }

  /** Writes files by their names alone. */
  private record Folder(Path path) implements FileIO {
    @Override
    public OutputFile newOutputFile(String location) {
      String name = location.substring(location.lastIndexOf('/') + 1);
      return org.apache.iceberg.Files.localOutput(path.resolve(name).toFile());
    }

    @Override
    public InputFile newInputFile(String location) {
      throw new UnsupportedOperationException("Nothing is read here");
    }

    @Override
    public void deleteFile(String location) {
      throw new UnsupportedOperationException("Nothing is deleted here");
    }
  }
}
