package dev.millrace.local.scoring;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.local.LocalStack;
import dev.millrace.local.command.Synthesis;
import dev.millrace.local.fixture.RecorderStack;
import dev.millrace.local.stream.DeliveryCounts;
import dev.millrace.local.stream.EventSourceMapping;
import dev.millrace.local.stream.StreamPoller;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.GetRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.Record;
import software.amazon.awssdk.services.kinesis.model.Shard;
import software.amazon.awssdk.services.kinesis.model.ShardIteratorType;

/**
 * Records of one document in every order and more than once, through the whole stack. A redrive key
 * gives each the arrival and the sequence number that the test wants.
 */
class IdempotenceTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long EVENT = 1_731_880_381_293L;
  private static final long ARRIVAL = 1_731_880_400_000L;

  private static LocalStack stack;
  private static Path data;

  /**
   * A state of the document.
   *
   * @param order its place in the order of arrivals, and its sequence number
   */
  private record State(int order, long event, String zipCode) {
    String document(String id) {
      return "{\"_id\":\"%s\",\"_source\":{\"createdDateTime\":%d,\"zipCode\":\"%s\"}}"
          .formatted(id, event, zipCode);
    }

    String partitionKey(String id) {
      return "redrive:1:%d:shardId-000000000000:%d%05d:0"
          .formatted(ARRIVAL + order, order, id.hashCode() & 0xFFFF);
    }
  }

  @BeforeAll
  static void start(@TempDir Path folder) throws Exception {
    data = folder;
    Path root = Path.of("..").toAbsolutePath().normalize();
    Path assembly =
        new Synthesis(root, Path.of("target/demo-test").toAbsolutePath(), System.err::println)
            .assembly();
    stack = LocalStack.builder(root, assembly, data).fresh().report(System.err::println).start();
  }

  @AfterAll
  static void stop() {
    stack.close();
  }

  @Test
  void theLatestStateWinsInWhateverOrderAndHoweverOftenRecordsAreDelivered() throws Exception {
    List<State> states =
        List.of(
            new State(1, EVENT, "10001"),
            new State(2, EVENT, "94105"),
            new State(3, EVENT, "10001"),
            new State(4, EVENT - 1, "60601"));
    Map<String, List<State>> deliveries = new HashMap<>();
    List<List<State>> orders = permutations(states);
    Random random = new Random(11);
    for (int i = 0; i < orders.size(); i++) {
      List<State> delivered = new ArrayList<>(orders.get(i));
      delivered.add(
          random.nextInt(delivered.size() + 1), states.get(random.nextInt(states.size())));
      deliveries.put("document-" + i, delivered);
    }

    deliveries.forEach((id, delivered) -> delivered.forEach(state -> put(id, state)));
    int records = deliveries.size() * states.size();
    Map<String, List<JsonNode>> log = awaitLog("document-", records);

    assertThat(log).hasSize(records);
    for (String id : deliveries.keySet()) {
      Map<String, AttributeValue> item = item(id);
      assertThat(item.get("content_hash").s())
          .as("%s, delivered as %s", id, deliveries.get(id))
          .isEqualTo(sha256(states.get(2).document(id)));
      assertThat(item.get("order_key").s())
          .startsWith("%015d/%015d/".formatted(EVENT, ARRIVAL + 3));
    }
    assertThat(log.values())
        .allSatisfy(
            rows ->
                assertThat(rows.stream().map(row -> row.path("log_id").asText()).distinct())
                    .hasSize(1));
  }

  /** As when the functions stack is deleted and made again, or its consumer replaced. */
  @Test
  void aMappingThatIsMadeAnewFindsEveryRecordToBeADuplicateAndGivesNoneUp() throws Exception {
    EventSourceMapping mapping =
        stack.mappings().stream()
            .filter(candidate -> candidate.stream().equals("sessions"))
            .findFirst()
            .orElseThrow();
    State state = new State(1, EVENT, "10001");
    put("again", state);
    awaitRows("again", 1);
    Map<String, AttributeValue> before = item("again");

    try (StreamPoller anew =
        new StreamPoller(
            mapping,
            stack.functions(),
            stack.clients().kinesis(),
            stack.clients().s3(),
            stack.clients().sqs(),
            data.resolve("anew"),
            new DeliveryCounts(),
            IdempotenceTest::report)) {
      anew.start();
      List<JsonNode> rows = awaitRows("again", 2);

      assertThat(rows).extracting(row -> row.path("log_id").asText()).containsOnly(logId(rows));
      assertThat(item("again")).isEqualTo(before);
      assertThat(
              stack
                  .clients()
                  .s3()
                  .listObjectsV2(list -> list.bucket(mapping.failuresBucket().orElseThrow()))
                  .contents())
          .isEmpty();
    }
  }

  private static void report(String line) {
    System.err.println(line);
  }

  private static String logId(List<JsonNode> rows) {
    return rows.getFirst().path("log_id").asText();
  }

  private static List<JsonNode> awaitRows(String id, int rows) throws Exception {
    List<JsonNode> found = new ArrayList<>();
    LogTail log = new LogTail();
    RecorderStack.await(
        () -> {
          log.next().stream().filter(row -> row.path("id").asText().equals(id)).forEach(found::add);
          return found.size() >= rows;
        });
    return found;
  }

  private static void put(String id, State state) {
    stack
        .clients()
        .kinesis()
        .putRecord(
            put ->
                put.streamName("sessions")
                    .partitionKey(state.partitionKey(id))
                    .data(SdkBytes.fromUtf8String(state.document(id))));
  }

  /** The log's rows by record, once there are rows of so many records. */
  private static Map<String, List<JsonNode>> awaitLog(String idsBegin, int records) {
    Map<String, List<JsonNode>> rows = new HashMap<>();
    LogTail log = new LogTail();
    RecorderStack.await(
        () -> {
          for (JsonNode row : log.next()) {
            String id = row.path("id").asText();
            if (id.startsWith(idsBegin)) {
              rows.computeIfAbsent(row.path("record_id").asText() + id, key -> new ArrayList<>())
                  .add(row);
            }
          }
          return rows.size() >= records;
        });
    return rows;
  }

  /** The prediction log from its beginning. */
  private static final class LogTail {
    private final KinesisClient kinesis = stack.clients().kinesis();
    private final List<String> iterators = new ArrayList<>();

    LogTail() {
      for (Shard shard : kinesis.listShards(list -> list.streamName("predictions")).shards()) {
        iterators.add(
            kinesis
                .getShardIterator(
                    get ->
                        get.streamName("predictions")
                            .shardId(shard.shardId())
                            .shardIteratorType(ShardIteratorType.TRIM_HORIZON))
                .shardIterator());
      }
    }

    /** What came since it was asked before. */
    List<JsonNode> next() {
      List<JsonNode> rows = new ArrayList<>();
      iterators.replaceAll(
          iterator -> {
            GetRecordsResponse answer = kinesis.getRecords(get -> get.shardIterator(iterator));
            answer.records().forEach(record -> rows.add(row(record)));
            return answer.nextShardIterator();
          });
      return rows;
    }

    private static JsonNode row(Record record) {
      try {
        return JSON.readTree(record.data().asByteArray());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private static Map<String, AttributeValue> item(String id) {
    return stack
        .clients()
        .dynamoDb()
        .getItem(
            get ->
                get.tableName("predictions")
                    .key(
                        Map.of(
                            "id", AttributeValue.fromS(id),
                            "model", AttributeValue.fromS("session-conversion")))
                    .consistentRead(true))
        .item();
  }

  private static List<List<State>> permutations(List<State> states) {
    if (states.isEmpty()) {
      return List.of(Collections.emptyList());
    }
    List<List<State>> all = new ArrayList<>();
    for (State first : states) {
      List<State> others = new ArrayList<>(states);
      others.remove(first);
      for (List<State> rest : permutations(others)) {
        List<State> order = new ArrayList<>(List.of(first));
        order.addAll(rest);
        all.add(order);
      }
    }
    return all;
  }

  private static String sha256(String text) throws Exception {
    return HexFormat.of()
        .formatHex(
            MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
  }
}
