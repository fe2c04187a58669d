package dev.millrace.lake.cleaning;

import dev.millrace.lake.events.RejectionReason;
import java.util.EnumMap;
import java.util.Map;

/** What became of events. For one thread at a time. */
final class CleaningTally {
  private long silver;
  private long duplicates;
  private final Map<RejectionReason, Long> rejected = new EnumMap<>(RejectionReason.class);

  void silver() {
    silver++;
  }

  void duplicate() {
    duplicates++;
  }

  void rejected(RejectionReason reason) {
    rejected.merge(reason, 1L, Long::sum);
  }

  void add(CleaningTally other) {
    silver += other.silver;
    duplicates += other.duplicates;
    other.rejected.forEach((reason, count) -> rejected.merge(reason, count, Long::sum));
  }

  long silverRows() {
    return silver;
  }

  long duplicates() {
    return duplicates;
  }

  Map<RejectionReason, Long> rejectedByReason() {
    return Map.copyOf(rejected);
  }

  long rejectedRows() {
    return rejected.values().stream().mapToLong(Long::longValue).sum();
  }

  long archived() {
    return silver + duplicates + rejectedRows();
  }
}
