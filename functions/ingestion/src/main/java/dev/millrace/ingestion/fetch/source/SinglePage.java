package dev.millrace.ingestion.fetch.source;

import java.util.List;
import java.util.Optional;

/** All rows in one answer. */
record SinglePage() implements Pagination {
  @Override
  public List<Setting> settings(PageCursor cursor) {
    return List.of();
  }

  @Override
  public Optional<PageCursor> next(AnsweredPage page) {
    return Optional.empty();
  }
}
