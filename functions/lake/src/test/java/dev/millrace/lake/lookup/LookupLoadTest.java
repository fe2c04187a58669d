package dev.millrace.lake.lookup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.millrace.common.Deadline;
import dev.millrace.common.InvalidInput;
import dev.millrace.tables.LakeCatalog;
import dev.millrace.tables.TableDefinition;
import dev.millrace.tables.lookup.LookupHistoryTable;
import dev.millrace.testsupport.Calls;
import dev.millrace.testsupport.Compaction;
import dev.millrace.testsupport.DynamoDbServer;
import dev.millrace.testsupport.LakeServers;
import dev.millrace.testsupport.Sweep;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.io.CloseableIterable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

class LookupLoadTest {
  private static final Instant NOW = Instant.parse("2026-01-01T12:00:00.123456Z");
  private static final Deadline DEADLINE = Deadline.after(Duration.ofHours(1));
  private static final Deadline OVER = Deadline.after(Duration.ZERO);

  @TempDir private static Path folder;
  private static LakeServers servers;
  private static LakeCatalog catalog;

  private TableDefinition history = emptyHistory();
  private String served = DynamoDbServer.newTable("_millrace_key");

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

  private static TableDefinition emptyHistory() {
    return LookupHistoryTable.in("silver_" + UUID.randomUUID().toString().replace('-', '_'));
  }

  private void startAnew() {
    history = emptyHistory();
    served = DynamoDbServer.newTable("_millrace_key");
  }

  private LookupLoad load() {
    return new LookupLoad(
        servers.s3().client(),
        LakeServers.BUCKET,
        new HistoryAppend(catalog, history.database()),
        new ServedRows(new ServedTable(DynamoDbServer.client(), served), 4),
        () -> NOW);
  }

  private static String uploaded(String content) {
    String key = "lookups/stores/%s.csv".formatted(UUID.randomUUID());
    servers
        .s3()
        .client()
        .putObject(put -> put.bucket(LakeServers.BUCKET).key(key), RequestBody.fromString(content));
    return key;
  }

  private static LoadRequest request(String json) throws IOException {
    return LoadRequest.read(new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)));
  }

  private static LoadRequest of(String content, String validFrom) throws IOException {
    return request(
        "{\"table\": \"stores\", \"object\": \"%s\", \"valid_from\": \"%s\"}"
            .formatted(uploaded(content), validFrom));
  }

  private LoadOutcome load(String content, String validFrom) throws Exception {
    return load().run(of(content, validFrom), DEADLINE, DEADLINE);
  }

  /** The rows of the history, sorted, as text. */
  private List<String> historyRows() throws IOException {
    List<String> rows = new ArrayList<>();
    try (CloseableIterable<Record> all =
        IcebergGenerics.read(catalog.open(history).table()).build()) {
      all.forEach(
          row ->
              rows.add(
                  "%s %s %s"
                      .formatted(
                          LookupHistoryTable.key(row),
                          LookupHistoryTable.validFrom(row),
                          LookupHistoryTable.attributes(row).row())));
    }
    return rows.stream().sorted().toList();
  }

  /** The served items, by key, as text. */
  private Map<String, String> items() {
    return DynamoDbServer.client().scan(scan -> scan.tableName(served)).items().stream()
        .collect(
            Collectors.toMap(
                item -> item.get("_millrace_key").s(),
                item -> new TreeMap<>(item).tailMap("_millrace_l").toString(),
                (one, _) -> one,
                TreeMap::new));
  }

  @Test
  void aFileIsInTheHistoryAndServed() throws Exception {
    LoadOutcome outcome = load("id,size,city\na,1.5,01099\nb,2,\n", "2025-01-01T00:00:00Z");

    assertThat(outcome.toString())
        .isEqualTo(
            "{\"table\":\"stores\",\"valid_from\":\"2025-01-01T00:00:00.000Z\",\"rows\":2,"
                + "\"columns\":{\"city\":\"text\",\"size\":\"number\"},\"notes\":[],"
                + "\"history_rows\":2,\"served_rows\":2,\"newer_rows\":0,\"next\":2,\"complete\":true}");
    assertThat(historyRows())
        .containsExactly(
            "stores#a 2025-01-01T00:00:00Z LookupRow[numbers={size=1.5}, texts={city=01099}]",
            "stores#b 2025-01-01T00:00:00Z LookupRow[numbers={size=2.0}, texts={}]");
    assertThat(
            DynamoDbServer.client()
                .getItem(
                    get ->
                        get.tableName(served)
                            .key(Map.of("_millrace_key", AttributeValue.fromS("stores#a"))))
                .item())
        .isEqualTo(
            Map.of(
                "_millrace_key", AttributeValue.fromS("stores#a"),
                "_millrace_valid_from", AttributeValue.fromS("2025-01-01T00:00:00.000Z"),
                "size", AttributeValue.fromN("1.5"),
                "city", AttributeValue.fromS("01099")));
  }

  @Test
  void withoutATimeRowsAreValidFromNowOnToTheMillisecond() throws Exception {
    LoadOutcome outcome =
        load()
            .run(
                request("{\"table\": \"stores\", \"object\": \"%s\"}".formatted(uploaded("id\na"))),
                DEADLINE,
                DEADLINE);

    assertThat(outcome.validFrom()).isEqualTo(Instant.parse("2026-01-01T12:00:00.123Z"));
  }

  @Test
  void aLoadThatIsRepeatedAddsNothing() throws Exception {
    String content = "id,size\na,1\nb,2\n";
    load(content, "2025-01-01T00:00:00Z");
    List<String> before = historyRows();

    LoadOutcome again = load(content, "2025-01-01T00:00:00Z");

    assertThat(again.history()).isZero();
    assertThat(again.complete()).isTrue();
    assertThat(historyRows()).isEqualTo(before);
  }

  @Test
  void severalFilesMayBeValidFromTheSameTimeOn() throws Exception {
    load("id,size\na,1\n", "2025-01-01T00:00:00Z");
    LoadOutcome second = load("id,size\na,1.0\nb,2\n", "2025-01-01T00:00:00Z");

    assertThat(second.history()).isEqualTo(1);
    assertThat(items()).containsOnlyKeys("stores#a", "stores#b");
  }

  @Test
  void otherAttributesFromTheSameTimeOnAreRefusedAndNothingIsLoaded() throws Exception {
    load("id,size\na,1\nb,2\n", "2025-01-01T00:00:00Z");
    List<String> before = historyRows();

    assertThatExceptionOfType(InvalidInput.class)
        .isThrownBy(() -> load("id,size\nc,3\nb,7\n", "2025-01-01T00:00:00Z"))
        .withMessageContaining(
            "Line 3: key \"b\" was loaded from 2025-01-01T00:00:00Z on with other attributes; expected the same, or another valid_from")
        .withMessageContaining("Nothing was loaded");
    assertThat(historyRows()).isEqualTo(before);
    assertThat(items()).containsOnlyKeys("stores#a", "stores#b");
  }

  @Test
  void aBadRowLoadsNothing() throws Exception {
    assertThatExceptionOfType(InvalidInput.class)
        .isThrownBy(() -> load("id,size\na,1\na,2\n", "2025-01-01T00:00:00Z"));

    assertThat(historyRows()).isEmpty();
    assertThat(items()).isEmpty();
  }

  @Test
  void aTimeInTheFutureIsRefused() {
    assertThatExceptionOfType(InvalidInput.class)
        .isThrownBy(() -> load("id\na", "2026-01-01T12:00:01Z"))
        .withMessage(
            "valid_from held \"2026-01-01T12:00:01Z\", expected a time from the year 1 to now,"
                + " 2026-01-01T12:00:00.123Z: serving takes a row as soon as it is loaded");
  }

  @Test
  void anObjectThatIsNotThereIsNamed() {
    assertThatExceptionOfType(InvalidInput.class)
        .isThrownBy(
            () ->
                load()
                    .run(
                        request("{\"table\": \"stores\", \"object\": \"lookups/none.csv\"}"),
                        DEADLINE,
                        DEADLINE))
        .withMessage(
            "object held \"lookups/none.csv\", expected the key of an object in bucket lake");
  }

  @Test
  void requestsThatCannotBeUsedAreRefused() {
    for (String request :
        List.of(
            "{\"object\": \"lookups/a.csv\"}",
            "{\"table\": \"Stores\", \"object\": \"lookups/a.csv\"}",
            "{\"table\": \"stores\", \"object\": \"tables/a.csv\"}",
            "{\"table\": \"stores\", \"object\": \"lookups/a.csv\", \"as\": \"zip\"}",
            "{\"table\": \"stores\", \"object\": \"lookups/a.csv\", \"after\": \"-1\"}",
            "{\"table\": \"stores\", \"object\": \"lookups/a.csv\", \"valid_from\": \"today\"}",
            "{\"table\": \"stores\", \"object\": \"lookups/a.csv\", \"until\": \"never\"}")) {
      assertThatExceptionOfType(InvalidInput.class).as(request).isThrownBy(() -> request(request));
    }
  }

  /** Loads of four times, each of some of the keys, in every order that chance gives. */
  @Test
  void whateverTheOrderOfLoadsTheNewestRowsServeAndAllAreInTheHistory() throws Exception {
    List<Integer> days = new ArrayList<>(List.of(1, 2, 3, 4));
    List<String> expectedHistory = null;
    Map<String, String> expectedItems = null;
    for (int order = 0; order < 4; order++) {
      startAnew();
      for (int day : days) {
        load(dayFile(day), "2025-01-0%dT00:00:00Z".formatted(day));
      }
      if (expectedHistory == null) {
        expectedHistory = historyRows();
        expectedItems = items();
      }

      assertThat(historyRows()).as("loaded in the order %s", days).isEqualTo(expectedHistory);
      assertThat(items()).as("loaded in the order %s", days).isEqualTo(expectedItems);
      Collections.shuffle(days, new Random(order));
    }
    assertThat(expectedItems.get("stores#k0")).contains("2025-01-04");
  }

  private static String dayFile(int day) {
    return IntStream.range(0, 10)
        .filter(key -> key % day == 0)
        .mapToObj(key -> "k%d,%d".formatted(key, day * 100 + key))
        .collect(Collectors.joining("\n", "id,size\n", "\n"));
  }

  @Test
  void aLoadThatHasNoTimeLeftGoesOnWhereItStopped() throws Exception {
    String content =
        IntStream.range(0, 2500)
            .mapToObj(key -> key + ",1")
            .collect(Collectors.joining("\n", "id,size\n", "\n"));
    LoadRequest first = of(content, "2025-01-01T00:00:00Z");

    LoadOutcome begun = load().run(first, OVER, DEADLINE);

    assertThat(begun.complete()).isFalse();
    assertThat(begun.next()).isEqualTo(1000);
    assertThat(begun.history()).isEqualTo(2500);
    LoadRequest rest =
        new LoadRequest(
            first.table(), first.object(), first.validFrom(), first.key(), first.as(), 1000);
    LoadOutcome ended = load().run(rest, DEADLINE, DEADLINE);
    assertThat(ended.complete()).isTrue();
    assertThat(ended.served()).isEqualTo(1500);
    assertThat(ended.history()).isZero();
    assertThat(historyRows()).hasSize(2500);
    assertThat(
            DynamoDbServer.client().scanPaginator(scan -> scan.tableName(served)).items().stream()
                .count())
        .isEqualTo(2500);
  }

  @Test
  void aTableThatTakesNoMoreEndsTheRunAndSaysWhy() throws Exception {
    served = "none";

    LoadOutcome outcome = load("id,size\na,1\n", "2025-01-01T00:00:00Z");

    assertThat(outcome.complete()).isFalse();
    assertThat(outcome.next()).isZero();
    assertThat(outcome.stopped().orElseThrow()).startsWith("The look-up table took no more: ");
    assertThat(historyRows()).hasSize(1);
  }

  @Test
  void aLoadThatDiesAtAnyCallAndIsRepeatedEndsInTheSameState() throws Exception {
    LoadRequest request = of(dayFile(1), "2025-01-01T00:00:00Z");
    List<String> calls =
        Calls.countedWithReads().madeBy(() -> load().run(request, DEADLINE, DEADLINE));
    List<String> expectedHistory = historyRows();
    Map<String, String> expectedItems = items();

    for (int call : Sweep.over(calls)) {
      for (Calls fate :
          List.of(Calls.deathBefore(call), Calls.deathAfter(call), Calls.answerLost(call))) {
        startAnew();
        fate.watchDying(() -> load().run(request, DEADLINE, DEADLINE));
        load().run(request, DEADLINE, DEADLINE);

        assertThat(historyRows()).as("%s at call %d", fate, call).isEqualTo(expectedHistory);
        assertThat(items()).as("%s at call %d", fate, call).isEqualTo(expectedItems);
      }
    }
  }

  @Test
  void anotherLoadOrACompactionInBetweenLosesNothing() throws Exception {
    LoadRequest request = of(dayFile(1), "2025-01-01T00:00:00Z");
    LoadRequest other = of(dayFile(2), "2025-01-02T00:00:00Z");
    List<String> calls = Calls.counted().madeBy(() -> load().run(request, DEADLINE, DEADLINE));
    load().run(other, DEADLINE, DEADLINE);
    List<String> expectedHistory = historyRows();
    Map<String, String> expectedItems = items();

    for (int call : Sweep.over(calls)) {
      startAnew();
      Calls.deedBefore(
              call,
              () -> {
                load().run(other, DEADLINE, DEADLINE);
                Compaction.of(catalog.open(history).table());
                return null;
              })
          .watch(() -> load().run(request, DEADLINE, DEADLINE));

      assertThat(historyRows()).as("other load before call %d", call).isEqualTo(expectedHistory);
      assertThat(items()).as("other load before call %d", call).isEqualTo(expectedItems);
    }
  }
}
