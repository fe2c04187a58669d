package dev.millrace.scoring.zipcode;

import static dev.millrace.scoring.fixture.PredictionStates.DEADLINE;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.millrace.common.Deadline;
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

class ZipCodeTableReadsTest {
  private static final String NAME = DynamoDbServer.newTable("zip_code");
  private static final Pattern ZIP_CODE = Pattern.compile("\"S\":\"(\\d+)\"");

  private final ZipCodeTable table =
      new ZipCodeTable(DynamoDbServer.client(), NAME, List.of("median_income", "name", "size"));

  private static void put(String zipCode, String attribute, AttributeValue value) {
    DynamoDbServer.client()
        .putItem(
            put ->
                put.tableName(NAME)
                    .item(Map.of("zip_code", AttributeValue.fromS(zipCode), attribute, value)));
  }

  @Test
  void knownZipCodesHaveTheirNumbersAndUnknownOnesNothing() {
    put("10001", "median_income", AttributeValue.fromN("64000.5"));
    put("10002", "name", AttributeValue.fromS("12"));

    assertThat(table.find(List.of("10001", "10002", "00000"), DEADLINE))
        .isEqualTo(
            Map.of(
                "10001", Optional.of(Map.of("median_income", 64000.5)),
                "10002", Optional.of(Map.of()),
                "00000", Optional.empty()));
  }

  @Test
  void moreZipCodesThanACallTakesAreLookedUpInSeveral() {
    Set<String> zipCodes =
        IntStream.range(20_000, 20_250).mapToObj(Integer::toString).collect(Collectors.toSet());
    put("20249", "median_income", AttributeValue.fromN("1"));

    var found = table.find(zipCodes, DEADLINE);

    assertThat(found).containsOnlyKeys(zipCodes);
    assertThat(found.get("20249")).contains(Map.of("median_income", 1.0));
    assertThat(found.values().stream().filter(Optional::isPresent)).hasSize(1);
  }

  @Test
  void nothingIsNotLookedUp() {
    assertThat(
            new ZipCodeTable(DynamoDbServer.client(), "none", List.of()).find(Set.of(), DEADLINE))
        .isEmpty();
  }

  @Test
  void aZipCodeWhoseLookUpFailedIsAbsent() {
    assertThat(
            new ZipCodeTable(DynamoDbServer.client(), "none", List.of())
                .find(Set.of("10001"), DEADLINE))
        .isEmpty();
  }

  @Test
  void whatWasNotProcessedIsAskedForAgain() throws IOException {
    try (Unprocessing server = new Unprocessing(2)) {
      assertThat(server.table().find(List.of("1", "2", "3"), DEADLINE))
          .isEqualTo(
              Map.of(
                  "1", Optional.of(Map.of("income", 5.0)),
                  "2", Optional.of(Map.of("income", 5.0)),
                  "3", Optional.of(Map.of("income", 5.0))));
      assertThat(server.calls).hasSize(3);
      assertThat(server.calls.get(1)).hasSize(2);
      assertThat(server.calls.get(2)).hasSize(1);
    }
  }

  @Test
  void onlyTheFeaturesOfAZipCodeAreRead() {
    put("10003", "description", AttributeValue.fromN("5"));
    // A reserved word of DynamoDB.
    put("10004", "size", AttributeValue.fromN("7"));

    assertThat(table.find(List.of("10003", "10004"), DEADLINE))
        .isEqualTo(
            Map.of("10003", Optional.of(Map.of()), "10004", Optional.of(Map.of("size", 7.0))));
  }

  @Test
  void whatIsProcessedBitByBitIsFoundInTheEnd() throws IOException {
    try (Unprocessing server = new Unprocessing(Integer.MAX_VALUE)) {
      Set<String> wanted =
          IntStream.range(0, 9).mapToObj(Integer::toString).collect(Collectors.toSet());

      assertThat(server.table().find(wanted, DEADLINE)).containsOnlyKeys(wanted);
      assertThat(server.calls).hasSize(9);
    }
  }

  @Test
  void whatIsNeverProcessedIsAbsentInTheEnd() throws IOException {
    try (Unprocessing server = new Unprocessing(Integer.MAX_VALUE)) {
      server.each = 0;

      assertThat(server.table().find(List.of("1", "2"), DEADLINE)).isEmpty();
      assertThat(server.calls).hasSize(5);
    }
  }

  @Test
  void whatIsNotProcessedByTheDeadlineIsAbsent() throws IOException {
    try (Unprocessing server = new Unprocessing(Integer.MAX_VALUE)) {
      server.each = 0;

      assertThat(server.table().find(List.of("1"), Deadline.after(Duration.ofMillis(10))))
          .isEmpty();
      assertThat(server.calls).hasSizeLessThan(2);
    }
  }

  /** A table that processes so many zip codes a call, in its first calls; then all. */
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

    ZipCodeTable table() {
      return new ZipCodeTable(
          DynamoDbServer.client(URI.create("http://127.0.0.1:" + server.getAddress().getPort())),
          "zips",
          List.of("income"));
    }

    private void answer(HttpExchange exchange) throws IOException {
      try (exchange) {
        String request =
            new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        Set<String> asked = new TreeSet<>();
        for (Matcher zipCode = ZIP_CODE.matcher(request); zipCode.find(); ) {
          asked.add(zipCode.group(1));
        }
        boolean all = calls.size() >= until;
        calls.add(asked);
        List<String> items = new ArrayList<>();
        List<String> keys = new ArrayList<>();
        for (String zipCode : asked) {
          if (all || items.size() < each) {
            items.add(
                "{\"zip_code\": {\"S\": \"%s\"}, \"income\": {\"N\": \"5\"}}".formatted(zipCode));
          } else {
            keys.add("{\"zip_code\": {\"S\": \"%s\"}}".formatted(zipCode));
          }
        }
        byte[] answer =
            "{\"Responses\": {\"zips\": [%s]}, \"UnprocessedKeys\": {%s}}"
                .formatted(
                    String.join(",", items),
                    keys.isEmpty()
                        ? ""
                        : "\"zips\": {\"Keys\": [%s]}".formatted(String.join(",", keys)))
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
