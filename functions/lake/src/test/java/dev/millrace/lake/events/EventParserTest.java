package dev.millrace.lake.events;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.features.json.ParserFailure;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventParserTest {
  private static final String EVENT =
      """
      {"event_id": " 9F1C2b3e ", "timestamp": "2025-01-12T10:32:14Z", "service": "Checkout", "event_type": "Request_Completed",
       "latency_ms": 123, "status_code": 200, "user_id": " u123 ", "schema_version": 2, "region": "eu", "tags": [1.50, {"a" : null}],
       "retries": 1.0, "cached": true, "none": null, "😀": "\\u00e9\\ud83d\\ude00 \\"x\\""}\
      """;

  private static final Instant ARRIVAL = Instant.parse("2025-01-12T12:00:00Z");
  private static final EventTimeRange ANY_TIME =
      new EventTimeRange(Duration.ofDays(4_000_000), Duration.ofDays(4_000_000));

  private final EventParser parser = new EventParser(ANY_TIME);

  private ParsedEvent parse(String event) {
    return parse(event.getBytes(StandardCharsets.UTF_8));
  }

  private ParsedEvent parse(byte[] event) {
    return parser.parse(event, ARRIVAL);
  }

  private ServiceEvent clean(String event) {
    return (ServiceEvent) parse(event);
  }

  /** The event with one field set to this JSON text, or left out where it is empty. */
  private static String with(String field, String json) {
    List<String> members =
        new ArrayList<>(
            List.of(
                "\"event_id\": \"e1\"",
                "\"timestamp\": \"2025-01-12T10:32:14Z\"",
                "\"service\": \"checkout\"",
                "\"event_type\": \"request_completed\""));
    members.removeIf(member -> member.startsWith('"' + field + '"'));
    if (!json.isEmpty()) {
      members.add('"' + field + "\": " + json);
    }
    return '{' + String.join(", ", members) + '}';
  }

  private RejectedEvent rejected(String event) {
    return (RejectedEvent) parse(event);
  }

  @Test
  void anEventIsCleaned() {
    ServiceEvent event = clean(EVENT);

    assertThat(event)
        .isEqualTo(
            new ServiceEvent(
                "9F1C2b3e",
                "checkout",
                "request_completed",
                Instant.parse("2025-01-12T10:32:14Z"),
                OptionalDouble.of(123),
                OptionalInt.of(200),
                Optional.of("u123"),
                Optional.of("2"),
                Map.of(
                    "region", "eu",
                    "tags", "[1.50, {\"a\" : null}]",
                    "retries", "1.0",
                    "cached", "true",
                    "none", "null",
                    "😀", "é😀 \"x\""),
                "2025-01-12T10:32:14Z",
                event.contentHash()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "event_id   |              | event_id_missing   | nothing",
        "event_id   | null         | event_id_missing   | null",
        "event_id   | \"  \"       | event_id_missing   | \"  \"",
        "event_id   | true         | event_id_missing   | true",
        "event_id   | {\"a\": 1}   | event_id_missing   | an object",
        "event_id   | [1]          | event_id_missing   | an array",
        "service    |              | service_missing    | nothing",
        "service    | \"\"         | service_missing    | \"\"",
        "service    | false        | service_missing    | false",
        "event_type |              | event_type_missing | nothing",
        "event_type | []           | event_type_missing | an array",
        "timestamp  |              | timestamp_missing  | nothing",
        "timestamp  | null         | timestamp_missing  | null",
        "timestamp  | \" \"        | timestamp_missing  | \" \"",
        "timestamp  | 1736677934   | timestamp_invalid  | 1736677934",
        "timestamp  | {\"t\": 1}   | timestamp_invalid  | an object",
        "timestamp  | \"Invalid\"  | timestamp_invalid  | \"Invalid\"",
      })
  void whatIsMissingOrWrongIsRejectedWithItsReason(
      String field, String json, String reason, String held) {
    RejectedEvent event = rejected(with(field, json == null ? "" : json));

    assertThat(event.reason().code()).isEqualTo(reason);
    assertThat(event.detail())
        .startsWith(field + " held " + held + ", expected ")
        .hasSizeGreaterThan(field.length() + held.length() + 20);
    assertThat(event.eventId())
        .isEqualTo(field.equals("event_id") ? Optional.empty() : Optional.of("e1"));
  }

  @Test
  void theFirstReasonCounts() {
    List<String> fields =
        List.of(
            "\"event_id\": \"e\"",
            "\"service\": \"s\"",
            "\"event_type\": \"t\"",
            "\"timestamp\": \"?\"");
    List<RejectionReason> reasons = new ArrayList<>();
    for (int given = 0; given <= fields.size(); given++) {
      reasons.add(rejected('{' + String.join(",", fields.subList(0, given)) + '}').reason());
    }
    assertThat(reasons)
        .containsExactly(
            RejectionReason.EVENT_ID_MISSING,
            RejectionReason.SERVICE_MISSING,
            RejectionReason.EVENT_TYPE_MISSING,
            RejectionReason.TIMESTAMP_MISSING,
            RejectionReason.TIMESTAMP_INVALID);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "null",
        "[]",
        "\"event\"",
        "1",
        "{",
        "{\"event_id\": \"e1\"",
        "{\"a\": }",
        "{\"a\": 01}",
        "{} {}",
        "{},",
        "{'a': 1}",
        "\uFEFF{}",
        "{\"a\": NaN}",
        "{\"a\": \"\t\"}",
        "{\"a\": 1,}",
        "not json"
      })
  void whatIsNotOneObjectIsMalformed(String text) {
    RejectedEvent event = rejected(text);

    assertThat(event.reason()).isEqualTo(RejectionReason.MALFORMED_JSON);
    assertThat(event.detail()).startsWith("event ").endsWith("expected one JSON object in UTF-8");
  }

  @Test
  void bytesThatAreNotUtf8AreMalformed() {
    for (byte[] bytes :
        List.of(
            new byte[] {(byte) 0xFF},
            new byte[] {'{', '"', (byte) 0xC0, (byte) 0x80, '"', ':', '1', '}'},
            new byte[] {'{', '"', (byte) 0xED, (byte) 0xA0, (byte) 0x80, '"', ':', '1', '}'})) {
      assertThat(parse(bytes))
          .isInstanceOfSatisfying(
              RejectedEvent.class,
              event -> assertThat(event.reason()).isEqualTo(RejectionReason.MALFORMED_JSON));
    }
  }

  @Test
  void theIdBeforeWhatIsMalformedIsKept() {
    assertThat(rejected("{\"event_id\": \"E1\", \"timestamp\"").eventId()).contains("E1");
  }

  @Test
  void anEventBeyondAnyLimitIsMalformed() {
    String deep = "{\"event_id\": \"e\", \"a\": " + "[".repeat(2_000) + "]".repeat(2_000) + "}";

    assertThat(rejected(deep).reason()).isEqualTo(RejectionReason.MALFORMED_JSON);
    assertThat(rejected(with("latency_ms", "9".repeat(5_000))).reason())
        .isEqualTo(RejectionReason.MALFORMED_JSON);
  }

  @ParameterizedTest
  @CsvSource({
    "2025-01-12T10:32:14Z, 2025-01-12T10:32:14Z",
    "2025-01-12t10:32:14z, 2025-01-12T10:32:14Z",
    "2025-01-12 10:32:14Z, 2025-01-12T10:32:14Z",
    "2025-01-12T10:32:14+02:00, 2025-01-12T08:32:14Z",
    "2025-01-12T00:32:14+05:45, 2025-01-11T18:47:14Z",
    "2025-01-12T10:32:14-00:00, 2025-01-12T10:32:14Z",
    "2025-01-12T10:32:14.1Z, 2025-01-12T10:32:14.1Z",
    "2025-01-12T10:32:14.123456789Z, 2025-01-12T10:32:14.123456Z",
    "1969-12-31T23:59:59.9999999Z, 1969-12-31T23:59:59.999999Z",
    "2024-02-29T23:59:59-23:59, 2024-03-01T23:58:59Z",
    "9999-12-31T23:59:59.999999999Z, 9999-12-31T23:59:59.999999Z",
    "' 2025-01-12T10:32:14Z ', 2025-01-12T10:32:14Z",
  })
  void timesAreReadToUtc(String text, Instant expected) {
    ServiceEvent event = clean(with("timestamp", '"' + text + '"'));

    assertThat(event.eventTime()).isEqualTo(expected);
    assertThat(event.timestampText()).isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "12/01/2025",
        "12/01/2025 10:32:14",
        "2025-01-12",
        "2025-01-12T10:32Z",
        "2025-01-12T10:32:14",
        "2025-01-12 10:32:14",
        "2025-01-12T10:32:14+0100",
        "2025-01-12T10:32:14+01",
        "2025-01-12T10:32:14 Z",
        "2025-01-12  10:32:14Z",
        "2025-01-12_10:32:14Z",
        "2025-01-12T10:32:14,5Z",
        "2025-01-12T10:32:14.Z",
        "2025-01-12T10:32:14.1234567890Z",
        "2025-02-29T10:32:14Z",
        "2025-13-01T10:32:14Z",
        "2025-00-01T10:32:14Z",
        "2025-01-12T24:00:00Z",
        "2016-12-31T23:59:60Z",
        "2025-01-12T10:60:14Z",
        "2025-01-12T10:32:14+24:00",
        "2025-01-12T10:32:14+01:60",
        "25-01-12T10:32:14Z",
        "2025-1-12T10:32:14Z",
        "20250112T103214Z",
        "2025-W02-7T10:32:14Z",
        "2025-012T10:32:14Z",
        "2025-01-12T10:32:14 UTC",
        "2025-01-12T10:32:14Z[UTC]",
        "2025-01-12T10:32:14+01:00[Europe/Berlin]",
        "1736677934",
        "1736677934000",
        "Sun, 12 Jan 2025 10:32:14 GMT",
        "٢٠٢٥-01-12T10:32:14Z",
        "+2025-01-12T10:32:14Z",
        "0000-06-01T00:00:00Z",
        "9999-12-31T23:59:59-00:01",
        "now"
      })
  void whatIsAmbiguousIsInvalidAndNeverGuessed(String text) {
    assertThat(rejected(with("timestamp", '"' + text + '"')).reason())
        .isEqualTo(RejectionReason.TIMESTAMP_INVALID);
  }

  @Test
  void idsAreTheProducersOwnAndServicesAndTypesAreNot() {
    ServiceEvent event =
        clean(
            with("event_id", "\" aB3xK9 \"")
                .replace("checkout", "Checkout")
                .replace("request_completed", "Request_Completed"));

    assertThat(event.eventId()).isEqualTo("aB3xK9");
    assertThat(event.service()).isEqualTo("checkout");
    assertThat(event.eventType()).isEqualTo("request_completed");
  }

  @ParameterizedTest
  @CsvSource({
    "2025-01-13T12:00:00Z, ",
    "2025-01-13T12:00:00.000001Z, timestamp_out_of_range",
    "9999-12-31T23:59:00Z, timestamp_out_of_range",
    "2015-01-15T12:00:00Z, ",
    "2015-01-15T11:59:59.999999Z, timestamp_out_of_range",
    "0001-01-01T00:00:00Z, timestamp_out_of_range",
    "10000-01-01T00:00:00Z, timestamp_invalid"
  })
  void aTimeIsNotFarFromTheArrival(String text, String reason) {
    EventParser bounded =
        new EventParser(new EventTimeRange(Duration.ofDays(1), Duration.ofDays(3650)));
    ParsedEvent parsed =
        bounded.parse(
            with("timestamp", '"' + text + '"').getBytes(StandardCharsets.UTF_8), ARRIVAL);

    assertThat(parsed instanceof RejectedEvent event ? event.reason().code() : null)
        .isEqualTo(reason);
  }

  @Test
  void aTimeOutOfRangeIsShownWithTheArrivalAndTheBounds() {
    EventParser bounded =
        new EventParser(new EventTimeRange(Duration.ofDays(1), Duration.ofDays(3650)));

    assertThat(
            bounded.parse(
                with("timestamp", "\"9999-12-31T23:59:00Z\"").getBytes(StandardCharsets.UTF_8),
                ARRIVAL))
        .isEqualTo(
            new RejectedEvent(
                RejectionReason.TIMESTAMP_OUT_OF_RANGE,
                "timestamp held \"9999-12-31T23:59:00Z\", expected a time from 3650 days before its"
                    + " arrival (2025-01-12T12:00:00Z) to 1 day after it",
                Optional.of("e1")));
  }

  @Test
  void anEventThatTheParserFailsOnHasAReasonAndStopsNoOther() {
    EventParser failing =
        new EventParser(
            ANY_TIME,
            (data, arrival) -> {
              throw new NumberFormatException("For input string: \"secret\"");
            });

    assertThat(failing.parse(new byte[] {'{'}, ARRIVAL))
        .isEqualTo(
            new RejectedEvent(
                RejectionReason.PARSER_FAILED, ParserFailure.detail("event"), Optional.empty()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"a\": NaN} | event is malformed (NaN is not JSON, near character 7)",
        "{\"a\": 1} // x | event is malformed (a comment is not JSON, near character 10)",
        "{\"a\": 1,} | event is malformed (a comma with nothing behind it is not JSON, near"
            + " character 8)",
        "{'a': 1} | event is malformed (a text in single quotes is not JSON, near character 2)",
        "[1] | event held an array"
      })
  void whatIsMalformedIsSaidInOurOwnWords(String text, String sentence) {
    assertThat(rejected(text).detail()).isEqualTo(sentence + ", expected one JSON object in UTF-8");
  }

  @ParameterizedTest
  @CsvSource({
    "123, 123",
    "123.5, 123.5",
    "0, 0",
    "-0.0, 0",
    "1e3, 1000",
    "'\"123\"', 123",
    "'\" 45.5 \"', 45.5",
    "'\"007\"', 7",
    "-1, ",
    "null, ",
    "true, ",
    "'\"123ms\"', ",
    "'\"-5\"', ",
    "'\"1e3\"', ",
    "'\"NaN\"', ",
    "'\"\"', ",
    "'\"0x10\"', ",
    "'\"1,5\"', ",
    "'[1]', ",
    "1e999, ",
    "100e2147483647, ",
    "1e99999999999999999999, ",
    "1e-99999999999999999999, 0",
    "'\"+5\"', ",
    "'\".5\"', ",
    "'\"٣\"', "
  })
  void aLatencyIsAFiniteNumberThatIsNotNegativeOrNull(String json, Double expected) {
    assertThat(clean(with("latency_ms", json)).latencyMs())
        .isEqualTo(expected == null ? OptionalDouble.empty() : OptionalDouble.of(expected));
  }

  @ParameterizedTest
  @CsvSource({
    "200, 200",
    "100, 100",
    "599, 599",
    "'\"200\"', 200",
    "'\" 404 \"', 404",
    "200.0, 200",
    "2e2, 200",
    "2.04e2, 204",
    "'\"0200\"', 200",
    "99, ",
    "600, ",
    "-200, ",
    "200.5, ",
    "null, ",
    "'\"OK\"', ",
    "'\"200.0\"', ",
    "'\"20x\"', ",
    "'{}', ",
    "true, ",
    "1e999999999, ",
    "100e2147483647, ",
    "100e-2147483648, ",
    "1e99999999999999999999, ",
    "200.00000000000000000001, ",
    "4294967496, "
  })
  void aStatusIsAWholeNumberFrom100To599OrNull(String json, Integer expected) {
    assertThat(clean(with("status_code", json)).statusCode())
        .isEqualTo(expected == null ? OptionalInt.empty() : OptionalInt.of(expected));
  }

  @ParameterizedTest
  @CsvSource({
    "'\"u1\"', u1",
    "'\" U1 \"', U1",
    "42, 42",
    "'\"\"', ",
    "'\"  \"', ",
    "null, ",
    "'{\"id\": 1}', ",
    "true, "
  })
  void aUserIsATrimmedTextOrNull(String json, String expected) {
    assertThat(clean(with("user_id", json)).userId()).isEqualTo(Optional.ofNullable(expected));
  }

  @ParameterizedTest
  @CsvSource({"'\"1.2\"', 1.2", "2, 2", "1.10, 1.10", "null, ", "'\" \"', "})
  void theSchemaVersionIsTheEventsOwn(String json, String expected) {
    assertThat(clean(with("schema_version", json)).schemaVersion())
        .isEqualTo(Optional.ofNullable(expected));
  }

  @Test
  void numbersCountAsTextsWhereATextIsWanted() {
    ServiceEvent event = clean(with("event_id", "17"));
    assertThat(event.eventId()).isEqualTo("17");
    assertThat(clean(with("service", "1.50")).service()).isEqualTo("1.50");
  }

  @Test
  void ofMembersWithTheSameNameTheLastCounts() {
    ServiceEvent event =
        clean(
            """
            {"event_id": null, "event_id": "e1", "timestamp": "2025-01-12T10:32:14Z", "service": "a", "service": "b",
             "event_type": "t", "latency_ms": 5, "latency_ms": "x", "extra": 1, "extra": {"b": 2}}\
            """);

    assertThat(event.service()).isEqualTo("b");
    assertThat(event.latencyMs()).isEmpty();
    assertThat(event.extra()).containsExactly(Map.entry("extra", "{\"b\": 2}"));
    assertThat(rejected("{\"event_id\": \"e1\", \"event_id\": null}").reason())
        .isEqualTo(RejectionReason.EVENT_ID_MISSING);
  }

  @Test
  void whatHasNoUtf8IsReplacedInWhatIsStored() {
    ServiceEvent event =
        clean(
            """
            {"event_id": "a\\ud800b", "timestamp": "2025-01-12T10:32:14Z", "service": "s", "event_type": "t", "k\\udc00": "v\\udc00"}\
            """);

    assertThat(event.eventId()).isEqualTo("a\uFFFDb");
    assertThat(event.extra()).containsExactly(Map.entry("k\uFFFD", "v\uFFFD"));
  }

  @Test
  void aDetailShowsLittleAndNothingThatGarbles() {
    RejectedEvent event =
        rejected(with("timestamp", "\"" + "\\u001b[31m\\n" + "x".repeat(500) + "\""));

    assertThat(event.detail()).contains("\\u001b[31m\\u000a").contains("...").hasSizeLessThan(250);
    assertThat(event.detail().chars()).noneMatch(Character::isISOControl);
  }

  @Test
  void anEventCutAtAnyByteIsMalformed() {
    byte[] event = EVENT.getBytes(StandardCharsets.UTF_8);
    for (int length = 0; length < event.length; length++) {
      assertThat(parse(Arrays.copyOf(event, length)))
          .as("the first %d bytes", length)
          .isInstanceOfSatisfying(
              RejectedEvent.class,
              rejected -> assertThat(rejected.reason()).isEqualTo(RejectionReason.MALFORMED_JSON));
    }
  }

  @Test
  void changedBytesNeverBreakTheParser() {
    byte[] event = EVENT.getBytes(StandardCharsets.UTF_8);
    Random random = new Random(7);
    for (int i = 0; i < 100_000; i++) {
      byte[] changed = event.clone();
      for (int changes = 1 + random.nextInt(4); changes > 0; changes--) {
        changed[random.nextInt(changed.length)] = (byte) random.nextInt(256);
      }
      switch (parse(changed)) {
        case ServiceEvent clean -> {
          assertThat(clean.eventId()).isNotBlank();
          assertThat(clean.service()).isNotBlank();
          assertThat(clean.eventType()).isNotBlank();
        }
        case RejectedEvent rejected ->
            assertThat(rejected.detail()).isNotEmpty().hasSizeLessThan(1_000);
      }
    }
  }

  @Test
  void theSameValueHasTheSameHashHoweverItIsWritten() {
    String written =
        """
        {"event_id":"e1","timestamp":"2025-01-12T10:32:14Z","service":"s","event_type":"t","n":[1,0,-0.0,1500,1e-3],"o":{"a":1,"b":{"c":null}},"s":"é"}\
        """;
    String otherwise =
        """
        { "o": {"b": {"c": 7, "c": null}, "a": 1.0}, "s": "\\u00e9", "service": "s", "event_type" : "t", "n": [1e0, 0.0, 0e5, 15E2, 0.001],
          "timestamp": "x", "timestamp": "2025-01-12T10:32:14Z", "event_id": "e1" }\
        """;

    assertThat(clean(written).contentHash()).isEqualTo(clean(otherwise).contentHash()).hasSize(64);
  }

  @Test
  void numbersPastEveryLimitAreHashedByTheirValue() {
    String hash = clean(with("x", "{\"deep\": [100e2147483647, 0e99999999999]}")).contentHash();

    assertThat(clean(with("x", "{\"deep\": [1.0E+2147483649, 0]}")).contentHash()).isEqualTo(hash);
    assertThat(clean(with("x", "{\"deep\": [100e2147483648, 0]}")).contentHash())
        .isNotEqualTo(hash);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1",
        "\"1\"",
        "true",
        "\"true\"",
        "null",
        "\"null\"",
        "[]",
        "{}",
        "[1]",
        "[[1]]",
        "[1, 2]",
        "[2, 1]",
        "[12]",
        "{\"1\": 1}",
        "\"\"",
        "\"n1;\"",
        "[\"1\", \"2\"]",
        "[\"1\\\"s1:2\"]",
        "1e999999999999",
        "\"\\ud800\"",
        "\"?\"",
        "\"\\ufffd\""
      })
  void differentValuesHaveDifferentHashes(String json) {
    String hash = clean(with("x", json)).contentHash();
    for (String other :
        List.of(
            "2",
            "\"2\"",
            "false",
            "[null]",
            "{\"1\": 2}",
            "{\"2\": 1}",
            "[1, 2, 3]",
            "\"1 \"",
            "[\"12\"]",
            "\"\\ud801\"",
            "[{}]",
            "1.5")) {
      assertThat(clean(with("x", other)).contentHash()).as(other).isNotEqualTo(hash);
    }
    assertThat(clean(with("y", json)).contentHash()).isNotEqualTo(hash);
  }

  @Provide
  Arbitrary<List<String>> members() {
    Arbitrary<String> values =
        Arbitraries.of(
            "1", "1.0", "\"a\"", "null", "[1, 2]", "{\"a\": {\"b\": 1e1}}", "true", "\"é\"");
    return Combinators.combine(Arbitraries.strings().withCharRange('a', 'c').ofMaxLength(2), values)
        .as((name, value) -> "\"x" + name + "\" : " + value)
        .list()
        .ofMaxSize(8)
        .uniqueElements(member -> member.substring(0, member.indexOf(':')));
  }

  @Property(tries = 300)
  void theOrderOfMembersChangesNothing(
      @ForAll("members") List<String> members, @ForAll @IntRange(max = 1000) int seed) {
    List<String> shuffled = new ArrayList<>(members);
    shuffled.addAll(
        List.of(
            "\"event_id\": \"e1\"",
            "\"timestamp\": \"2025-01-12T10:32:14Z\"",
            "\"service\": \"s\"",
            "\"event_type\": \"t\""));
    String inOrder = '{' + String.join(",", shuffled) + '}';
    Collections.shuffle(shuffled, new Random(seed));

    assertThat(clean('{' + String.join(" ,\n ", shuffled) + '}')).isEqualTo(clean(inOrder));
  }
}
