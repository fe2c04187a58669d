package dev.millrace.tables.lookup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.millrace.features.lookup.LookupKey;
import dev.millrace.features.lookup.LookupRow;
import dev.millrace.tables.AtomicCommit;
import dev.millrace.tables.LakeCatalog;
import dev.millrace.tables.RowWriter;
import dev.millrace.tables.TableDefinition;
import dev.millrace.tables.TableState;
import dev.millrace.testsupport.DeclaredTables;
import dev.millrace.testsupport.LakeServers;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.data.Record;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LookupHistoryTest {
  private static final Instant START = Instant.parse("2025-01-01T00:00:00Z");
  private static final Instant END = START.plusSeconds(1000);
  private static final Map<String, Set<String>> STORES = Map.of("stores", Set.of("size", "city"));
  private static final long BYTES = 10_000_000;

  @TempDir private static Path folder;
  private static LakeServers servers;
  private static LakeCatalog catalog;

  private final TableDefinition definition =
      LookupHistoryTable.in("silver_" + UUID.randomUUID().toString().replace('-', '_'));

  private record Row(String table, String key, int second, Map<String, String> values) {
    LookupKey lookupKey() {
      return new LookupKey(table, key);
    }

    Instant validFrom() {
      return START.plusSeconds(second);
    }

    StoredAttributes attributes() {
      Set<String> numbers = new HashSet<>(values.keySet());
      numbers.retainAll(Set.of("size", "other"));
      return new StoredAttributes(values, numbers);
    }
  }

  @BeforeAll
  static void start() throws Exception {
    servers = new LakeServers(folder);
    catalog = new LakeCatalog(LakeServers.BUCKET, servers.catalogProperties());
  }

  @AfterAll
  static void stop() {
    catalog.close();
    servers.close();
  }

  private TableState append(List<Row> rows) {
    TableState state = catalog.open(definition);
    try (RowWriter writer = new RowWriter(state)) {
      for (Row row : rows) {
        Record record = writer.newRow();
        LookupHistoryTable.fill(record, row.lookupKey(), row.validFrom(), row.attributes());
        writer.write(record);
      }
      List<DataFile> files = writer.complete();
      return AtomicCommit.commit(
              state,
              change -> {
                AppendFiles append = change.newAppend();
                files.forEach(append::appendFile);
                append.commit();
              })
          .orElseThrow();
    }
  }

  private static Row store(String key, int second, Map<String, String> values) {
    return new Row("stores", key, second, values);
  }

  private static Optional<LookupRow> asOf(LookupHistory history, String key, int second) {
    return history.asOf(new LookupKey("stores", key), START.plusSeconds(second));
  }

  @Test
  void theDeploymentDeclaresTheTableAsItIsWritten() throws IOException {
    DeclaredTables.assertDeclared(
        "silver", definition.name(), definition.schema(), definition.partitions());
  }

  @Test
  void aKeyHasTheRowThatWasValidLast() {
    TableState state =
        append(
            List.of(
                store("a", 10, Map.of("size", "1.5", "city", "01099")),
                store("a", 20, Map.of("size", "2"))));

    LookupHistory history = LookupHistory.read(state, STORES, START, END, BYTES);

    assertThat(asOf(history, "a", 9)).isEmpty();
    assertThat(asOf(history, "a", 10))
        .contains(new LookupRow(Map.of("size", 1.5), Map.of("city", "01099")));
    assertThat(asOf(history, "a", 19)).isEqualTo(asOf(history, "a", 10));
    assertThat(asOf(history, "a", 20)).contains(new LookupRow(Map.of("size", 2.0), Map.of()));
    assertThat(asOf(history, "b", 20)).isEmpty();
  }

  @Test
  void aRowWithoutAttributesIsARow() {
    LookupHistory history =
        LookupHistory.read(append(List.of(store("a", 0, Map.of()))), STORES, START, END, BYTES);

    assertThat(asOf(history, "a", 0)).contains(new LookupRow(Map.of(), Map.of()));
  }

  /** Against the rows themselves, whatever the order in which they were loaded. */
  @Test
  void everyKeyHasAtEveryTimeTheRowThatAScanOfAllRowsFinds() {
    Random random = new Random(9);
    List<Row> rows = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    while (rows.size() < 400) {
      Row row =
          new Row(
              random.nextInt(3) == 0 ? "cities" : "stores",
              "k" + random.nextInt(20),
              random.nextInt(100),
              Map.of("size", Integer.toString(random.nextInt(1000)), "other", "1"));
      if (seen.add(row.table() + row.key() + "/" + row.second())) {
        rows.add(row);
      }
    }
    append(rows.subList(0, 150));
    TableState state = append(rows.subList(150, 400));
    Instant from = START.plusSeconds(40);
    Instant to = START.plusSeconds(90);

    LookupHistory history =
        LookupHistory.read(
            state, Map.of("stores", Set.of("size"), "cities", Set.of("size")), from, to, BYTES);

    for (int second = 40; second <= 90; second++) {
      Instant time = START.plusSeconds(second);
      for (String table : List.of("stores", "cities")) {
        for (int k = 0; k < 21; k++) {
          LookupKey key = new LookupKey(table, "k" + k);
          Optional<LookupRow> expected =
              rows.stream()
                  .filter(row -> row.lookupKey().equals(key) && !row.validFrom().isAfter(time))
                  .max(Comparator.comparing(Row::second))
                  .map(row -> Double.valueOf(row.values().get("size")))
                  .map(size -> new LookupRow(Map.of("size", size), Map.of()));
          assertThat(history.asOf(key, time)).as("%s at %s", key, time).isEqualTo(expected);
        }
      }
    }
  }

  @Test
  void rowsThatDoNotFitInMemoryAreRefused() {
    TableState state = append(List.of(store("a", 0, Map.of("city", "x".repeat(2000)))));

    assertThatExceptionOfType(LookupHistoryTooLarge.class)
        .isThrownBy(() -> LookupHistory.read(state, STORES, START, END, 1000))
        .withMessageContaining("lookup_history holds more rows")
        .withMessageContaining("stores=1 keys read")
        .withMessageContaining("than fit in 1,000 bytes");
  }

  @Test
  void versionsThatAreReplacedBeforeTheFirstTimeTakeNoMemory() {
    List<Row> rows = new ArrayList<>();
    for (int second = 0; second < 100; second++) {
      rows.add(store("a", second, Map.of("size", Integer.toString(second))));
    }
    TableState state = append(rows);

    LookupHistory history = LookupHistory.read(state, STORES, START.plusSeconds(99), END, 400);

    assertThat(asOf(history, "a", 99)).contains(new LookupRow(Map.of("size", 99.0), Map.of()));
  }

  @Test
  void whatWasNotReadCannotBeAskedFor() {
    LookupHistory history =
        LookupHistory.read(append(List.of(store("a", 0, Map.of()))), STORES, START, END, BYTES);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> history.asOf(new LookupKey("cities", "a"), START))
        .withMessage("table held cities, expected one of [stores]");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> asOf(history, "a", -1))
        .withMessageStartingWith("time held 2024-12-31T23:59:59Z, expected one from 2025");
  }
}
