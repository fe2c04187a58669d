package dev.millrace.models.rollout;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.millrace.features.json.JsonMembers;
import dev.millrace.models.request.RequestBody;
import java.io.IOException;
import java.util.Objects;
import java.util.OptionalDouble;

/**
 * What a canary must keep to. Immutable.
 *
 * @param errorRate records asked of the canary that it did not answer over those asked: at most
 *     this, 0 to 1
 * @param p99Millis the 99th percentile of the endpoint's calls that the canary answered: at most
 *     this
 * @param scoreShift the population stability index of its scores against the active version's: at
 *     most this
 * @param minimumSample how many records a guardrail is judged from at least, 1 to 1,000,000,000
 */
public record Guardrails(
    OptionalDouble errorRate,
    OptionalDouble p99Millis,
    OptionalDouble scoreShift,
    long minimumSample) {
  private static final long LARGEST_SAMPLE = 1_000_000_000;
  private static final double LARGEST = 1e9;

  /** Checks that nothing is null. */
  public Guardrails {
    Objects.requireNonNull(errorRate, "errorRate");
    Objects.requireNonNull(p99Millis, "p99Millis");
    Objects.requireNonNull(scoreShift, "scoreShift");
  }

  static Guardrails read(JsonMembers members) {
    Guardrails guardrails =
        new Guardrails(
            limit(members, "error_rate", 1, "a number from 0 to 1"),
            limit(members, "p99_ms", LARGEST, "milliseconds from 0"),
            limit(members, "score_shift", LARGEST, "a number from 0, such as 0.2"),
            RequestBody.wholeNumber(members, "minimum_sample", 1, LARGEST_SAMPLE));
    members.end();
    return guardrails;
  }

  private static OptionalDouble limit(
      JsonMembers members, String name, double maximum, String expected) {
    return RequestBody.isPresent(members, name)
        ? OptionalDouble.of(RequestBody.number(members, name, 0, maximum, expected))
        : OptionalDouble.empty();
  }

  void write(JsonGenerator json) throws IOException {
    json.writeStartObject();
    write("error_rate", errorRate, json);
    write("p99_ms", p99Millis, json);
    write("score_shift", scoreShift, json);
    json.writeNumberField("minimum_sample", minimumSample);
    json.writeEndObject();
  }

  private static void write(String name, OptionalDouble limit, JsonGenerator json)
      throws IOException {
    if (limit.isPresent()) {
      json.writeNumberField(name, limit.getAsDouble());
    }
  }
}
