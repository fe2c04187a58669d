package dev.millrace.ingestion.fetch.pagination;

import dev.millrace.ingestion.definition.DefinitionObject;
import dev.millrace.ingestion.fetch.SourceFailures;
import dev.millrace.ingestion.fetch.answer.AnswerPlace;
import dev.millrace.ingestion.row.JsonValues;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Pages by a cursor that each answer gives for the next.
 *
 * @param next where an answer has it; null, an empty text or nothing there is the end
 * @param more where an answer says whether there are more; empty where only the cursor does
 */
record CursorPages(
    RequestPlace parameter, AnswerPlace next, Optional<AnswerPlace> more, PageSize size)
    implements Pagination {
  private static final int LONGEST = 4_096;

  static CursorPages take(DefinitionObject pagination, boolean json, boolean inBody) {
    return new CursorPages(
        RequestPlace.take(pagination, "cursor_parameter", inBody)
            .orElseThrow(() -> pagination.refused("cursor_parameter", "the name of a parameter")),
        AnswerPlace.take(pagination, "next", json)
            .orElseThrow(() -> pagination.refused("next", "where an answer has the next cursor")),
        AnswerPlace.take(pagination, "more", json),
        PageSize.take(pagination, "size_parameter", inBody));
  }

  @Override
  public List<Setting> settings(PageCursor cursor) {
    List<Setting> settings = new ArrayList<>();
    if (!cursor.isFirst()) {
      settings.add(new Setting(parameter, cursor.at()));
    }
    size.setting().ifPresent(settings::add);
    return settings;
  }

  @Override
  public Optional<PageCursor> next(AnsweredPage page) {
    Optional<Object> said = more.flatMap(place -> place.find(page.document(), page.raw()));
    if (said.isPresent() && (said.get().equals(false) || said.get().equals("false"))) {
      return Optional.empty();
    }
    Optional<String> cursor =
        next.find(page.document(), page.raw()).map(this::cursor).filter(text -> !text.isEmpty());
    if (cursor.isEmpty() && said.isPresent()) {
      throw SourceFailures.source(
          "The answer says that there are more pages, but has no cursor at `%s`".formatted(next));
    }
    return cursor.map(text -> page.cursor().next(text, page.rows().size(), text));
  }

  private String cursor(Object value) {
    return switch (value) {
      case String text when text.length() <= LONGEST -> text;
      case Long number -> number.toString();
      case BigInteger number -> number.toString();
      case Boolean flag when !flag -> "";
      default ->
          throw SourceFailures.source(
              "The cursor at `%s` is %s, expected a number, or a text of at most %d characters"
                  .formatted(next, JsonValues.kind(value), LONGEST));
    };
  }

  @Override
  public Set<String> headers() {
    Set<String> headers = new HashSet<>(AnswerNumber.headers(Optional.of(next)));
    headers.addAll(AnswerNumber.headers(more));
    return headers;
  }

  @Override
  public List<String> parameters() {
    List<String> parameters = new ArrayList<>(Pagination.super.parameters());
    if (!parameter.inBody()) {
      parameters.add(parameter.name());
    }
    return parameters;
  }
}
