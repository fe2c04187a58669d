package dev.millrace.ingestion.fetch.source;

import dev.millrace.ingestion.definition.DefinitionObject;
import dev.millrace.ingestion.fetch.PageSource;
import java.util.List;

/** Reads what a definition says of fetching a source. */
public final class PageSources {
  private PageSources() {}

  /**
   * Takes the members of a source that are about fetching it, docs/ingestion/SOURCES.md lists them,
   * and leaves the others.
   *
   * @throws dev.millrace.ingestion.definition.InvalidDefinition when one is missing, wrong, or an
   *     address that may not be asked
   */
  public static PageSource read(DefinitionObject source, FetchServices services) {
    return switch (source.word("type", List.of("rest", "graphql"))) {
      case "graphql" -> GraphQlDefinition.read(source, services);
      default -> RestDefinition.read(source, services);
    };
  }
}
