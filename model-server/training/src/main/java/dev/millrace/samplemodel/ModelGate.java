package dev.millrace.samplemodel;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.Locale;

/**
 * A bound on one metric of a model's held-out predictions.
 *
 * @param greatest whether the threshold is the greatest value that passes; else it is the least
 */
record ModelGate(Metric metric, boolean greatest, double threshold) {

  /** The metrics that there may be gates on. */
  enum Metric {
    LOG_LOSS,
    ROC_AUC;

    /** As declarations call it. */
    String text() {
      return name().toLowerCase(Locale.ROOT);
    }

    private double of(HeldOutScores scores) {
      return switch (this) {
        case LOG_LOSS -> scores.logLoss();
        case ROC_AUC -> scores.auc();
      };
    }
  }

  /**
   * A gate as {@code model.json} has it: {@code {"metric": ..., "at_most" or "at_least": number}}.
   *
   * @throws UnusableVersionException when it is something else
   */
  static ModelGate of(JsonNode gate, Path file) throws UnusableVersionException {
    boolean greatest = gate.has("at_most");
    JsonNode threshold = gate.path(greatest ? "at_most" : "at_least");
    if (!threshold.isNumber() || gate.size() != 2) {
      throw new UnusableVersionException(
          "%s has the gate %s; expected a metric and a number, at_most or at_least"
              .formatted(file, gate));
    }
    for (Metric metric : Metric.values()) {
      if (metric.text().equals(gate.path("metric").asText())) {
        return new ModelGate(metric, greatest, threshold.asDouble());
      }
    }
    throw new UnusableVersionException(
        "%s has a gate on the metric \"%s\"; expected log_loss or roc_auc"
            .formatted(file, gate.path("metric").asText()));
  }

  double value(HeldOutScores scores) {
    return metric.of(scores);
  }

  /** A value that is not a number passes no gate. */
  boolean isPassedBy(HeldOutScores scores) {
    double value = value(scores);
    return greatest ? value <= threshold : value >= threshold;
  }

  /** The bound, in words. */
  String bound() {
    return "%s %s".formatted(greatest ? "at most" : "at least", threshold);
  }
}
