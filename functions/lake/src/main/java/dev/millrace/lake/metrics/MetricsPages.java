package dev.millrace.lake.metrics;

import dev.millrace.common.Deadline;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Reads pages of metrics: of one service by the index, of all of them day by day. */
public final class MetricsPages {
  /** A page reads at most so many days, one call each, and ends there; the next one goes on. */
  public static final int DAYS = 366;

  private final MetricsTable table;

  /** Reads pages of a table's rows. Thread-safe. */
  public MetricsPages(MetricsTable table) {
    this.table = Objects.requireNonNull(table);
  }

  /**
   * One page.
   *
   * @param after the end of the page before; empty for the first
   * @param limit the most rows that it holds
   */
  public MetricsPage page(
      MetricsQuery query, Optional<String> after, int limit, Deadline deadline) {
    if (query.last().isBefore(query.first())) {
      return new MetricsPage(List.of(), Optional.empty());
    }
    return query.ofOneService()
        ? ofOneService(query, after, limit, deadline)
        : ofAllServices(query, after, limit, deadline);
  }

  private MetricsPage ofOneService(
      MetricsQuery query, Optional<String> after, int limit, Deadline deadline) {
    String first =
        after.map(key -> RowKey.after(RowKey.minute(key))).orElse(query.first().toString());
    String last = query.last().toString();
    return cut(
        first.compareTo(last) > 0
            ? List.of()
            : table.rows(query.service(), first, last, limit + 1, deadline),
        limit);
  }

  private MetricsPage ofAllServices(
      MetricsQuery query, Optional<String> after, int limit, Deadline deadline) {
    String first = after.map(RowKey::after).orElse(RowKey.first(query.first()));
    String last = RowKey.last(query.last());
    List<LocalDate> days =
        table.days(
            RowKey.day(first),
            LocalDate.ofInstant(query.last(), ZoneOffset.UTC),
            DAYS + 1,
            deadline);
    List<ServiceMinute> rows = new ArrayList<>();
    for (LocalDate day : days.subList(0, Math.min(days.size(), DAYS))) {
      rows.addAll(table.rows(day, first, last, limit + 1 - rows.size(), deadline));
      if (rows.size() > limit) {
        return cut(rows, limit);
      }
    }
    return new MetricsPage(
        rows, days.size() > DAYS ? Optional.of(RowKey.last(days.get(DAYS - 1))) : Optional.empty());
  }

  /** One row more than the page holds was read, if there is one. */
  private static MetricsPage cut(List<ServiceMinute> rows, int limit) {
    return rows.size() > limit
        ? new MetricsPage(
            List.copyOf(rows.subList(0, limit)),
            Optional.of(RowKey.of(rows.get(limit - 1).bucket())))
        : new MetricsPage(rows, Optional.empty());
  }
}
