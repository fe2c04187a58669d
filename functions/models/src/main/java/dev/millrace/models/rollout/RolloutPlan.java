package dev.millrace.models.rollout;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.millrace.common.Json;
import dev.millrace.common.http.Problem;
import dev.millrace.features.json.JsonMembers;
import dev.millrace.models.request.RequestBody;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What a rollout is to do. Immutable.
 *
 * @param version that is to become the active one
 * @param steps one at least, their weights rising
 * @param maxWait how long a step waits for its sample, or to be loaded, past its time
 * @param reason empty where none was given
 */
public record RolloutPlan(
    String version,
    List<Step> steps,
    Guardrails guardrails,
    Duration maxWait,
    Optional<String> reason) {
  /** How long a rollout may take: counters are kept as long. */
  public static final Duration LONGEST = Duration.ofDays(14);

  private static final int MOST_STEPS = 100;
  private static final Duration DEFAULT_MAX_WAIT = Duration.ofDays(1);

  /**
   * A step.
   *
   * @param weight percent of the records, 0 to 100
   * @param bake how long it lasts at least, once it is in effect
   */
  public record Step(double weight, Duration bake) {
    /** Checks that nothing is null. */
    public Step {
      Objects.requireNonNull(bake, "bake");
    }

    private static Step read(JsonMembers members) {
      Step step =
          new Step(
              RequestBody.number(members, "weight", 0, 100, "a number from 0 to 100"),
              Duration.ofSeconds(
                  RequestBody.wholeNumber(members, "bake_seconds", 0, LONGEST.toSeconds())));
      members.end();
      return step;
    }

    private void write(JsonGenerator json) throws IOException {
      json.writeStartObject();
      json.writeFieldName("weight");
      Json.number(json, weight);
      json.writeNumberField("bake_seconds", bake.toSeconds());
      json.writeEndObject();
    }
  }

  /** Copies the steps. */
  public RolloutPlan {
    Objects.requireNonNull(version, "version");
    steps = List.copyOf(steps);
    Objects.requireNonNull(guardrails, "guardrails");
    Objects.requireNonNull(maxWait, "maxWait");
    Objects.requireNonNull(reason, "reason");
  }

  /**
   * Reads {@code {"version", "steps": [{"weight", "bake_seconds"}], "guardrails": {"error_rate"?,
   * "p99_ms"?, "score_shift"?, "minimum_sample"}, "max_wait_seconds"?, "reason"?}}.
   *
   * @throws Problem 400 or 422
   */
  public static RolloutPlan read(byte[] body) {
    RolloutPlan plan = RequestBody.read(body, RolloutPlan::read);
    plan.requireUsable();
    return plan;
  }

  private static RolloutPlan read(RequestBody body) {
    JsonMembers members = body.members();
    List<Step> steps = new ArrayList<>();
    members.objects("steps").forEach(step -> steps.add(Step.read(step)));
    return new RolloutPlan(
        RequestBody.version(members, "version"),
        steps,
        members
            .optionalObject("guardrails")
            .map(Guardrails::read)
            .orElseThrow(
                () -> members.refused("guardrails", "an object with minimum_sample at least")),
        RequestBody.isPresent(members, "max_wait_seconds")
            ? Duration.ofSeconds(
                RequestBody.wholeNumber(members, "max_wait_seconds", 0, LONGEST.toSeconds()))
            : DEFAULT_MAX_WAIT,
        body.reason());
  }

  private void requireUsable() {
    if (steps.isEmpty() || steps.size() > MOST_STEPS) {
      throw Problem.unprocessable(
          "steps held %d, expected 1 to %d".formatted(steps.size(), MOST_STEPS));
    }
    Duration sum = maxWait;
    for (int i = 0; i < steps.size(); i++) {
      sum = sum.plus(steps.get(i).bake());
      if (i > 0 && steps.get(i).weight() <= steps.get(i - 1).weight()) {
        throw RequestBody.outOfRange(
            "steps[%d].weight".formatted(i), steps.get(i).weight(), "more than the step before it");
      }
    }
    if (sum.compareTo(LONGEST) > 0) {
      throw Problem.unprocessable(
          "bake_seconds of all steps and max_wait_seconds (%d, where none is given) came to %d seconds, expected at most %d, which is 14 days"
              .formatted(DEFAULT_MAX_WAIT.toSeconds(), sum.toSeconds(), LONGEST.toSeconds()));
    }
    if (guardrails.scoreShift().isPresent() && steps.getFirst().weight() == 100) {
      throw Problem.unprocessable(
          "steps[0].weight held 100, expected less: score_shift compares the canary's scores with those of the active version, which would have none");
    }
  }

  /** The plan as JSON, as {@link #read(byte[])} reads it. */
  public String json() {
    return new String(
        Json.bytes(
            json -> {
              json.writeStartObject();
              json.writeStringField("version", version);
              json.writeArrayFieldStart("steps");
              for (Step step : steps) {
                step.write(json);
              }
              json.writeEndArray();
              json.writeFieldName("guardrails");
              guardrails.write(json);
              json.writeNumberField("max_wait_seconds", maxWait.toSeconds());
              if (reason.isPresent()) {
                json.writeStringField("reason", reason.get());
              }
              json.writeEndObject();
            }),
        StandardCharsets.UTF_8);
  }
}
