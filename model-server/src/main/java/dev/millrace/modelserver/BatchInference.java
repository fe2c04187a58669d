package dev.millrace.modelserver;

import ai.onnxruntime.OrtException;
import dev.millrace.inference.FeatureRows;
import dev.millrace.inference.Predictions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Asks a model for a batch. Where the runtime fails for the batch, it asks row by row, so that one
 * row that the model cannot take does not cost the others their predictions. Threads may share it.
 */
final class BatchInference {

  /** Callers give an attempt about three seconds. */
  static final Duration ROW_BY_ROW_LIMIT = Duration.ofSeconds(1);

  private final Inference model;
  private final Duration rowByRowLimit;
  private final Log log;

  /** A row that the model has answered; null while there is none. */
  private volatile FeatureRows witness;

  /** A model's predictions for rows. */
  @FunctionalInterface
  interface Inference {
    Predictions predict(FeatureRows rows) throws OrtException;
  }

  /**
   * @param witness a row that the model has answered; empty where there is none yet
   * @param rowByRowLimit how long asking row by row may take before the batch as a whole has failed
   */
  BatchInference(Inference model, Optional<FeatureRows> witness, Duration rowByRowLimit, Log log) {
    this.model = model;
    this.witness = witness.orElse(null);
    this.rowByRowLimit = rowByRowLimit;
    this.log = log;
  }

  /**
   * A finite prediction for each row.
   *
   * @throws RejectedRequestException 422 with the rows for which the model fails or gives no finite
   *     number; 500 when the model fails whatever the row, or row by row would take too long
   */
  Predictions predict(FeatureRows rows) throws RejectedRequestException {
    Predictions predictions;
    try {
      predictions = model.predict(rows);
    } catch (OrtException | RuntimeException e) {
      report("prediction failed", e);
      return rowByRow(rows);
    }
    List<Integer> refused = new ArrayList<>();
    for (int row = 0; row < predictions.count(); row++) {
      if (!predictions.isFinite(row)) {
        refused.add(row);
      }
    }
    if (!refused.isEmpty()) {
      int first = refused.getFirst();
      throw RejectedRequestException.predictions(
          refused, notFinite(first, predictions.firstNotFinite(first)));
    }
    if (witness == null) {
      witness = rows.copyOf(0, 1);
    }
    return predictions;
  }

  private Predictions rowByRow(FeatureRows rows) throws RejectedRequestException {
    long end = System.nanoTime() + rowByRowLimit.toNanos();
    requireWorkingModel();
    List<Predictions> predictions = new ArrayList<>();
    List<Integer> refused = new ArrayList<>();
    String sentence = "";
    for (int row = 0; row < rows.count(); row++) {
      if (System.nanoTime() - end > 0) {
        throw RejectedRequestException.request(
            500, "the prediction failed, and asking row by row took too long");
      }
      String fault;
      try {
        Predictions single = model.predict(rows.copyOf(row, row + 1));
        predictions.add(single);
        fault = single.isFinite(0) ? "" : notFinite(row, single.firstNotFinite(0));
      } catch (OrtException | RuntimeException e) {
        fault = "the model fails for instance %d".formatted(row);
      }
      if (!fault.isEmpty()) {
        sentence = refused.isEmpty() ? fault : sentence;
        refused.add(row);
      }
    }
    if (predictions.isEmpty() && witness == null) {
      throw RejectedRequestException.request(500, "the prediction failed");
    }
    if (!refused.isEmpty()) {
      throw RejectedRequestException.predictions(refused, sentence);
    }
    return Predictions.concat(predictions);
  }

  /** If the model fails now for what it has answered before, no row is at fault. */
  private void requireWorkingModel() throws RejectedRequestException {
    if (witness == null) {
      return;
    }
    try {
      model.predict(witness);
    } catch (OrtException | RuntimeException e) {
      report("prediction failed for a row that was answered before, too", e);
      throw RejectedRequestException.request(500, "the prediction failed");
    }
  }

  private static String notFinite(int row, double number) {
    return "the model's answer to instance %d is %s; expected a finite number"
        .formatted(row, number);
  }

  /** Where it happened, not its message, which may repeat what the request held. */
  private void report(String event, Exception e) {
    log.error(
        event, Map.of("exception", e.getClass().getName(), "at", e.getStackTrace()[0].toString()));
  }
}
