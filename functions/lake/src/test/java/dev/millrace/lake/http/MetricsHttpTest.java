package dev.millrace.lake.http;

import static dev.millrace.lake.metrics.ServiceMinutes.row;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.common.Deadline;
import dev.millrace.common.Json;
import dev.millrace.common.Settings;
import dev.millrace.common.http.HttpRequest;
import dev.millrace.common.http.HttpResponse;
import dev.millrace.common.http.Problem;
import dev.millrace.lake.metrics.Bucket;
import dev.millrace.lake.metrics.MetricsPages;
import dev.millrace.lake.metrics.MetricsSummary;
import dev.millrace.lake.metrics.MetricsTable;
import dev.millrace.lake.metrics.MetricsTables;
import dev.millrace.lake.metrics.ServiceMinute;
import dev.millrace.testsupport.DynamoDbServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MetricsHttpTest {
  private static final Deadline DEADLINE = Deadline.after(Duration.ofMinutes(10));
  private static final Instant NOW = Instant.parse("2025-01-20T12:00:00Z");
  private static final Pattern NEXT = Pattern.compile("<(/metrics\\?[^>]+)>; rel=\"next\"");
  private static final Pattern ROW =
      Pattern.compile("\"event_ts\":\"([^\"]+)\",\"service\":\"([^\"]+)\"");

  private final String name = MetricsTables.create();
  private final MetricsTable table = new MetricsTable(DynamoDbServer.client(), name);
  private final MetricsHttp api = api(name);

  private static MetricsHttp api(String table) {
    return new MetricsHttp(
        new Settings(Map.of("METRICS_TABLE", table)),
        DynamoDbServer.client(),
        InstantSource.fixed(NOW));
  }

  private void put(ServiceMinute... rows) {
    for (ServiceMinute row : rows) {
      table.putDay(row.bucket().day(), DEADLINE);
      table.put(row, 1, DEADLINE);
    }
  }

  private HttpResponse get(String path) {
    return get(api, path);
  }

  private static HttpResponse get(MetricsHttp api, String path) {
    URI uri = URI.create(path);
    byte[] event =
        Json.bytes(
            json -> {
              json.writeStartObject();
              json.writeStringField("routeKey", "GET " + uri.getPath());
              json.writeStringField(
                  "rawQueryString", Objects.requireNonNullElse(uri.getRawQuery(), ""));
              json.writeEndObject();
            });
    try {
      return api.function().answer(HttpRequest.read(new ByteArrayInputStream(event)), DEADLINE);
    } catch (Problem refused) {
      return refused.response();
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  private static String body(HttpResponse response) {
    return new String(response.body(), StandardCharsets.UTF_8);
  }

  private static List<String> rows(HttpResponse response) {
    assertThat(response.status()).as(body(response)).isEqualTo(200);
    List<String> rows = new ArrayList<>();
    Matcher row = ROW.matcher(body(response));
    while (row.find()) {
      rows.add(row.group(1) + " " + row.group(2));
    }
    return rows;
  }

  private static Optional<String> next(HttpResponse response) {
    return Optional.ofNullable(response.headers().get("link"))
        .map(
            link -> {
              Matcher next = NEXT.matcher(link);
              assertThat(next.matches()).as(link).isTrue();
              return next.group(1);
            });
  }

  /** The rows of each page. */
  private List<List<String>> pages(String path) {
    List<List<String>> pages = new ArrayList<>();
    Optional<String> at = Optional.of(path);
    while (at.isPresent()) {
      HttpResponse page = get(at.get());
      pages.add(rows(page));
      at = next(page);
    }
    return pages;
  }

  @Test
  void rowsComeByMinuteAndServiceWithTheirNulls() {
    put(
        row("2025-01-18T10:13:00Z", "checkout", 2),
        new ServiceMinute(
            new Bucket(Instant.parse("2025-01-18T10:12:00Z"), "search"),
            3,
            3,
            OptionalDouble.of(532.0 / 3),
            0,
            OptionalDouble.empty()),
        new ServiceMinute(
            new Bucket(Instant.parse("2025-01-18T10:12:00Z"), "checkout"),
            1,
            0,
            OptionalDouble.empty(),
            1,
            OptionalDouble.of(1)));

    HttpResponse answer = get("/metrics");

    assertThat(answer.headers())
        .containsEntry("content-type", "application/json")
        .doesNotContainKey("link");
    assertThat(body(answer))
        .isEqualTo(
            "[{\"event_ts\":\"2025-01-18T10:12:00Z\",\"service\":\"checkout\",\"request_count\":1,"
                + "\"avg_latency_ms\":null,\"status_count\":1,\"error_rate\":1},"
                + "{\"event_ts\":\"2025-01-18T10:12:00Z\",\"service\":\"search\",\"request_count\":3,"
                + "\"avg_latency_ms\":177.33333333333334,\"status_count\":0,\"error_rate\":null},"
                + "{\"event_ts\":\"2025-01-18T10:13:00Z\",\"service\":\"checkout\",\"request_count\":2,"
                + "\"avg_latency_ms\":100,\"status_count\":2,\"error_rate\":0}]");
  }

  @Test
  void withoutRowsTheAnswerIsAnEmptyArray() {
    assertThat(body(get("/metrics"))).isEqualTo("[]");
    assertThat(body(get("/metrics?service=nobody"))).isEqualTo("[]");
  }

  @ParameterizedTest
  @CsvSource({
    "service=checkout, 0 2 4",
    "service=%20CheckOut%20, 0 2 4",
    "from=2025-01-18T10:12:00Z, 1 2 3 4",
    "from=2025-01-18T10:12:00.001Z, 3 4",
    "from=2025-01-18T11:12:00%2B01:00, 1 2 3 4",
    "to=2025-01-18T10:12:00Z, 0 1 2",
    "to=2025-01-18T10:11:59.999Z, 0",
    "to=2025-01-18T10:12:59Z, 0 1 2",
    "from=2025-01-18T10:12:00Z&to=2025-01-18T10:12:00Z, 1 2",
    "from=2025-01-18T10:12:01Z&to=2025-01-18T10:12:59Z, ''",
    "service=checkout&from=2025-01-18T10:12:00Z&to=2025-01-19T00:00:00Z, 2 4",
    "service=checkout&from=2025-01-18T10:12:01Z&to=2025-01-18T10:12:59Z, ''",
    "from=0000-01-01T00:00:00Z&to=9999-12-31T23:59:59Z, 0 1 2 3 4",
  })
  void filtersAreOptionalAndBothEndsOfTheTimeCount(String query, String places) {
    List<ServiceMinute> all =
        List.of(
            row("2025-01-17T23:59:00Z", "checkout", 1),
            row("2025-01-18T10:12:00Z", "search", 1),
            row("2025-01-18T10:12:00Z", "checkout", 1),
            row("2025-01-18T10:13:00Z", "search", 1),
            row("2025-01-19T00:00:00Z", "checkout", 1));
    all.forEach(this::put);

    List<String> expected = new ArrayList<>();
    for (String place : places.split(" ", -1)) {
      if (!place.isEmpty()) {
        Bucket bucket = all.get(Integer.parseInt(place)).bucket();
        expected.add(bucket.minute() + " " + bucket.service());
      }
    }
    assertThat(rows(get("/metrics?" + query)))
        .containsExactlyElementsOf(expected.stream().sorted().toList());
  }

  @Test
  void pagesFollowEachOtherWithoutAGapOrARepetition() {
    List<String> all = new ArrayList<>();
    for (int day = 10; day < 16; day++) {
      for (int minute = 0; minute < 5; minute++) {
        for (String service : List.of("a", "a#", "b")) {
          ServiceMinute row = row("2025-01-%dT23:5%d:00Z".formatted(day, minute + 5), service, 1);
          put(row);
          all.add(row.bucket().minute() + " " + service);
        }
      }
    }
    for (int limit : new int[] {1, 2, 7, 15, 89, 90, 91}) {
      List<List<String>> pages = pages("/metrics?limit=" + limit);

      assertThat(pages.stream().flatMap(List::stream)).as("limit %d", limit).isEqualTo(all);
      assertThat(pages).hasSize((90 + limit - 1) / limit);
    }
    assertThat(
            pages(
                    "/metrics?limit=4&service=A%23&from=2025-01-11T00:00:00Z&to=2025-01-14T23:56:00%2B00:00")
                .stream()
                .flatMap(List::stream))
        .isEqualTo(
            all.stream()
                .filter(row -> row.endsWith(" a#"))
                .filter(
                    row -> row.compareTo("2025-01-11") > 0 && row.compareTo("2025-01-14T23:57") < 0)
                .toList());
  }

  @Test
  void aPageReadsABoundedNumberOfDaysAndTheNextGoesOn() {
    LocalDate first = LocalDate.parse("2024-01-01");
    for (int day = 0; day < MetricsPages.DAYS + 2; day++) {
      put(row(first.plusDays(day) + "T00:00:00Z", "checkout", 1));
    }

    assertThat(pages("/metrics")).extracting(List::size).containsExactly(MetricsPages.DAYS, 2);
    assertThat(pages("/metrics?to=" + first.plusDays(MetricsPages.DAYS - 1) + "T00:00:00Z"))
        .hasSize(1);
  }

  @Test
  void theNextPageMayHaveAnotherSize() {
    put(
        row("2025-01-18T10:12:00Z", "a", 1),
        row("2025-01-18T10:12:00Z", "b", 1),
        row("2025-01-18T10:12:00Z", "c", 1));
    String next = next(get("/metrics?limit=1")).orElseThrow();

    assertThat(rows(get(next.replace("limit=1&", "")))).hasSize(2);
  }

  @Test
  void aServiceWithACommaIsFoundPageByPage() {
    put(
        row("2025-01-18T10:12:00Z", "orders,eu", 1),
        row("2025-01-18T10:12:00Z", "orders", 1),
        row("2025-01-18T10:13:00Z", "orders,eu", 1));

    assertThat(pages("/metrics?service=Orders%2CEU&limit=1"))
        .containsExactly(
            List.of("2025-01-18T10:12:00Z orders,eu"), List.of("2025-01-18T10:13:00Z orders,eu"));
  }

  @ParameterizedTest
  @CsvSource({
    "from=yesterday, from, yesterday",
    "from=2025-01-18, from, 2025-01-18",
    "from=2025-01-18T10:12:00, from, 2025-01-18T10:12:00",
    "from=2025-01-18T10:12:00+01:00, from, 2025-01-18T10:12:00 01:00",
    "from=2025-02-30T10:12:00Z, from, 2025-02-30",
    "to=%2B12025-01-01T00:00:00Z, to, +12025-01-01T00:00:00Z",
    "to=, to, ISO-8601",
    "to=12/01/2025, to, 12/01/2025",
    "from=2025-01-19T00:00:00Z&to=2025-01-18T00:00:00Z, to, 2025-01-18T00:00:00Z",
    "from=2025-01-19T00:00:00.000000001Z&to=2025-01-19T00:00:00Z, to, before from",
    "to=2025-01-18T00:00:00Z&to=2025-01-18T00:00:00Z, to, more than once",
    "service=, service, a service",
    "service=%20%20, service, a service",
    "service=a&service=b, service, more than once",
    "services=checkout, services, service",
    "limit=0, limit, 1000",
    "limit=1001, limit, 1001",
    "limit=-1, limit, -1",
    "limit=1e3, limit, 1e3",
    "limit=1&limit=2, limit, more than once",
    "page=, page, Link",
    "page=x, page, Link",
    "page=AAAA&page=BBBB, page, more than once",
  })
  void aParameterThatCannotBeReadIsAnswered400AndNamed(String query, String name, String part) {
    HttpResponse answer = get("/metrics?" + query);

    assertThat(answer.status()).as(body(answer)).isEqualTo(400);
    assertThat(answer.headers()).containsEntry("content-type", "application/problem+json");
    assertThat(body(answer)).contains("Query parameter " + name + " ", part);
  }

  @Test
  void aTokenThatWasChangedOrBelongsToAnotherQueryIsAnswered400() {
    put(row("2025-01-18T10:12:00Z", "a", 1), row("2025-01-18T10:13:00Z", "a", 1));
    String next = next(get("/metrics?limit=1&service=a")).orElseThrow();
    int token = next.indexOf("page=") + "page=".length();

    for (int i = token; i < next.length(); i++) {
      char other = next.charAt(i) == 'A' ? 'B' : 'A';
      String changed = next.substring(0, i) + other + next.substring(i + 1);
      // The last character's lowest bits say nothing.
      if (i < next.length() - 1) {
        assertThat(get(changed).status()).as(changed).isEqualTo(400);
      }
      assertThat(get(next.substring(0, i)).status()).isEqualTo(400);
    }
    assertThat(get(next.replace("service=a", "service=b")).status()).isEqualTo(400);
    assertThat(get(next.replace("service=a&", "")).status()).isEqualTo(400);
    assertThat(get(next + "&from=2025-01-18T10:12:00Z").status()).isEqualTo(400);
    assertThat(get(next + "A".repeat(5_000)).status()).isEqualTo(400);
    assertThat(rows(get(next))).hasSize(1);
  }

  @Test
  void aLongValueIsShownInPart() {
    HttpResponse answer = get("/metrics?from=" + "x".repeat(3_000));

    assertThat(answer.status()).isEqualTo(400);
    assertThat(body(answer)).hasSizeLessThan(600);
  }

  @Test
  void healthBeforeTheFirstRunIsOkWithoutRows() {
    assertThat(body(get("/health")))
        .isEqualTo(
            "{\"status\":\"ok\",\"metrics_rows\":0,\"latest_minute\":null,"
                + "\"data_freshness_seconds\":null,\"computed_at\":null}");
  }

  @Test
  void healthTellsRowsAndFreshnessFromTheSummary() {
    table.put(
        new MetricsSummary(
            11,
            Optional.of(Instant.parse("2025-01-20T11:57:00Z")),
            Optional.of(Instant.parse("2025-01-20T11:56:00Z")),
            NOW.minusSeconds(60),
            NOW.minusSeconds(95),
            7),
        DEADLINE);

    assertThat(body(get("/health")))
        .isEqualTo(
            "{\"status\":\"ok\",\"metrics_rows\":11,\"latest_minute\":\"2025-01-20T11:57:00Z\","
                + "\"data_freshness_seconds\":95,\"computed_at\":\"2025-01-20T11:59:00.000Z\"}");
  }

  @Test
  void healthTellsTheNewestMinuteThatIsNotInTheFuture() {
    table.put(
        new MetricsSummary(
            11,
            Optional.of(Instant.parse("9999-12-31T23:59:00Z")),
            Optional.of(Instant.parse("2025-01-20T11:56:00Z")),
            NOW.minusSeconds(60),
            NOW.minusSeconds(95),
            8),
        DEADLINE);

    assertThat(body(get("/health"))).contains("\"latest_minute\":\"2025-01-20T11:56:00Z\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/health", "/metrics", "/metrics?service=checkout"})
  void aTableThatCannotBeReadIsAnswered503WithTheReason(String path) {
    HttpResponse answer = get(api("none"), path);

    assertThat(answer.status()).isEqualTo(503);
    assertThat(body(answer)).contains("ResourceNotFoundException");
  }

  @Test
  void theWarmUpChangesNothingAndMayFail() {
    api.warmUp();
    api("none").warmUp();

    assertThat(body(get("/metrics"))).isEqualTo("[]");
  }
}
