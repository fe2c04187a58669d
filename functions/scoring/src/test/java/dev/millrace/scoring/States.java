package dev.millrace.scoring;

import dev.millrace.common.Deadline;
import dev.millrace.common.stream.StreamPosition;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/** Predictions for states of documents. */
final class States {
  static final Instant EVENT = Instant.parse("2024-11-17T21:53:01.293Z");
  static final Instant ARRIVAL = Instant.parse("2024-11-17T21:53:05.000Z");
  static final Deadline DEADLINE = Deadline.after(Duration.ofMinutes(10));

  private States() {}

  /** What a record gives that arrived as the {@code sequence}-th and holds this content. */
  static Prediction state(String id, int sequence, String content) {
    return state(id, 0, sequence, content);
  }

  /**
   * The same with an event time.
   *
   * @param seconds of the event time behind {@link #EVENT}
   */
  static Prediction state(String id, int seconds, int sequence, String content) {
    return new Prediction(
        id,
        EVENT.plusSeconds(seconds),
        ARRIVAL.plusMillis(sequence),
        ARRIVAL.plusSeconds(60),
        new StreamPosition("sessions", "shardId-000000000000", Integer.toString(sequence), 0),
        content,
        Map.of("hour_of_day", 21.0, "zip_known", 1.0),
        0.25 + sequence,
        "demo",
        "1.0.0");
  }
}
