package dev.millrace.scoring.prediction;

import dev.millrace.common.Deadline;
import dev.millrace.common.stream.PartitionKey;
import dev.millrace.common.stream.StreamWriter;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;

/** The stream of what was predicted, from which and by whom. */
public final class PredictionLog {
  private final StreamWriter writer;
  private final String stream;

  /** Writes the log of predictions to a stream. Thread-safe. */
  public PredictionLog(StreamWriter writer, String stream) {
    this.writer = Objects.requireNonNull(writer);
    this.stream = Objects.requireNonNull(stream);
  }

  /** Puts the rows on the stream and gives the indices of those that it did not take in time. */
  public BitSet put(List<LogRow> rows, Deadline deadline) {
    if (rows.isEmpty()) {
      return new BitSet();
    }
    return writer.put(
        stream,
        rows.stream()
            .map(
                row ->
                    new StreamWriter.Entry(
                        PartitionKey.of(row.stored().prediction().id()), row.json()))
            .toList(),
        deadline);
  }

  /** Encodes a row and drops it, and goes the way to the stream without records. */
  public void rehearse(LogRow row, Deadline deadline) {
    row.json();
    writer.rehearse(stream, deadline);
  }
}
