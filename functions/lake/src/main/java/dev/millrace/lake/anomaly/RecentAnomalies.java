package dev.millrace.lake.anomaly;

import dev.millrace.common.Deadline;
import dev.millrace.lake.metrics.MetricsTable;
import dev.millrace.lake.metrics.RowKey;
import dev.millrace.lake.metrics.ServiceMinute;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Looks at the minutes that have become complete, each once, as the metrics table has them. */
public final class RecentAnomalies {
  /**
   * After a pause only the newest 15 minutes are checked: older anomalies are not worth reporting.
   */
  private static final int MOST_MINUTES = 15;

  private final MetricsTable table;

  /** Remembers anomalies in a table, so that each is reported once. */
  public RecentAnomalies(MetricsTable table) {
    this.table = Objects.requireNonNull(table);
  }

  /**
   * The anomalies of the minutes from one watermark up to, without, the next: those that were not
   * complete before and are now.
   */
  public List<Anomaly> between(Optional<Instant> before, Optional<Instant> now, Deadline deadline) {
    if (before.isEmpty() || now.isEmpty() || !before.get().isBefore(now.get())) {
      return List.of();
    }
    Instant end = now.get();
    Instant earliest = end.minus(MOST_MINUTES, ChronoUnit.MINUTES);
    Instant first = before.get().isBefore(earliest) ? earliest : before.get();
    Instant trailing = first.minus(AnomalyDetector.TRAILING_MINUTES, ChronoUnit.MINUTES);
    Instant last = end.minus(1, ChronoUnit.MINUTES);
    List<ServiceMinute> rows = new ArrayList<>();
    for (LocalDate day = day(trailing); !day.isAfter(day(last)); day = day.plusDays(1)) {
      rows.addAll(
          table.rows(day, RowKey.first(trailing), RowKey.last(last), MetricsTable.ALL, deadline));
    }
    return AnomalyDetector.find(rows, first, end);
  }

  private static LocalDate day(Instant time) {
    return LocalDate.ofInstant(time, ZoneOffset.UTC);
  }
}
