package dev.millrace.ingestion.fetch.pagination;

import dev.millrace.ingestion.definition.DefinitionObject;
import dev.millrace.ingestion.fetch.SourceFailures;
import dev.millrace.ingestion.fetch.answer.AnswerPlace;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Pages by the next one's address: in the header {@code Link}, or where an answer has it.
 *
 * @param next where an answer has the address; empty for the header
 * @param target makes it whole, and checks that it is the source's
 */
record LinkedPages(Optional<AnswerPlace> next, PageSize size, NextAddress target)
    implements Pagination {
  static LinkedPages take(DefinitionObject pagination, boolean json, NextAddress target) {
    return new LinkedPages(
        AnswerPlace.take(pagination, "next", json),
        PageSize.take(pagination, "size_parameter", false),
        target);
  }

  /** Only the first page is asked for by parameters: the addresses of the others have them. */
  @Override
  public List<Setting> settings(PageCursor cursor) {
    return cursor.isFirst() ? size.setting().stream().toList() : List.of();
  }

  @Override
  public Optional<PageCursor> next(AnsweredPage page) {
    Optional<String> address =
        next.isPresent()
            ? next.get().find(page.document(), page.raw()).map(this::text)
            : LinkHeader.next(page.raw().headers().getOrDefault(LinkHeader.NAME, ""));
    return address
        .filter(text -> !text.isEmpty())
        .map(text -> target.of(text, page.cursor()))
        .map(text -> page.cursor().next(text, page.rows().size(), text));
  }

  private String text(Object value) {
    if (value instanceof String text) {
      return text;
    }
    throw SourceFailures.source("`%s` of the answer is no address".formatted(next.orElseThrow()));
  }

  @Override
  public boolean isByAddress() {
    return true;
  }

  @Override
  public Set<String> headers() {
    return next.isPresent() ? AnswerNumber.headers(next) : Set.of(LinkHeader.NAME);
  }
}
