package dev.millrace.scoring.lookup;

import static dev.millrace.scoring.fixture.PredictionStates.DEADLINE;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.millrace.common.Deadline;
import dev.millrace.features.lookup.LookupKey;
import dev.millrace.features.lookup.LookupRow;
import dev.millrace.testsupport.DynamoDbServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

class LookupTableReadsTest {
  private static final String NAME = DynamoDbServer.newTable("_millrace_key");
  private static final Pattern KEY = Pattern.compile("\"S\":\"(t#\\d+)\"");

  private final LookupTable table =
      new LookupTable(DynamoDbServer.client(), NAME, List.of("median_income", "name", "size"));

  private static void put(String key, String attribute, AttributeValue value) {
    DynamoDbServer.client()
        .putItem(
            put ->
                put.tableName(NAME)
                    .item(Map.of("_millrace_key", AttributeValue.fromS(key), attribute, value)));
  }

  private static LookupKey zip(String code) {
    return new LookupKey("zip_codes", code);
  }

  private static Set<LookupKey> keys(int from, int to) {
    return IntStream.range(from, to)
        .mapToObj(key -> new LookupKey("t", Integer.toString(key)))
        .collect(Collectors.toSet());
  }

  private static Optional<LookupRow> number(String attribute, double value) {
    return Optional.of(new LookupRow(Map.of(attribute, value), Map.of()));
  }

  @Test
  void keysHaveTheirNumbersAndTextsAndUnknownOnesNothing() {
    put("zip_codes#10001", "median_income", AttributeValue.fromN("64000.5"));
    put("zip_codes#10002", "name", AttributeValue.fromS("12"));

    assertThat(table.find(List.of(zip("10001"), zip("10002"), zip("00000")), DEADLINE))
        .isEqualTo(
            Map.of(
                zip("10001"), number("median_income", 64000.5),
                zip("10002"), Optional.of(new LookupRow(Map.of(), Map.of("name", "12"))),
                zip("00000"), Optional.empty()));
  }

  @Test
  void keysOfSeveralTablesAreFoundTogetherAndAKeyMayHoldTheSeparator() {
    put("zip_codes#1", "median_income", AttributeValue.fromN("1"));
    put("stores#1", "size", AttributeValue.fromN("2"));
    put("stores#1#b", "size", AttributeValue.fromN("3"));
    LookupKey store = new LookupKey("stores", "1");
    LookupKey part = new LookupKey("stores", "1#b");

    assertThat(table.find(List.of(zip("1"), store, part), DEADLINE))
        .isEqualTo(
            Map.of(
                zip("1"),
                number("median_income", 1),
                store,
                number("size", 2),
                part,
                number("size", 3)));
  }

  @Test
  void moreKeysThanACallTakesAreLookedUpInSeveral() {
    Set<LookupKey> keys = keys(20_000, 20_250);
    put("t#20249", "median_income", AttributeValue.fromN("1"));

    var found = table.find(keys, DEADLINE);

    assertThat(found).containsOnlyKeys(keys);
    assertThat(found.get(new LookupKey("t", "20249"))).isEqualTo(number("median_income", 1.0));
    assertThat(found.values().stream().filter(Optional::isPresent)).hasSize(1);
  }

  @Test
  void nothingIsNotLookedUp() {
    assertThat(new LookupTable(DynamoDbServer.client(), "none", List.of()).find(Set.of(), DEADLINE))
        .isEmpty();
  }

  @Test
  void aKeyWhoseLookUpFailedIsAbsent() {
    assertThat(
            new LookupTable(DynamoDbServer.client(), "none", List.of())
                .find(Set.of(zip("10001")), DEADLINE))
        .isEmpty();
  }

  @Test
  void whatWasNotProcessedIsAskedForAgain() throws IOException {
    try (Unprocessing server = new Unprocessing(2)) {
      Set<LookupKey> wanted = keys(1, 4);

      assertThat(server.table().find(wanted, DEADLINE))
          .containsOnlyKeys(wanted)
          .allSatisfy((key, row) -> assertThat(row).isEqualTo(number("income", 5.0)));
      assertThat(server.calls).hasSize(3);
      assertThat(server.calls.get(1)).hasSize(2);
      assertThat(server.calls.get(2)).hasSize(1);
    }
  }

  @Test
  void onlyTheWantedAttributesAreRead() {
    put("zip_codes#10003", "description", AttributeValue.fromN("5"));
    // A reserved word of DynamoDB.
    put("zip_codes#10004", "size", AttributeValue.fromN("7"));

    assertThat(table.find(List.of(zip("10003"), zip("10004")), DEADLINE))
        .isEqualTo(
            Map.of(
                zip("10003"), Optional.of(new LookupRow(Map.of(), Map.of())),
                zip("10004"), number("size", 7.0)));
  }

  @Test
  void whatIsProcessedBitByBitIsFoundInTheEnd() throws IOException {
    try (Unprocessing server = new Unprocessing(Integer.MAX_VALUE)) {
      Set<LookupKey> wanted = keys(0, 9);

      assertThat(server.table().find(wanted, DEADLINE)).containsOnlyKeys(wanted);
      assertThat(server.calls).hasSize(9);
    }
  }

  @Test
  void whatIsNeverProcessedIsAbsentInTheEnd() throws IOException {
    try (Unprocessing server = new Unprocessing(Integer.MAX_VALUE)) {
      server.each = 0;

      assertThat(server.table().find(keys(1, 3), DEADLINE)).isEmpty();
      assertThat(server.calls).hasSize(5);
    }
  }

  @Test
  void whatIsNotProcessedByTheDeadlineIsAbsent() throws IOException {
    try (Unprocessing server = new Unprocessing(Integer.MAX_VALUE)) {
      server.each = 0;

      assertThat(server.table().find(keys(1, 2), Deadline.after(Duration.ofMillis(10)))).isEmpty();
      assertThat(server.calls).hasSizeLessThan(2);
    }
  }

  /** A table that processes so many keys a call, in its first calls; then all. */
  private static final class Unprocessing implements AutoCloseable {
    private final HttpServer server;
    private final int until;
    private volatile int each = 1;
    private final List<Set<String>> calls = new CopyOnWriteArrayList<>();

    Unprocessing(int until) throws IOException {
      this.until = until;
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      server.createContext("/", this::answer);
      server.start();
    }

    LookupTable table() {
      return new LookupTable(
          DynamoDbServer.client(URI.create("http://127.0.0.1:" + server.getAddress().getPort())),
          "lookups",
          List.of("income"));
    }

    private void answer(HttpExchange exchange) throws IOException {
      try (exchange) {
        String request =
            new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        Set<String> asked = new TreeSet<>();
        for (Matcher key = KEY.matcher(request); key.find(); ) {
          asked.add(key.group(1));
        }
        boolean all = calls.size() >= until;
        calls.add(asked);
        List<String> items = new ArrayList<>();
        List<String> keys = new ArrayList<>();
        for (String key : asked) {
          if (all || items.size() < each) {
            items.add(
                "{\"_millrace_key\": {\"S\": \"%s\"}, \"income\": {\"N\": \"5\"}}".formatted(key));
          } else {
            keys.add("{\"_millrace_key\": {\"S\": \"%s\"}}".formatted(key));
          }
        }
        byte[] answer =
            "{\"Responses\": {\"lookups\": [%s]}, \"UnprocessedKeys\": {%s}}"
                .formatted(
                    String.join(",", items),
                    keys.isEmpty()
                        ? ""
                        : "\"lookups\": {\"Keys\": [%s]}".formatted(String.join(",", keys)))
                .getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/x-amz-json-1.0");
        exchange.sendResponseHeaders(200, answer.length);
        exchange.getResponseBody().write(answer);
      }
    }

    @Override
    public void close() {
      server.stop(0);
    }
  }
}
