package dev.millrace.ingestion.fetch.pagination;

import dev.millrace.ingestion.definition.DefinitionObject;
import java.util.List;
import java.util.Optional;

/** Reads how a REST source hands out its pages. */
public final class PaginationDefinition {
  private PaginationDefinition() {}

  /**
   * Takes {@code pagination} of a source; one page where it is not there.
   *
   * @param json whether answers are JSON, so that pointers lead somewhere
   * @param hasBody whether requests have a body that may say which page they want
   * @param next makes the addresses of next pages whole, and checks them
   * @throws dev.millrace.ingestion.definition.InvalidDefinition when a member is missing or wrong
   */
  public static Pagination take(
      DefinitionObject source, boolean json, boolean hasBody, NextAddress next) {
    Optional<DefinitionObject> held = source.optionalObject("pagination");
    if (held.isEmpty()) {
      return new SinglePage();
    }
    DefinitionObject pagination = held.get();
    String type = pagination.word("type", List.of("page", "offset", "cursor", "link", "none"));
    boolean inBody = RequestPlace.takeInBody(pagination, hasBody);
    Pagination read =
        switch (type) {
          case "page" -> NumberedPages.take(pagination, json, inBody);
          case "offset" -> OffsetPages.take(pagination, inBody);
          case "cursor" -> CursorPages.take(pagination, json, inBody);
          case "link" -> LinkedPages.take(pagination, json, next);
          default -> new SinglePage();
        };
    pagination.end();
    return read;
  }
}
