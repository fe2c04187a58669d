package dev.millrace.models.http;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.millrace.common.Deadline;
import dev.millrace.common.Json;
import dev.millrace.common.http.Caller;
import dev.millrace.common.http.HttpRequest;
import dev.millrace.common.http.HttpResponse;
import dev.millrace.common.http.PageRequest;
import dev.millrace.common.http.Route;
import dev.millrace.common.http.ServiceFailures;
import dev.millrace.models.change.ModelChange;
import dev.millrace.models.registry.ModelAccess;
import dev.millrace.models.registry.RegisteredModel;
import dev.millrace.models.registry.RegistryStores;
import dev.millrace.models.registry.VersionCompletion;
import dev.millrace.models.registry.VersionRow;
import dev.millrace.routing.RoutingRow;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** The routes that tell of models. Thread-safe. */
public final class ModelRoutes {
  /** What a request is told when the registry's tables or its bucket do not answer. */
  static final String UNREACHABLE =
      "The registry's tables or its bucket do not answer; the same request may be sent again";

  private final RegistryStores stores;
  private final ModelAccess access;
  private final VersionCompletion completion;

  /** Routes over the models that callers have access to. */
  public ModelRoutes(RegistryStores stores, ModelAccess access, VersionCompletion completion) {
    this.stores = Objects.requireNonNull(stores);
    this.access = Objects.requireNonNull(access);
    this.completion = Objects.requireNonNull(completion);
  }

  /** All of them. */
  public List<Route> all() {
    return List.of(
        Route.get(
            "/models", PageRequest.PARAMETERS, ServiceFailures.answered(UNREACHABLE, this::list)),
        Route.get("/models/{name}", Set.of(), ServiceFailures.answered(UNREACHABLE, this::show)),
        Route.get(
            "/models/{name}/history",
            PageRequest.PARAMETERS,
            ServiceFailures.answered(UNREACHABLE, this::history)));
  }

  private HttpResponse show(HttpRequest request, Deadline deadline) {
    RegisteredModel model = access.toRead(request, deadline);
    Optional<RoutingRow> routing = stores.routing().find(model.name(), deadline);
    List<VersionCard> cards =
        stores.versions().of(model.name(), deadline).stream()
            .map(row -> completion.settled(row, deadline))
            .sorted(Comparator.comparing(VersionRow::registeredAt).reversed())
            .map(row -> new VersionCard(row, routing, completion.overdue(row)))
            .toList();
    return HttpResponse.json(
        200,
        json -> {
          json.writeStartObject();
          writeMembers(model, json);
          json.writeArrayFieldStart("streams");
          for (String stream : routing.map(RoutingRow::streams).orElse(List.of())) {
            json.writeString(stream);
          }
          json.writeEndArray();
          json.writeArrayFieldStart("versions");
          for (VersionCard card : cards) {
            card.writeInList(json);
          }
          json.writeEndArray();
          json.writeEndObject();
        });
  }

  private HttpResponse history(HttpRequest request, Deadline deadline) {
    RegisteredModel model = access.toRead(request, deadline);
    PageRequest page = PageRequest.of(request, "");
    List<ModelChange> found =
        stores.history().page(model.name(), page.after().orElse(""), page.limit() + 1, deadline);
    List<ModelChange> shown = found.subList(0, Math.min(found.size(), page.limit()));
    HttpResponse answer =
        HttpResponse.json(
            200,
            json -> {
              json.writeStartArray();
              for (ModelChange change : shown) {
                ChangeJson.write(change, json);
              }
              json.writeEndArray();
            });
    return found.size() > shown.size() ? page.linked(answer, shown.getLast().changeId()) : answer;
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
                writeMembers(model, json);
                json.writeEndObject();
              }
              json.writeEndArray();
            });
    return models.size() > shown.size() ? page.linked(answer, place(shown.getLast())) : answer;
  }

  private static void writeMembers(RegisteredModel model, JsonGenerator json) throws IOException {
    json.writeStringField("name", model.name());
    json.writeStringField("owner", model.owner());
    json.writeStringField("created_at", Json.time(model.createdAt()));
  }

  /** The newest first; of those of one moment, by name. */
  private static String place(RegisteredModel model) {
    return Json.time(model.createdAt()) + '#' + model.name();
  }
}
