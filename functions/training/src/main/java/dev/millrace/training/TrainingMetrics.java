package dev.millrace.training;

import dev.millrace.common.FunctionMetrics;
import dev.millrace.training.run.TrainingAnswer;
import java.util.Objects;

/** Writes what is in a training set as metrics, by whichever function commits it. */
public final class TrainingMetrics {
  private final FunctionMetrics metrics;

  /** Writes the training functions' metrics. */
  public TrainingMetrics(FunctionMetrics metrics) {
    this.metrics = Objects.requireNonNull(metrics);
  }

  /** Writes nothing of a run that is building, or was committed before. */
  public void record(TrainingAnswer answer) {
    if (answer.isCommittedNow()) {
      metrics.count("TrainingRows", answer.rows());
      metrics.count("FeatureSkew", answer.skewed());
      metrics.flush();
    }
  }
}
