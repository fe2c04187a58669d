package dev.millrace.modelserver;

import ai.onnxruntime.OrtException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;

/**
 * Asks a model for a batch. Where the runtime fails for the batch, it asks row by row, so that one
 * row that the model cannot take does not cost the others their predictions. Threads may share it.
 */
final class BatchInference {

  /** Callers give an attempt about three seconds. */
  static final Duration ROW_BY_ROW_LIMIT = Duration.ofSeconds(1);

  private final Inference model;
  private final int width;
  private final Duration rowByRowLimit;
  private final Log log;

  /** A model's predictions for rows that stand one after the other. */
  @FunctionalInterface
  interface Inference {
    float[] predict(float[] rows) throws OrtException;
  }

  /**
   * @param width features of a row
   * @param rowByRowLimit how long asking row by row may take before the batch as a whole has failed
   */
  BatchInference(Inference model, int width, Duration rowByRowLimit, Log log) {
    this.model = model;
    this.width = width;
    this.rowByRowLimit = rowByRowLimit;
    this.log = log;
  }

  /**
   * A finite prediction for each row.
   *
   * @throws RejectedRequestException 422 with the rows for which the model fails or gives no finite
   *     number; 500 when the model fails whatever the row, or row by row would take too long
   */
  float[] predict(float[] rows) throws RejectedRequestException {
    BitSet failed = new BitSet();
    float[] predictions;
    try {
      predictions = model.predict(rows);
    } catch (OrtException | RuntimeException e) {
      report("prediction failed", e);
      predictions = rowByRow(rows, failed);
    }
    requireNumbers(predictions, failed);
    return predictions;
  }

  /** NaN for the rows for which the model fails; those are in {@code failed} afterwards. */
  private float[] rowByRow(float[] rows, BitSet failed) throws RejectedRequestException {
    long end = System.nanoTime() + rowByRowLimit.toNanos();
    requireWorkingModel();
    float[] predictions = new float[rows.length / width];
    for (int row = 0; row < predictions.length; row++) {
      if (System.nanoTime() - end > 0) {
        throw RejectedRequestException.request(
            500, "the prediction failed, and asking row by row took too long");
      }
      try {
        predictions[row] =
            model.predict(Arrays.copyOfRange(rows, row * width, (row + 1) * width))[0];
      } catch (OrtException | RuntimeException e) {
        failed.set(row);
        predictions[row] = Float.NaN;
      }
    }
    return predictions;
  }

  /**
   * The model is only loaded once it has answered a row of zeros: if it cannot now, no row is at
   * fault.
   */
  private void requireWorkingModel() throws RejectedRequestException {
    try {
      model.predict(new float[width]);
    } catch (OrtException | RuntimeException e) {
      report("prediction failed for a row of zeros, too", e);
      throw RejectedRequestException.request(500, "the prediction failed");
    }
  }

  private static void requireNumbers(float[] predictions, BitSet failed)
      throws RejectedRequestException {
    List<Integer> rows = new ArrayList<>();
    for (int row = 0; row < predictions.length; row++) {
      if (!Float.isFinite(predictions[row])) {
        rows.add(row);
      }
    }
    if (!rows.isEmpty()) {
      int first = rows.getFirst();
      String sentence =
          failed.get(first)
              ? "the model fails for instance %d".formatted(first)
              : "the model's answer to instance %d is %s; expected a finite number"
                  .formatted(first, predictions[first]);
      throw RejectedRequestException.predictions(rows, sentence);
    }
  }

  /** Where it happened, not its message, which may repeat what the request held. */
  private void report(String event, Exception e) {
    log.error(
        event, Map.of("exception", e.getClass().getName(), "at", e.getStackTrace()[0].toString()));
  }
}
