package dev.millrace.ingestion.dataset;

import static dev.millrace.ingestion.dataset.DatasetLake.DEADLINE;
import static dev.millrace.ingestion.dataset.DatasetLake.newDataset;
import static dev.millrace.ingestion.dataset.DatasetLake.newSource;
import static dev.millrace.ingestion.dataset.DatasetLake.row;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.ingestion.row.Row;
import dev.millrace.ingestion.stage.StagedSource;
import dev.millrace.testsupport.DynamoDbServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Storing in a process whose heap does not hold the rows of a run. */
class StoringMemoryTest {
  private static final int PAGES = 1_000;
  private static final int ROWS = 100;
  private static final int TEXT = 1_000;

  @TempDir private Path folder;

  @Test
  @Tag("nightly")
  void aHundredMegabytesOfRowsAreStoredInAHeapOf96() throws Exception {
    try (DatasetLake lake = new DatasetLake(Files.createDirectory(folder.resolve("lake")))) {
      DatasetDefinition dataset = newDataset("id");
      StagedSource at = newSource();
      lake.store(dataset, row("id", 1L, "text", "old"));
      stage(lake, at);

      Path log = folder.resolve("log");
      Process process =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-Xmx96m",
                  "-cp",
                  System.getProperty("java.class.path"),
                  StoringProcess.class.getName(),
                  lake.servers.s3().endpoint().toString(),
                  lake.servers.glue().endpoint().toString(),
                  DynamoDbServer.endpoint().toString(),
                  lake.catalogueTable,
                  dataset.name(),
                  at.job(),
                  Integer.toString(PAGES))
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
      try {
        assertThat(process.waitFor(10, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).as(() -> text(log)).isZero();
      } finally {
        process.destroyForcibly();
      }

      assertThat(lake.rows(dataset, "id").stream().distinct()).hasSize(PAGES * ROWS);
    }
  }

  private static void stage(DatasetLake lake, StagedSource at) throws InterruptedException {
    Random random = new Random(7);
    long id = 0;
    for (int page = 1; page <= PAGES; page++) {
      List<Row> rows = new ArrayList<>();
      for (int row = 0; row < ROWS; row++) {
        StringBuilder text = new StringBuilder(TEXT);
        random.ints(TEXT, 'a', 'z').forEach(text::appendCodePoint);
        rows.add(row("id", ++id, "text", text.toString()));
      }
      lake.pages.write(at, page, "pages/" + page, rows, List.of(), DEADLINE);
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException failed) {
      return failed.toString();
    }
  }
}
