package dev.millrace.ingestion.record;

import dev.millrace.common.Deadline;
import dev.millrace.common.http.Caller;
import dev.millrace.common.http.HttpRequest;
import dev.millrace.common.http.HttpResponse;
import dev.millrace.common.http.PageRequest;
import dev.millrace.common.http.Problem;
import dev.millrace.common.http.Route;
import dev.millrace.common.http.ServiceFailures;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * {@code GET /records?source&category&from&to&fields&owner&limit&page}: an array of records, newest
 * first. A caller sees records of its own; an operator may name another owner. Thread-safe.
 */
public final class RecordRoutes {
  private static final String SOURCE = "source";
  private static final String CATEGORY = "category";
  private static final String FROM = "from";
  private static final String TO = "to";
  private static final String FIELDS = "fields";
  private static final String OWNER = "owner";
  private static final int MOST_FIELDS = 100;

  private static final String A_TIME =
      "one ISO-8601 date and time with an offset, years 0000 to 9999, such as 2026-01-31T10:12:00Z"
          + " or 2026-01-31T11:12:00%2B01:00 (a plus sign in a URL stands for a space)";

  private final RecordsTable table;

  /** Routes over a table. */
  public RecordRoutes(RecordsTable table) {
    this.table = Objects.requireNonNull(table);
  }

  /** Listing. */
  public List<Route> all() {
    Set<String> parameters = new HashSet<>(PageRequest.PARAMETERS);
    parameters.addAll(List.of(SOURCE, CATEGORY, FROM, TO, FIELDS, OWNER));
    return List.of(
        Route.get(
            "/records",
            parameters,
            ServiceFailures.answered(
                "The table of records does not answer; the same request may be sent again",
                this::answer)));
  }

  private HttpResponse answer(HttpRequest request, Deadline deadline) {
    String source = source(request);
    String owner = owner(request, source);
    PageRequest asked = PageRequest.of(request, "owner " + owner);
    Set<String> fields = fields(request);
    Optional<Instant> from = time(request, FROM);
    Optional<Instant> to = time(request, TO);
    if (from.isPresent() && to.isPresent() && to.get().isBefore(from.get())) {
      throw invalid(request, TO, "a time at or after from");
    }
    RecordPage page =
        table.page(
            new RecordQuery(
                owner,
                source,
                Optional.ofNullable(request.query().get(CATEGORY)),
                from,
                to,
                asked.after(),
                asked.limit()),
            deadline);
    HttpResponse answer =
        HttpResponse.json(
            200,
            json -> {
              json.writeStartArray();
              for (StoredRecord record : page.records()) {
                RecordJson.write(record, source, fields, json);
              }
              json.writeEndArray();
            });
    return page.next().map(next -> asked.linked(answer, next)).orElse(answer);
  }

  private static String source(HttpRequest request) {
    String held = request.query().getOrDefault(SOURCE, "");
    if (!held.matches("[a-z][a-z0-9_-]{0,62}")) {
      throw invalid(request, SOURCE, "the name of one source, [a-z][a-z0-9_-]{0,62}");
    }
    return held;
  }

  private static String owner(HttpRequest request, String source) {
    Caller caller = request.requiredCaller("Records belong to who posted the job");
    String owner = request.query().getOrDefault(OWNER, caller.id());
    if (owner.isBlank()) {
      throw invalid(request, OWNER, "the id of one owner");
    }
    if (!owner.equals(caller.id()) && !caller.isOperator()) {
      throw Problem.notFound(
          "There is no source \"%s\" of owner \"%.100s\"".formatted(source, owner));
    }
    return owner;
  }

  private static Set<String> fields(HttpRequest request) {
    String held = request.query().get(FIELDS);
    if (held == null) {
      return Set.of();
    }
    Set<String> fields = new LinkedHashSet<>(List.of(held.split(",", -1)));
    if (fields.contains("") || fields.size() > MOST_FIELDS) {
      throw invalid(
          request, FIELDS, "names with a comma between, at most %d".formatted(MOST_FIELDS));
    }
    return fields;
  }

  private static Optional<Instant> time(HttpRequest request, String name) {
    String held = request.query().get(name);
    if (held == null) {
      return Optional.empty();
    }
    return Optional.of(RecordTime.parse(held).orElseThrow(() -> invalid(request, name, A_TIME)));
  }

  private static Problem invalid(HttpRequest request, String name, String expected) {
    String held = request.query().get(name);
    return Problem.badRequest(
        held == null
            ? "Query parameter %s is missing; expected %s".formatted(name, expected)
            : "Query parameter %s holds \"%.100s\"; expected %s".formatted(name, held, expected));
  }
}
