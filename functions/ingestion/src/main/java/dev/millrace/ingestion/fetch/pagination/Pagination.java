package dev.millrace.ingestion.fetch.pagination;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/** How a source hands out its rows page by page. Immutable. */
public sealed interface Pagination
    permits NumberedPages, OffsetPages, CursorPages, LinkedPages, ConnectionPages, SinglePage {
  /** A value that a request says. */
  record Setting(RequestPlace place, Object value) {}

  /** What the request of a page says. */
  List<Setting> settings(PageCursor cursor);

  /**
   * The page behind one that was read; empty behind the last.
   *
   * @throws dev.millrace.runs.failure.StepFailure when the answer does not say what it should, or
   *     the pages go in a circle
   */
  Optional<PageCursor> next(AnsweredPage page);

  /** The headers that have to be kept with a page, in lower case. */
  default Set<String> headers() {
    return Set.of();
  }

  /** Whether a page behind the first that is answered with this status is the end. */
  default boolean isEnd(int status) {
    return false;
  }

  /** Whether a page behind the first is asked for by an address of its own. */
  default boolean isByAddress() {
    return false;
  }

  /** The parameters of the query that are its own. */
  default List<String> parameters() {
    return settings(PageCursor.FIRST).stream()
        .filter(setting -> !setting.place().inBody())
        .map(setting -> setting.place().name())
        .toList();
  }
}
