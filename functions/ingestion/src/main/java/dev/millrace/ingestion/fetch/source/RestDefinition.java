package dev.millrace.ingestion.fetch.source;

import dev.millrace.ingestion.definition.DefinitionObject;
import dev.millrace.ingestion.definition.InvalidDefinition;
import dev.millrace.ingestion.fetch.RequestRate;
import dev.millrace.ingestion.fetch.answer.AnswerFormat;
import dev.millrace.ingestion.fetch.answer.AnswerPlace;
import dev.millrace.ingestion.fetch.http.QueryParameters;
import dev.millrace.ingestion.fetch.pagination.NextAddress;
import dev.millrace.ingestion.fetch.pagination.Pagination;
import dev.millrace.ingestion.fetch.pagination.PaginationDefinition;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads the definition of a REST source. */
final class RestDefinition {
  private RestDefinition() {}

  static RestSource read(DefinitionObject source, FetchServices services) {
    AnswerFormat format = AnswerFormat.take(source);
    Optional<Map<String, Object>> body = body(source);
    RequestTemplate template = TemplateDefinition.read(source, services, body, format.accept());
    NextAddress next =
        new NextAddress(
            template.url(),
            services.http().policy(),
            template.limits(),
            template.secretParameters());
    Pagination pagination =
        PaginationDefinition.take(source, format.isJson(), body.isPresent(), next);
    Optional<IncrementalRequest> incremental = IncrementalRequest.take(source, body.isPresent());
    requireEachOnce(source, template, pagination, incremental);
    return new RestSource(
        new SourceRequests(template, services),
        format,
        pagination,
        AnswerPlace.take(source, "total", format.isJson()),
        next,
        RequestRate.read(source),
        incremental,
        Optional.empty());
  }

  private static Optional<Map<String, Object>> body(DefinitionObject source) {
    String method = source.has("method") ? source.word("method", List.of("GET", "POST")) : "GET";
    if (method.equals("GET")) {
      if (source.has("body")) {
        throw source.refused("body", "nothing, or the method POST");
      }
      return Optional.empty();
    }
    return Optional.of(
        source.optionalObject("body").map(TemplateDefinition::members).orElse(Map.of()));
  }

  /** A parameter that stands twice in a query is read differently by each server. */
  private static void requireEachOnce(
      DefinitionObject source,
      RequestTemplate template,
      Pagination pagination,
      Optional<IncrementalRequest> incremental) {
    Set<String> names = new HashSet<>(QueryParameters.names(template.url().uri()));
    for (NamedValue parameter : template.parameters()) {
      requireNew(names, parameter.name(), source.pointer("parameters"));
    }
    for (String name : pagination.parameters()) {
      requireNew(names, name, source.pointer("pagination"));
    }
    incremental
        .map(IncrementalRequest::place)
        .filter(place -> !place.inBody())
        .ifPresent(place -> requireNew(names, place.name(), source.pointer("incremental")));
  }

  private static void requireNew(Set<String> names, String name, String pointer) {
    if (!names.add(name)) {
      throw new InvalidDefinition(
          pointer, "the parameter %s a second time".formatted(name), "each parameter once");
    }
  }
}
