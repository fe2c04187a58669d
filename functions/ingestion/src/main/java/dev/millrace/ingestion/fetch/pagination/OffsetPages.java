package dev.millrace.ingestion.fetch.pagination;

import dev.millrace.ingestion.definition.DefinitionObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Pages by how many rows stand before them: so many as came, whatever was asked for. */
record OffsetPages(RequestPlace offset, PageSize size, PageEnd end) implements Pagination {
  static OffsetPages take(DefinitionObject pagination, boolean inBody) {
    return new OffsetPages(
        RequestPlace.take(pagination, "offset_parameter", inBody)
            .orElseThrow(() -> pagination.refused("offset_parameter", "the name of a parameter")),
        PageSize.take(pagination, "limit_parameter", inBody),
        PageEnd.take(pagination));
  }

  @Override
  public List<Setting> settings(PageCursor cursor) {
    List<Setting> settings = new ArrayList<>();
    settings.add(new Setting(offset, cursor.rows()));
    size.setting().ifPresent(settings::add);
    return settings;
  }

  @Override
  public Optional<PageCursor> next(AnsweredPage page) {
    if (end.isAfter(page, size)) {
      return Optional.empty();
    }
    long before = page.cursor().rows() + page.rows().size();
    return Optional.of(
        page.cursor().next(Long.toString(before), page.rows().size(), page.fingerprint()));
  }

  @Override
  public boolean isEnd(int status) {
    return end.is(status);
  }
}
