package dev.millrace.lake.events;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever the bytes are, they give an event or a reason, the same each time: those of the
 * resources, which once went wrong, and some thousand odd events. A run prints their seed, {@code
 * -Dfuzz.seed=N} repeats it.
 */
class EventParserFuzzTest {
  private static final int EVENTS = 10_000;
  private static final Instant ARRIVAL = Instant.parse("2025-01-12T12:00:00Z");
  private static final EventTimeRange RANGE =
      new EventTimeRange(Duration.ofDays(1), Duration.ofDays(3650));
  private static final Pattern A_LIBRARYS_WORDS =
      Pattern.compile(
          "JsonReadFeature|Token|\\(byte\\)0x|InputStream|Source:|Jackson|VALUE_|START_");

  private final EventParser parser = new EventParser(RANGE);

  static Stream<Path> inputs() throws Exception {
    Path folder =
        Path.of(EventParserFuzzTest.class.getResource("EventParserFuzzTestInputs").toURI());
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(Files::isRegularFile).sorted().toList().stream();
    }
  }

  @ParameterizedTest
  @MethodSource("inputs")
  void everyInputIsCleanOrRejected(Path input) throws Exception {
    requireCleanOrRejected(Files.readAllBytes(input));
  }

  private void requireCleanOrRejected(byte[] data) {
    ParsedEvent parsed = parser.parse(data, ARRIVAL);
    if (!parsed.equals(new EventParser(RANGE).parse(data, ARRIVAL))) {
      throw new AssertionError("another verdict than " + parsed);
    }
    switch (parsed) {
      case ServiceEvent event -> {
        if (event.eventId().isBlank()
            || event.service().isBlank()
            || event.eventType().isBlank()
            || !RANGE.contains(event.eventTime(), ARRIVAL)
            || event.latencyMs().orElse(0) < 0
            || Double.isInfinite(event.latencyMs().orElse(0))
            || event.contentHash().length() != 64) {
          throw new AssertionError(event.toString());
        }
      }
      case RejectedEvent event -> {
        if (event.reason() == RejectionReason.PARSER_FAILED
            || event.detail().isEmpty()
            || event.detail().length() > 1_000
            || A_LIBRARYS_WORDS.matcher(event.detail()).find()) {
          throw new AssertionError(event.toString());
        }
      }
    }
  }

  @Test
  void oddEventsStopNoOther() {
    long seed = Long.getLong("fuzz.seed", new Random().nextLong());
    System.out.println("EventParserFuzzTest: -Dfuzz.seed=" + seed);
    OddEvents events = new OddEvents(seed);
    Map<RejectionReason, Integer> reasons = new EnumMap<>(RejectionReason.class);
    int clean = 0;
    for (int i = 0; i < EVENTS; i++) {
      byte[] data = events.next();
      try {
        requireCleanOrRejected(data);
      } catch (RuntimeException | Error broken) {
        throw new AssertionError(
            "seed %d, event %d: %s".formatted(seed, i, new String(data, StandardCharsets.UTF_8)),
            broken);
      }
      switch (parser.parse(data, ARRIVAL)) {
        case ServiceEvent event -> clean++;
        case RejectedEvent event -> reasons.merge(event.reason(), 1, Integer::sum);
      }
    }
    assertThat(clean).isGreaterThan(EVENTS / 10);
    assertThat(reasons)
        .containsOnlyKeys(
            RejectionReason.MALFORMED_JSON,
            RejectionReason.EVENT_ID_MISSING,
            RejectionReason.SERVICE_MISSING,
            RejectionReason.EVENT_TYPE_MISSING,
            RejectionReason.TIMESTAMP_MISSING,
            RejectionReason.TIMESTAMP_INVALID,
            RejectionReason.TIMESTAMP_OUT_OF_RANGE);
  }
}
