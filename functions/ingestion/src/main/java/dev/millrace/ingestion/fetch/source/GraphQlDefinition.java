package dev.millrace.ingestion.fetch.source;

import dev.millrace.ingestion.definition.DefinitionObject;
import dev.millrace.ingestion.fetch.RequestRate;
import dev.millrace.ingestion.fetch.answer.AnswerPlace;
import dev.millrace.ingestion.fetch.answer.AnswerPointer;
import dev.millrace.ingestion.fetch.pagination.ConnectionPages;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads the definition of a GraphQL source. */
final class GraphQlDefinition {
  private static final int LONGEST_QUERY = 64 * 1024;

  private GraphQlDefinition() {}

  static GraphQlSource read(DefinitionObject source, FetchServices services) {
    String query = source.text("query");
    if (query.length() > LONGEST_QUERY) {
      throw source.refused("query", "at most %d characters".formatted(LONGEST_QUERY));
    }
    Map<String, Object> variables =
        source.optionalObject("variables").map(TemplateDefinition::members).orElse(Map.of());
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("query", query);
    RequestTemplate template =
        TemplateDefinition.read(source, services, Optional.of(body), "application/json");
    boolean accepts =
        source.has("partial_data")
            && source.word("partial_data", List.of("refuse", "accept")).equals("accept");
    return new GraphQlSource(
        new SourceRequests(template, services),
        variables,
        rows(source),
        accepts,
        AnswerPlace.take(source, "total", true),
        RequestRate.read(source),
        IncrementalRequest.take(source, true),
        Optional.empty());
  }

  private static GraphQlRows rows(DefinitionObject source) {
    if (source.has("connection") && source.has("rows")) {
      throw source.refused("rows", "nothing where `connection` says where the rows are");
    }
    if (source.has("connection")) {
      return new GraphQlRows.OfConnection(
          ConnectionPages.take(source, pointer(source, "connection")));
    }
    return new GraphQlRows.OfList(pointer(source, "rows"));
  }

  private static AnswerPointer pointer(DefinitionObject source, String member) {
    return AnswerPointer.read(source.text(member))
        .orElseThrow(() -> source.refused(member, "a JSON Pointer such as \"/data/tracks\""));
  }
}
