package dev.millrace.models.rollout;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.millrace.models.counters.VersionCounts;
import java.io.IOException;
import java.util.Objects;
import java.util.OptionalDouble;

/**
 * What the two versions of a rollout did since it began. Not thread-safe.
 *
 * @param canary what the version that is rolled out did as canary
 * @param active what the other one did meanwhile
 */
public record RolloutWindow(VersionCounts canary, VersionCounts active) {
  private static final double P99 = 0.99;

  /** Checks that nothing is null. */
  public RolloutWindow {
    Objects.requireNonNull(canary, "canary");
    Objects.requireNonNull(active, "active");
  }

  /** The canary's errors over what it was asked; empty where that is nothing. */
  OptionalDouble errorRate() {
    return canary.errorRate();
  }

  /** The 99th percentile of the canary's calls, in milliseconds; empty where it answered none. */
  OptionalDouble p99Millis() {
    return canary.latencies().quantile(P99);
  }

  /** As {@link ScoreShift} defines it; empty where one of the two has no scores. */
  OptionalDouble scoreShift() {
    return ScoreShift.of(canary, active);
  }

  /** How many records the active version was asked. */
  long activeAsked() {
    return active.asked();
  }

  /** Writes {@code {"asked", "answered", "error_rate"?, "p99_ms"?, "score_shift"?}}. */
  void write(JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeNumberField("asked", canary.asked());
    json.writeNumberField("answered", canary.answered());
    json.writeNumberField("active_asked", active.asked());
    write("error_rate", errorRate(), json);
    write("p99_ms", p99Millis(), json);
    write("score_shift", scoreShift(), json);
    json.writeEndObject();
  }

  private static void write(String name, OptionalDouble number, JsonGenerator json)
      throws IOException {
    if (number.isPresent()) {
      json.writeNumberField(name, number.getAsDouble());
    }
  }
}
