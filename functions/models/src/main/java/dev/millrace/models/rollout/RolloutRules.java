package dev.millrace.models.rollout;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/** Judges a rollout by its plan, its progress and what was counted. Stateless. */
final class RolloutRules {
  private RolloutRules() {}

  static Verdict judge(RolloutPlan plan, StepProgress progress, RolloutWindow window, Instant now) {
    Optional<Verdict> breach = breach(plan.guardrails(), window);
    if (breach.isPresent()) {
      return breach.get();
    }
    if (progress.bakingSince().isEmpty()) {
      return now.isBefore(progress.writtenAt().plus(plan.maxWait()))
          ? new Verdict.Bake()
          : new Verdict.RollBack(
              "not_loaded",
              "Some live instance of the endpoint did not load version %s within %d seconds, or none was alive"
                  .formatted(plan.version(), plan.maxWait().toSeconds()));
    }
    Instant baked = progress.bakingSince().get().plus(plan.steps().get(progress.step()).bake());
    if (now.isBefore(baked)) {
      return new Verdict.Bake();
    }
    Optional<String> missing = missingSample(plan.guardrails(), window);
    if (missing.isPresent()) {
      return now.isBefore(baked.plus(plan.maxWait()))
          ? new Verdict.Bake()
          : new Verdict.RollBack("insufficient_sample", missing.get());
    }
    return progress.step() == plan.steps().size() - 1
        ? new Verdict.Promote()
        : new Verdict.Advance();
  }

  /** The guardrail that a sample that is large enough breaks. */
  private static Optional<Verdict> breach(Guardrails guardrails, RolloutWindow window) {
    long sample = guardrails.minimumSample();
    if (window.canary().asked() < sample) {
      return Optional.empty();
    }
    return breach("error_rate", window.errorRate(), guardrails.errorRate(), window)
        .or(() -> breach("p99_ms", window.p99Millis(), guardrails.p99Millis(), window))
        .or(
            () ->
                window.activeAsked() < sample
                    ? Optional.empty()
                    : breach("score_shift", window.scoreShift(), guardrails.scoreShift(), window));
  }

  private static Optional<Verdict> breach(
      String name, OptionalDouble measured, OptionalDouble limit, RolloutWindow window) {
    if (measured.isEmpty() || limit.isEmpty() || measured.getAsDouble() <= limit.getAsDouble()) {
      return Optional.empty();
    }
    return Optional.of(
        new Verdict.RollBack(
            name,
            String.format(
                Locale.ROOT,
                "%s was %.4g, expected at most %.4g; the canary was asked %d records and answered %d",
                name,
                measured.getAsDouble(),
                limit.getAsDouble(),
                window.canary().asked(),
                window.canary().answered())));
  }

  /** What is missing for a judgement; empty where there is enough. */
  private static Optional<String> missingSample(Guardrails guardrails, RolloutWindow window) {
    long sample = guardrails.minimumSample();
    if (window.canary().asked() < sample) {
      return Optional.of(
          "The canary was asked %d records, expected %d at least"
              .formatted(window.canary().asked(), sample));
    }
    if (guardrails.scoreShift().isPresent() && window.activeAsked() < sample) {
      return Optional.of(
          "The active version was asked %d records, expected %d at least to compare scores with"
              .formatted(window.activeAsked(), sample));
    }
    return Optional.empty();
  }
}
