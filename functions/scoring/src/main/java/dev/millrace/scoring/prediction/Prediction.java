package dev.millrace.scoring.prediction;

import dev.millrace.common.Sha256;
import dev.millrace.common.stream.StreamPosition;
import dev.millrace.common.stream.StreamRecord;
import dev.millrace.features.definition.ModelVersion;
import dev.millrace.scoring.model.PredictedValue;
import dev.millrace.scoring.score.Score;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A prediction for a document, as the table holds it.
 *
 * @param id the document's id
 * @param contentHash SHA-256 of the document's bytes, hexadecimal; empty for a request's, which is
 *     not stored
 * @param arrivalTime when the stream took the record first
 * @param position of the record that was scored
 * @param features in the model's order where it was just scored, in any order where it was read
 *     back; a {@link Double}, a {@link String}, or null where a value is missing
 */
public record Prediction(
    String id,
    Instant eventTime,
    Instant arrivalTime,
    Instant predictedAt,
    StreamPosition position,
    String contentHash,
    Map<String, Object> features,
    PredictedValue prediction,
    String model,
    String modelVersion) {

  /** What is stored of a scored record. */
  public static Prediction of(Score.Scored score, StreamRecord record, Instant predictedAt) {
    return of(score, record.position(), record.arrival(), Sha256.hex(record.data()), predictedAt);
  }

  /**
   * A scored document.
   *
   * @param position where it came from
   * @param contentHash of its bytes; empty for one that is not stored
   */
  public static Prediction of(
      Score.Scored score,
      StreamPosition position,
      Instant arrival,
      String contentHash,
      Instant predictedAt) {
    return new Prediction(
        score.document().id(),
        score.document().eventTime(),
        arrival,
        predictedAt,
        position,
        contentHash,
        features(score),
        score.prediction(),
        score.model(),
        score.modelVersion());
  }

  /**
   * Of all records with one id the one with the greatest order key wins, in whatever order they are
   * scored.
   */
  String orderKey() {
    return String.format(
        Locale.ROOT,
        "%015d/%015d/%s",
        eventTime.toEpochMilli(),
        arrivalTime.toEpochMilli(),
        position.sortableSequence());
  }

  /** A text that sorts as versions do. */
  String versionOrder() {
    return ModelVersion.parse(modelVersion)
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "modelVersion held \"%s\", expected %s"
                        .formatted(modelVersion, ModelVersion.EXPECTED)))
        .sortKey();
  }

  private static Map<String, Object> features(Score.Scored score) {
    List<String> names = score.features().names();
    Map<String, Object> features = new LinkedHashMap<>();
    for (int i = 0; i < names.size(); i++) {
      features.put(names.get(i), score.features().value(i));
    }
    return features;
  }
}
