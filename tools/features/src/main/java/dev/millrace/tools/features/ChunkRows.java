package dev.millrace.tools.features;

import dev.millrace.features.document.DocumentRecord;
import dev.millrace.features.document.Rejection;
import dev.millrace.features.input.DocumentChunk;
import dev.millrace.features.lookup.HeldKey;
import dev.millrace.features.plan.FeatureOutcome;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What the documents of a chunk turned out to be. For one thread, and one chunk at a time. */
final class ChunkRows implements AutoCloseable {
  /**
   * A document that gives no row. Its bytes are those of the chunk.
   *
   * @param index place in the chunk, from 0
   */
  record Quarantined(int index, Rejection rejection, byte[] buffer, int offset, int length) {}

  private final OfflinePlan plan;
  private final Instant arrival;
  private final RowBatch batch;
  private final List<Quarantined> quarantined = new ArrayList<>();
  private int documents;

  ChunkRows(OfflinePlan plan, Instant arrival, RowBatch batch) {
    this.plan = plan;
    this.arrival = arrival;
    this.batch = batch;
  }

  /** Reads all documents of a chunk. */
  void read(DocumentChunk chunk) {
    batch.clear();
    quarantined.clear();
    for (documents = 0; chunk.next(); documents++) {
      switch (plan.parser().parse(chunk.buffer(), chunk.offset(), chunk.length(), arrival)) {
        case DocumentRecord record -> add(record, chunk);
        case Rejection rejection -> quarantine(rejection, chunk);
      }
    }
    batch.end();
  }

  private void add(DocumentRecord record, DocumentChunk chunk) {
    List<HeldKey> keys = plan.keys(record);
    switch (plan.compute(record, keys)) {
      case FeatureOutcome.Computed computed -> batch.add(record, computed.vector(), keys);
      case FeatureOutcome.Refused refused ->
          quarantine(
              new Rejection(Optional.of(record.id()), refused.reason(), refused.detail()), chunk);
    }
  }

  private void quarantine(Rejection rejection, DocumentChunk chunk) {
    quarantined.add(
        new Quarantined(documents, rejection, chunk.buffer(), chunk.offset(), chunk.length()));
  }

  RowBatch batch() {
    return batch;
  }

  /** In the order of the documents. */
  List<Quarantined> quarantined() {
    return quarantined;
  }

  /** How many documents the chunk had. */
  int documents() {
    return documents;
  }

  @Override
  public void close() {
    batch.close();
  }
}
