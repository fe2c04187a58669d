package dev.millrace.ingestion.fetch.pagination;

import dev.millrace.ingestion.definition.DefinitionObject;
import dev.millrace.ingestion.fetch.SourceFailures;
import dev.millrace.ingestion.fetch.answer.AnswerPointer;
import dev.millrace.ingestion.fetch.answer.AnswerRows;
import dev.millrace.ingestion.row.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Pages of a GraphQL connection, by its {@code pageInfo}.
 *
 * @param connection where it is in the answer
 * @param cursor the variable that takes the last page's end
 * @param size the variable that takes the size of a page
 */
public record ConnectionPages(AnswerPointer connection, RequestPlace cursor, PageSize size)
    implements Pagination {
  /** Takes {@code pagination} of a source whose rows are in a connection. */
  public static ConnectionPages take(DefinitionObject source, AnswerPointer connection) {
    DefinitionObject pagination =
        source
            .optionalObject("pagination")
            .orElseGet(
                () ->
                    new DefinitionObject(
                        source.pointer("pagination"), Map.of("type", "connection")));
    pagination.word("type", List.of("connection"));
    ConnectionPages pages =
        new ConnectionPages(
            connection,
            RequestPlace.take(pagination, "cursor_variable", true)
                .orElse(new RequestPlace("after", true)),
            PageSize.take(pagination, "size_variable", true));
    pagination.end();
    return pages;
  }

  @Override
  public List<Setting> settings(PageCursor page) {
    List<Setting> settings = new ArrayList<>();
    if (!page.isFirst()) {
      settings.add(new Setting(cursor, page.at()));
    }
    size.setting().ifPresent(settings::add);
    return settings;
  }

  @Override
  public Optional<PageCursor> next(AnsweredPage page) {
    Object info = members(page.document()).get("pageInfo");
    if (!(info instanceof Map<?, ?> members)
        || !(members.get("hasNextPage") instanceof Boolean hasNext)) {
      throw SourceFailures.source(
          "`%s` of the answer has no pageInfo { hasNextPage endCursor }: the query has to ask for it"
              .formatted(connection));
    }
    if (!hasNext) {
      return Optional.empty();
    }
    if (!(members.get("endCursor") instanceof String end) || end.isEmpty()) {
      throw SourceFailures.source(
          "The answer says that there are more pages, but has no endCursor in the pageInfo of `%s`"
              .formatted(connection));
    }
    return Optional.of(page.cursor().next(end, page.rows().size(), end));
  }

  /**
   * The rows of a connection: its {@code nodes}, or the {@code node} of each of its {@code edges}.
   *
   * @param withoutNulls whether nodes that could not be answered are left out
   */
  public List<Row> rows(Object document, boolean withoutNulls) {
    Map<?, ?> members = members(document);
    Object nodes = members.get("nodes");
    if (nodes == null && members.get("edges") instanceof List<?> edges) {
      nodes =
          edges.stream()
              .map(edge -> edge instanceof Map<?, ?> held ? (Object) held.get("node") : null)
              .toList();
    }
    if (nodes == null) {
      throw SourceFailures.source(
          "`%s` of the answer has neither nodes nor edges: the query has to ask for one of them"
              .formatted(connection));
    }
    if (withoutNulls && nodes instanceof List<?> held) {
      nodes = held.stream().filter(Objects::nonNull).toList();
    }
    return AnswerRows.of(nodes, "`%s`".formatted(connection));
  }

  private Map<?, ?> members(Object document) {
    if (connection.find(document).orElse(null) instanceof Map<?, ?> members) {
      return members;
    }
    throw SourceFailures.source("The answer has no connection: " + connection.missing(document));
  }
}
