package dev.millrace.training.part;

import dev.millrace.features.plan.FeatureVector;
import dev.millrace.training.model.FeatureColumns;
import dev.millrace.training.run.TrainingRun;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.apache.iceberg.data.Record;

/** Fills rows of a model's table: a row a record and run. */
final class RowFeatures {
  private final TrainingRun run;
  private final List<String> columns;

  /**
   * Fills rows of a run.
   *
   * @param columns those of the model's features, in their order
   */
  RowFeatures(TrainingRun run, FeatureColumns columns) {
    this.run = run;
    this.columns = columns.names();
  }

  /** Sets what every row has. */
  void set(Record row, String recordId, String id, Instant eventTime) {
    row.setField("run_id", run.id());
    row.setField("record_id", recordId);
    row.setField("id", id);
    row.setField("event_time", eventTime.atOffset(ZoneOffset.UTC));
    row.setField("source", run.source().code());
  }

  /** Sets the features that were computed; one that is missing is null. */
  void set(Record row, FeatureVector vector) {
    for (int i = 0; i < columns.size(); i++) {
      set(row, i, vector.value(i));
    }
  }

  /**
   * Sets one feature.
   *
   * @param value a Double, a String, or null where it is missing
   */
  void set(Record row, int index, Object value) {
    row.setField(columns.get(index), value);
  }
}
