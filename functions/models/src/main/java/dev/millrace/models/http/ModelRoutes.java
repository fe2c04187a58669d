package dev.millrace.models.http;

import dev.millrace.common.Deadline;
import dev.millrace.common.Json;
import dev.millrace.common.http.Caller;
import dev.millrace.common.http.HttpRequest;
import dev.millrace.common.http.HttpResponse;
import dev.millrace.common.http.PageRequest;
import dev.millrace.common.http.Route;
import dev.millrace.models.registry.ModelAccess;
import dev.millrace.models.registry.RegisteredModel;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;

/** The routes that tell of models. Thread-safe. */
public final class ModelRoutes {
  private final ModelAccess access;

  /** Routes over the models that callers have access to. */
  public ModelRoutes(ModelAccess access) {
    this.access = Objects.requireNonNull(access);
  }

  /** All of them. */
  public List<Route> all() {
    return List.of(Route.get("/models", PageRequest.PARAMETERS, this::list));
  }

  private HttpResponse list(HttpRequest request, Deadline deadline) {
    Caller caller = ModelAccess.caller(request);
    PageRequest page =
        PageRequest.of(request, caller.isOperator() ? "operator" : "owner " + caller.id());
    List<RegisteredModel> models =
        access.readable(caller, deadline).stream()
            .sorted(Comparator.comparing(ModelRoutes::place).reversed())
            .filter(
                model -> page.after().map(last -> place(model).compareTo(last) < 0).orElse(true))
            .limit(page.limit() + 1L)
            .toList();
    List<RegisteredModel> shown = models.subList(0, Math.min(models.size(), page.limit()));
    HttpResponse answer =
        HttpResponse.json(
            200,
            json -> {
              json.writeStartArray();
              for (RegisteredModel model : shown) {
                json.writeStartObject();
                json.writeStringField("name", model.name());
                json.writeStringField("owner", model.owner());
                json.writeStringField("created_at", Json.time(model.createdAt()));
                json.writeEndObject();
              }
              json.writeEndArray();
            });
    return models.size() > shown.size() ? page.linked(answer, place(shown.getLast())) : answer;
  }

  /** The newest first; of those of one moment, by name. */
  private static String place(RegisteredModel model) {
    return Json.time(model.createdAt()) + '#' + model.name();
  }
}
