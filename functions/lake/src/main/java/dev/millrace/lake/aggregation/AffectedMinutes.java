package dev.millrace.lake.aggregation;

import dev.millrace.lake.metrics.Bucket;
import java.time.LocalDate;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;

/**
 * What new events count in.
 *
 * @param rows how many events there are
 * @param days their buckets by day
 */
record AffectedMinutes(long rows, SortedMap<LocalDate, SortedSet<Bucket>> days) {
  /** Without the buckets of days before this one. */
  AffectedMinutes from(LocalDate first) {
    return new AffectedMinutes(rows, days.tailMap(first));
  }

  /** All buckets, in order. */
  List<Bucket> buckets() {
    return days.values().stream().flatMap(Collection::stream).toList();
  }
}
