package dev.millrace.modelserver;

import ai.onnxruntime.OrtException;
import dev.millrace.inference.FeatureRows;
import dev.millrace.inference.Predictions;
import java.util.concurrent.Semaphore;

/**
 * As many inferences at once as the machine has cores: more of them would only take turns. The
 * others wait in the order in which they came.
 */
final class ConcurrentInference implements BatchInference.Inference {
  private final BatchInference.Inference model;
  private final Semaphore cores = new Semaphore(Runtime.getRuntime().availableProcessors(), true);

  ConcurrentInference(BatchInference.Inference model) {
    this.model = model;
  }

  @Override
  public Predictions predict(FeatureRows rows) throws OrtException {
    cores.acquireUninterruptibly();
    try {
      return model.predict(rows);
    } finally {
      cores.release();
    }
  }
}
