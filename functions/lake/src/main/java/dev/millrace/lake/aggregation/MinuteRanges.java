package dev.millrace.lake.aggregation;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;

/** Minutes as a filter by which files and row groups are passed over. */
final class MinuteRanges {
  /** Minutes that are no further apart are one range: a day has at most 96 of them. */
  private static final Duration GAP = Duration.ofMinutes(15);

  private record Range(Instant first, Instant last) {}

  private MinuteRanges() {}

  /** Holds for all events of these minutes, at least one, and for some in between. */
  static Expression filter(String column, Collection<Instant> minutes) {
    Expression filter = Expressions.alwaysFalse();
    for (Range range : ranges(minutes)) {
      filter = Expressions.or(filter, between(column, range.first(), range.last().plusSeconds(60)));
    }
    return filter;
  }

  private static List<Range> ranges(Collection<Instant> minutes) {
    List<Range> ranges = new ArrayList<>();
    for (Instant minute : minutes.stream().sorted().distinct().toList()) {
      Range last = ranges.isEmpty() ? null : ranges.getLast();
      if (last != null && !minute.isAfter(last.last().plus(GAP))) {
        ranges.set(ranges.size() - 1, new Range(last.first(), minute));
      } else {
        ranges.add(new Range(minute, minute));
      }
    }
    return ranges;
  }

  /** Holds for times from {@code first} up to, without, {@code end}. */
  static Expression between(String column, Instant first, Instant end) {
    return Expressions.and(
        Expressions.greaterThanOrEqual(column, micros(first)),
        Expressions.lessThan(column, micros(end)));
  }

  private static long micros(Instant time) {
    return Math.addExact(
        Math.multiplyExact(time.getEpochSecond(), 1_000_000L), time.getNano() / 1_000);
  }
}
