package dev.millrace.models;

import dev.millrace.common.FunctionMetrics;
import dev.millrace.models.counters.CountingOutcome;
import dev.millrace.models.rollout.RolloutJudge.Judged;
import dev.millrace.runs.SweepOutcome;

/** The metrics of counters and rollouts, each written at once. For one thread at a time. */
final class RolloutMetrics {
  private final FunctionMetrics metrics;

  RolloutMetrics(FunctionMetrics metrics) {
    this.metrics = metrics;
  }

  void counted(CountingOutcome outcome) {
    metrics.count("PredictionsByActive", outcome.byActive());
    metrics.count("PredictionsByCanary", outcome.byCanary());
    metrics.count("CanaryFallbacks", outcome.fallbacks());
    metrics.count("RepeatedLogRows", outcome.repeated());
    metrics.count("UnreadableLogRows", outcome.unreadable());
    metrics.flush();
  }

  /** Of a judgement that ended a rollout, or found it ended. */
  void judged(Judged judged) {
    metrics.count("RolloutsPromoted", judged == Judged.PROMOTED ? 1 : 0);
    metrics.count("RolloutsRolledBack", judged == Judged.ROLLED_BACK ? 1 : 0);
    metrics.flush();
  }

  /** Of rollouts that could not go on. */
  void failed(long rollouts) {
    metrics.count("RolloutsFailed", rollouts);
    metrics.flush();
  }

  void swept(SweepOutcome outcome) {
    outcome.write(metrics);
  }
}
