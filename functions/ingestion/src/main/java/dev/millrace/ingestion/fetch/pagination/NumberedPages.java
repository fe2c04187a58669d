package dev.millrace.ingestion.fetch.pagination;

import dev.millrace.ingestion.definition.DefinitionObject;
import dev.millrace.ingestion.fetch.answer.AnswerPlace;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Pages by their number.
 *
 * @param first the number of the first page
 * @param last where an answer says how many pages there are
 */
record NumberedPages(
    RequestPlace number, PageSize size, long first, Optional<AnswerPlace> last, PageEnd end)
    implements Pagination {
  static NumberedPages take(DefinitionObject pagination, boolean json, boolean inBody) {
    return new NumberedPages(
        RequestPlace.take(pagination, "page_parameter", inBody)
            .orElseThrow(() -> pagination.refused("page_parameter", "the name of a parameter")),
        PageSize.take(pagination, "size_parameter", inBody),
        pagination.optionalWhole("first", 0, 1).orElse(1),
        AnswerPlace.take(pagination, "pages", json),
        PageEnd.take(pagination));
  }

  @Override
  public List<Setting> settings(PageCursor cursor) {
    List<Setting> settings = new ArrayList<>();
    settings.add(new Setting(number, first + cursor.pages()));
    size.setting().ifPresent(settings::add);
    return settings;
  }

  @Override
  public Optional<PageCursor> next(AnsweredPage page) {
    long done = page.cursor().pages() + 1;
    if (end.isAfter(page, size)
        || (last.isPresent() && done >= AnswerNumber.required(last.get(), page))) {
      return Optional.empty();
    }
    return Optional.of(
        page.cursor().next(Long.toString(first + done), page.rows().size(), page.fingerprint()));
  }

  @Override
  public Set<String> headers() {
    return AnswerNumber.headers(last);
  }

  @Override
  public boolean isEnd(int status) {
    return end.is(status);
  }
}
