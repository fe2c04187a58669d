package dev.millrace.queries;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The records that two runs of the lake's functions find. They arrived some days ago, as the
 * queries look back from now; what they speak of is of fixed times.
 */
final class SampleRecords {
  private static final String EVENTS = "service-events";
  private static final String SESSIONS = "sessions";
  private static final String PREDICTIONS = "predictions";

  private final Instant now;
  private final Map<String, Integer> lastSequenceNumbers = new HashMap<>();
  private final List<String> firstRun = new ArrayList<>();
  private final List<String> secondRun = new ArrayList<>();

  SampleRecords(Instant now) {
    this.now = now.truncatedTo(ChronoUnit.SECONDS);
    fillFirstRun();
    fillSecondRun();
  }

  /** For each run its records, as lines of bronze. */
  List<List<String>> runs() {
    return List.of(firstRun, secondRun);
  }

  /** The date so many days ago, in UTC. */
  String day(int daysAgo) {
    return noon(daysAgo).toString().substring(0, 10);
  }

  /** When the session with this sequence number arrived: one a millisecond, the tenth now. */
  Instant arrivalOfSession(int sequenceNumber) {
    return now.minusMillis(10 - sequenceNumber);
  }

  private Instant noon(int daysAgo) {
    return now.truncatedTo(ChronoUnit.DAYS)
        .plus(Duration.ofHours(12))
        .minus(Duration.ofDays(daysAgo));
  }

  private void fillFirstRun() {
    arrive(firstRun, EVENTS, noon(40), "rejected too long ago");
    arrive(
        firstRun,
        EVENTS,
        noon(3),
        """
        {"event_id": "1", "timestamp": "2025-01-18T10:12:10Z", "service": "Checkout", "event_type": "t", "latency_ms": 100, "status_code": 200}
        {"event_id": "2", "timestamp": "2025-01-18T10:12:40Z", "service": "checkout", "event_type": "t", "latency_ms": 200, "status_code": 503}
        {"event_id": "3", "timestamp": "2025-01-18T10:13:05Z", "service": "checkout", "event_type": "t", "latency_ms": "123ms", "status_code": 200}
        {"event_id": "4", "timestamp": "2025-01-18T11:00:00Z", "service": "checkout", "event_type": "t", "latency_ms": 10, "status_code": 404}
        {"event_id": "5", "timestamp": "2025-01-18T11:00:00Z", "service": "search", "event_type": "t", "latency_ms": 7, "status_code": 200, "region": "us"}
        {"event_id": "neither", "timestamp": "2025-01-17T23:59:59.999Z", "service": "checkout", "event_type": "t", "latency_ms": -1}
        {"event_id": "seven-days-before", "timestamp": "2025-01-11T11:00:30Z", "service": "checkout", "event_type": "t", "status_code": 200}
        {"event_id": "a-minute-later", "timestamp": "2025-01-11T11:01:00Z", "service": "checkout", "event_type": "t", "status_code": 301}
        {"event_id": "of-another-age", "timestamp": "2999-01-01T00:00:00Z", "service": "checkout", "event_type": "t", "status_code": 200}
        {"event_id": "to-be-erased", "timestamp": "2025-01-18T11:00:00Z", "service": "search", "event_type": "t", "latency_ms": 7, "status_code": 200}
        {
        {"event_id": "no-service", "event_type": "t"}
        {"event_id": "no-service-either", "event_type": "t"}
        """);
  }

  private void fillSecondRun() {
    arrive(
        secondRun,
        EVENTS,
        noon(1),
        """
        {"event_id": "late", "timestamp": "2025-01-18T10:12:59Z", "service": "checkout", "event_type": "t", "latency_ms": 600}
        {"event_id": "1", "timestamp": "2025-01-18T10:12:10Z", "service": "checkout", "event_type": "t", "latency_ms": 101}
        """);
    arrive(
        secondRun,
        EVENTS,
        now,
        """
        {"event_id": "of-the-future", "timestamp": "%s", "service": "checkout", "event_type": "t", "status_code": 200}
        """
            .formatted(now.plus(Duration.ofHours(23))));
    arrive(secondRun, SESSIONS, noon(4), "{\"_id\": \"of-four-days-ago\"}");
    arrive(secondRun, SESSIONS, arrivalOfSession(2), "{\"_id\": \"id-2\", \"a\": \"ü\"}");
    add(secondRun, SESSIONS, arrivalOfSession(3), new byte[] {(byte) 0xF3, (byte) 0x89});
    arrive(secondRun, SESSIONS, arrivalOfSession(4), "in quarantine");
    arrive(secondRun, PREDICTIONS, noon(10), prediction(90, "predicted", "1.0.0", 0.1, 1));
    arrive(
        secondRun,
        PREDICTIONS,
        noon(2),
        prediction(92, "predicted", "1.0.0", 0.25, 20)
            + prediction(92, "predicted", "1.0.0", 0.25, 20)
            + prediction(93, "predicted", "1.0.0", 0.5, 40)
            + prediction(94, "predicted", "1.0.0", 0.75, 1000)
            + prediction(95, "duplicate", "1.0.0", 0.5, 5));
    arrive(
        secondRun,
        PREDICTIONS,
        noon(1),
        prediction(93, "predicted", "1.0.0", 0.5, 40)
            + prediction(96, "predicted", "1.1.0", 0.5, 7)
            + shadow(96, "1.2.0"));
    arrive(
        secondRun,
        PREDICTIONS,
        now,
        prediction(1, "superseded", "1.1.0", 0.25, 2)
            + prediction(2, "predicted", "1.1.0", 0.5, 3)
            + prediction(2, "predicted", "1.1.0", 0.5, 3)
            + prediction(3, "predicted", "1.1.0", 0.75, 4)
            + shadow(3, "1.2.0"));
  }

  /** A row of the prediction log, of the session with this sequence number. */
  private static String prediction(
      int session, String status, String version, double prediction, int latencyMillis) {
    return """
        {"log_id": "sessions/%1$s/%2$d/0/%4$s/active", "shard_id": "%1$s", "sequence_number": "%2$d", "id": "id-%2$d", \
        "event_time": "2024-11-17T21:53:01.293Z", "status": "%3$s", "features": {"zip_known": 1, "hour_of_day": 21}, \
        "prediction": %5$s, "model": "session-conversion", "model_version": "%4$s", "latency_ms": %6$d}
        """
        .formatted(Bronze.SHARD, session, status, version, prediction, latencyMillis);
  }

  /** What a shadow made of the same session: no query counts it. */
  private static String shadow(int session, String version) {
    return prediction(session, "predicted", version, 0.9, 1)
        .replace("/active", "/shadow")
        .replace("\"status\": \"predicted\"", "\"role\": \"shadow\"");
  }

  /** Each line is a record. */
  private void arrive(List<String> run, String stream, Instant arrival, String lines) {
    lines.lines().forEach(line -> add(run, stream, arrival, line.getBytes(StandardCharsets.UTF_8)));
  }

  private void add(List<String> run, String stream, Instant arrival, byte[] data) {
    int sequenceNumber = lastSequenceNumbers.merge(stream, 1, Integer::sum);
    run.add(Bronze.line(stream, sequenceNumber, arrival, data));
  }
}
