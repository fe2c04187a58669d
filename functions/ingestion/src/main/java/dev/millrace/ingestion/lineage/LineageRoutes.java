package dev.millrace.ingestion.lineage;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.millrace.common.Deadline;
import dev.millrace.common.http.Caller;
import dev.millrace.common.http.HttpRequest;
import dev.millrace.common.http.HttpResponse;
import dev.millrace.common.http.Problem;
import dev.millrace.common.http.Route;
import dev.millrace.common.http.ServiceFailures;
import dev.millrace.ingestion.row.JsonValues;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * {@code GET /lineage?dataset&key}: from which job, source, page and object a row of a dataset
 * came. Another owner's dataset is not found, unless the caller is an operator. Thread-safe.
 */
public final class LineageRoutes {
  private static final String DATASET = "dataset";
  private static final String KEY = "key";

  private final StoredRowFinder rows;
  private final StoredPageObjects pages;

  /** Routes over datasets and the raw pages that their rows came from. */
  public LineageRoutes(StoredRowFinder rows, StoredPageObjects pages) {
    this.rows = Objects.requireNonNull(rows);
    this.pages = Objects.requireNonNull(pages);
  }

  /** The one route. */
  public List<Route> all() {
    return List.of(
        Route.get(
            "/lineage",
            Set.of(DATASET, KEY),
            ServiceFailures.answered(
                "A dataset's table or the bucket of pages does not answer; the same request may be sent again",
                this::answer)));
  }

  private HttpResponse answer(HttpRequest request, Deadline deadline) {
    Caller caller = request.requiredCaller("Datasets belong to who made them");
    String dataset = required(request, DATASET, "the name of a dataset");
    String held = required(request, KEY, "the key of a row");
    DatasetKey key =
        rows.key(dataset, deadline)
            .filter(found -> caller.isOperator() || found.owner().equals(caller.id()))
            .orElseThrow(
                () -> Problem.notFound("There is no dataset \"%.100s\"".formatted(dataset)));
    if (key.columns().isEmpty()) {
      throw Problem.unprocessable(
          "The dataset %s has no key by which a row can be found; its columns _millrace_job, _millrace_source, _millrace_page and _millrace_object say where each row came from"
              .formatted(dataset));
    }
    Map<String, Object> values = key.values(held);
    RowOrigin origin =
        rows.find(dataset, values, deadline)
            .orElseThrow(
                () ->
                    Problem.notFound(
                        "The dataset %s has no row with the key that was asked for"
                            .formatted(dataset)));
    boolean stored = pages.isThere(origin.object(), deadline);
    return HttpResponse.json(200, json -> write(dataset, values, origin, stored, json));
  }

  private static void write(
      String dataset, Map<String, Object> key, RowOrigin origin, boolean stored, JsonGenerator json)
      throws IOException {
    json.writeStartObject();
    json.writeStringField("dataset", dataset);
    json.writeFieldName("key");
    JsonValues.write(key, json);
    json.writeStringField("job", origin.job());
    json.writeStringField("job_path", "/jobs/" + origin.job());
    json.writeStringField("source", origin.source());
    json.writeNumberField("page", origin.page());
    json.writeStringField("object", origin.object());
    json.writeBooleanField("object_stored", stored);
    json.writeEndObject();
  }

  private static String required(HttpRequest request, String name, String expected) {
    String held = request.query().getOrDefault(name, "");
    if (held.isEmpty()) {
      throw Problem.badRequest(
          "Query parameter %s is %s; expected %s"
              .formatted(name, request.query().containsKey(name) ? "empty" : "missing", expected));
    }
    return held;
  }
}
