package dev.millrace.ingestion.http;

import dev.millrace.common.Deadline;
import dev.millrace.common.http.Caller;
import dev.millrace.common.http.HttpRequest;
import dev.millrace.common.http.HttpResponse;
import dev.millrace.common.http.PageRequest;
import dev.millrace.common.http.Problem;
import dev.millrace.common.http.Route;
import dev.millrace.common.http.ServiceFailures;
import dev.millrace.ingestion.dataset.DatasetCatalogue;
import dev.millrace.ingestion.quality.result.CheckResultJson;
import dev.millrace.ingestion.quality.result.CheckResultPage;
import dev.millrace.ingestion.quality.result.QualityResultTable;
import dev.millrace.ingestion.quality.result.StoredCheckResult;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * {@code GET /quality?dataset&limit&page}: what the checks of a dataset's runs came to, newest
 * first. Another owner's dataset is not found, unless the caller is an operator. Thread-safe.
 */
public final class QualityRoutes {
  private static final String DATASET = "dataset";

  private final DatasetCatalogue datasets;
  private final QualityResultTable results;

  /** Routes over the catalogue and the results. */
  public QualityRoutes(DatasetCatalogue datasets, QualityResultTable results) {
    this.datasets = Objects.requireNonNull(datasets);
    this.results = Objects.requireNonNull(results);
  }

  /** The one route. */
  public List<Route> all() {
    Set<String> parameters = new HashSet<>(PageRequest.PARAMETERS);
    parameters.add(DATASET);
    return List.of(
        Route.get(
            "/quality",
            parameters,
            ServiceFailures.answered(
                "A table does not answer; the same request may be sent again", this::answer)));
  }

  private HttpResponse answer(HttpRequest request, Deadline deadline) {
    Caller caller = request.requiredCaller("Datasets belong to who made them");
    String dataset = request.query().getOrDefault(DATASET, "");
    if (dataset.isEmpty()) {
      throw Problem.badRequest(
          "Query parameter dataset is missing or empty; expected the name of a dataset");
    }
    PageRequest asked = PageRequest.of(request, caller.id());
    boolean seen =
        datasets
            .find(dataset, deadline)
            .filter(found -> caller.isOperator() || found.owner().equals(caller.id()))
            .isPresent();
    if (!seen) {
      throw Problem.notFound("There is no dataset \"%.100s\"".formatted(dataset));
    }
    CheckResultPage page = results.page(dataset, asked.after(), asked.limit(), deadline);
    HttpResponse answer =
        HttpResponse.json(
            200,
            json -> {
              json.writeStartArray();
              for (StoredCheckResult result : page.results()) {
                CheckResultJson.write(json, result);
              }
              json.writeEndArray();
            });
    return page.next().map(next -> asked.linked(answer, next)).orElse(answer);
  }
}
