package dev.millrace.ingestion.fetch.pagination;

import java.util.List;
import java.util.Optional;

/** All rows in one answer. */
public record SinglePage() implements Pagination {
  @Override
  public List<Setting> settings(PageCursor cursor) {
    return List.of();
  }

  @Override
  public Optional<PageCursor> next(AnsweredPage page) {
    return Optional.empty();
  }
}
