package dev.millrace.modelserver;

import ai.onnxruntime.OrtException;
import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.millrace.inference.FeatureRows;
import dev.millrace.inference.Model;
import dev.millrace.inference.Predictions;
import dev.millrace.modelserver.InferenceQueue.Role;
import java.util.Map;

/**
 * A version that answers, with what became of its requests. It is freed when it was retired and no
 * request uses it any more. Thread-safe.
 */
final class LoadedVersion {
  private final VersionName name;
  private final Model model;
  private final long memoryBytes;
  private final String fingerprint;
  private final Map<Role, BatchInference> inferences;
  private final InvocationMetrics metrics;
  private final Log log;

  @GuardedBy("this")
  private int uses;

  @GuardedBy("this")
  private boolean isRetired;

  /**
   * A version that nobody uses yet.
   *
   * @param memoryBytes what it counts for
   * @param queue that its inferences stand in with those of the other versions
   */
  LoadedVersion(Model model, long memoryBytes, InferenceQueue queue, Log log) {
    this.name = new VersionName(model.definition().name(), model.definition().version());
    this.model = model;
    this.log = log;
    this.memoryBytes = memoryBytes;
    this.fingerprint = FeatureFingerprint.of(model.columns());
    this.inferences =
        Map.of(
            Role.ANSWER, inference(Role.ANSWER, queue), Role.SHADOW, inference(Role.SHADOW, queue));
    this.metrics = new InvocationMetrics(name, memoryBytes);
  }

  private BatchInference inference(Role role, InferenceQueue queue) {
    return new BatchInference(
        rows -> queue.<Predictions, OrtException>run(role, () -> model.predict(rows)),
        model.witness(),
        BatchInference.ROW_BY_ROW_LIMIT,
        log);
  }

  VersionName name() {
    return name;
  }

  Model model() {
    return model;
  }

  /** What it takes, in bytes: see {@link dev.millrace.inference.ModelMemory}. */
  long memoryBytes() {
    return memoryBytes;
  }

  /** Of the features that it takes. */
  String fingerprint() {
    return fingerprint;
  }

  InvocationMetrics metrics() {
    return metrics;
  }

  /** As {@link BatchInference#predict}, each inference in its turn. */
  Predictions predict(FeatureRows rows, Role role) throws RejectedRequestException {
    return inferences.get(role).predict(rows);
  }

  /** Begins a use, unless the version was retired; who gets true has to call {@link #release}. */
  synchronized boolean isAcquired() {
    if (isRetired) {
      return false;
    }
    uses++;
    return true;
  }

  /** Ends a use. */
  synchronized void release() {
    uses--;
    freeUnlessUsed();
  }

  /** Takes no further use, and frees the model when the last one has ended. */
  synchronized void retire() {
    if (!isRetired) {
      isRetired = true;
      freeUnlessUsed();
    }
  }

  @GuardedBy("this")
  private void freeUnlessUsed() {
    if (!isRetired || uses > 0) {
      return;
    }
    try {
      model.close();
    } catch (IllegalStateException e) {
      log.error(
          "the model was not freed", Map.of("version", name.toString(), "exception", e.toString()));
    }
  }
}
