package dev.millrace.modelserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnxruntime.OrtException;
import dev.millrace.inference.ElementType;
import dev.millrace.inference.FeatureColumn;
import dev.millrace.inference.FeatureRows;
import dev.millrace.inference.InvalidRowException;
import dev.millrace.inference.Predictions;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class BatchInferenceTest {

  private final ByteArrayOutputStream log = new ByteArrayOutputStream();
  private final AtomicInteger calls = new AtomicInteger();

  private BatchInference inference(BatchInference.Inference model, Duration limit) {
    return new BatchInference(
        rows -> {
          calls.incrementAndGet();
          return model.predict(rows);
        },
        Optional.of(rows(0)),
        limit,
        new Log(new PrintStream(log, true, StandardCharsets.UTF_8)));
  }

  private static FeatureRows rows(double... xs) {
    var rows =
        new FeatureRows(List.of(new FeatureColumn("x", ElementType.FLOAT32, false)), "instance");
    try {
      for (double x : xs) {
        rows.begin();
        rows.setNumber(0, x);
        rows.end();
      }
    } catch (InvalidRowException e) {
      throw new IllegalStateException(e);
    }
    return rows;
  }

  private static void assertFails(ThrowingCallable prediction) {
    assertThatThrownBy(prediction)
        .isInstanceOfSatisfying(
            RejectedRequestException.class,
            rejected -> {
              assertThat(rejected.status()).isEqualTo(500);
              assertThat(rejected.instances()).isEmpty();
            });
  }

  @Test
  void aModelThatFailsForARowOfZerosTooIsNobodysFault() {
    BatchInference broken =
        inference(
            rows -> {
              throw new OrtException("secret-4711");
            },
            Duration.ofMinutes(1));

    assertFails(() -> broken.predict(rows(1, 2, 3)));
    assertThat(calls).hasValue(2);
    assertThat(log.toString(StandardCharsets.UTF_8))
        .contains("OrtException")
        .doesNotContain("4711");
  }

  @Test
  void askingRowByRowEndsWithItsTime() {
    BatchInference slow =
        inference(
            rows -> {
              if (rows.count() > 1) {
                throw new OrtException("too many");
              }
              return Predictions.concat(List.of());
            },
            Duration.ofNanos(-1));

    assertFails(() -> slow.predict(rows(1, 2, 3)));
    assertThat(calls).hasValue(2);
  }
}
