package dev.millrace.scoring.batch;

import dev.millrace.common.stream.AggregatedRecords;
import dev.millrace.common.stream.StreamRecord;
import dev.millrace.features.document.Reason;
import dev.millrace.features.document.Rejection;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A record of a batch, those in aggregated ones singly.
 *
 * @param unreadable why no model can read it: it looks aggregated and cannot be taken apart
 */
record DeliveredRecord(StreamRecord record, Optional<Rejection> unreadable) {

  /** The records of a delivery, in their order. */
  static List<DeliveredRecord> all(List<StreamRecord> delivered) {
    List<DeliveredRecord> records = new ArrayList<>(delivered.size());
    for (StreamRecord record : delivered) {
      if (AggregatedRecords.isAggregated(record.data())) {
        takeApart(record, records);
      } else {
        records.add(new DeliveredRecord(record, Optional.empty()));
      }
    }
    return records;
  }

  private static void takeApart(StreamRecord packed, List<DeliveredRecord> records) {
    Optional<List<StreamRecord>> parts = AggregatedRecords.takeApart(packed);
    if (parts.isEmpty()) {
      Rejection rejection =
          new Rejection(
              Optional.empty(),
              Reason.KPL_AGGREGATED,
              "The record begins as KPL-aggregated records do and held %d bytes that cannot be taken apart; expected "
                      .formatted(packed.data().length)
                  + "an intact aggregated record or a JSON document");
      records.add(new DeliveredRecord(packed, Optional.of(rejection)));
      return;
    }
    parts.get().forEach(part -> records.add(new DeliveredRecord(part, Optional.empty())));
  }

  /** Whether it is delivered together with another: both are parts of one record. */
  boolean isDeliveredWith(DeliveredRecord other) {
    return record.deliveredSequenceNumber().equals(other.record.deliveredSequenceNumber());
  }
}
