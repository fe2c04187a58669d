package dev.millrace.ingestion.http;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.millrace.common.Deadline;
import dev.millrace.common.Json;
import dev.millrace.common.http.Caller;
import dev.millrace.common.http.HttpRequest;
import dev.millrace.common.http.HttpResponse;
import dev.millrace.common.http.PageRequest;
import dev.millrace.common.http.Route;
import dev.millrace.common.http.ServiceFailures;
import dev.millrace.ingestion.dataset.CataloguedDataset;
import dev.millrace.ingestion.dataset.DatasetCatalogue;
import dev.millrace.ingestion.dataset.DatasetPage;
import dev.millrace.ingestion.dataset.column.DatasetColumn;
import java.io.IOException;
import java.util.List;
import java.util.Objects;

/** {@code GET /datasets?limit&page}: the caller's datasets, newest first. Thread-safe. */
public final class DatasetRoutes {
  private final DatasetCatalogue datasets;

  /** Routes over the catalogue. */
  public DatasetRoutes(DatasetCatalogue datasets) {
    this.datasets = Objects.requireNonNull(datasets);
  }

  /** The one route. */
  public List<Route> all() {
    return List.of(
        Route.get(
            "/datasets",
            PageRequest.PARAMETERS,
            ServiceFailures.answered(
                "The catalogue does not answer; the same request may be sent again",
                this::answer)));
  }

  private HttpResponse answer(HttpRequest request, Deadline deadline) {
    Caller caller = request.requiredCaller("Datasets belong to who made them");
    PageRequest asked = PageRequest.of(request, caller.id());
    DatasetPage page = datasets.list(caller.id(), asked.after(), asked.limit(), deadline);
    HttpResponse answer =
        HttpResponse.json(
            200,
            json -> {
              json.writeStartArray();
              for (CataloguedDataset dataset : page.datasets()) {
                write(dataset, json);
              }
              json.writeEndArray();
            });
    return page.last().map(last -> asked.linked(answer, last)).orElse(answer);
  }

  private static void write(CataloguedDataset dataset, JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeStringField("name", dataset.name());
    json.writeStringField("origin", CataloguedDataset.ORIGIN);
    json.writeStringField("owner", dataset.owner());
    json.writeArrayFieldStart("key");
    for (String field : dataset.key()) {
      json.writeString(field);
    }
    json.writeEndArray();
    if (dataset.timeColumn().isPresent()) {
      json.writeStringField("time", dataset.timeColumn().get());
    }
    json.writeStringField("created_at", Json.time(dataset.createdAt()));
    json.writeStringField("updated_at", Json.time(dataset.updatedAt()));
    json.writeArrayFieldStart("columns");
    for (DatasetColumn column : dataset.columns()) {
      json.writeStartObject();
      json.writeStringField("name", column.name());
      json.writeStringField("type", column.type().text());
      if (!column.field().equals(column.name())) {
        json.writeStringField("label", column.field());
      }
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeNumberField("last_rows", dataset.lastRows());
    if (dataset.lastJob().isPresent()) {
      json.writeStringField("last_job", dataset.lastJob().get());
    }
    json.writeEndObject();
  }
}
