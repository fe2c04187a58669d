package dev.millrace.models.http;

import dev.millrace.common.Deadline;
import dev.millrace.common.http.Caller;
import dev.millrace.common.http.HttpRequest;
import dev.millrace.common.http.HttpResponse;
import dev.millrace.common.http.Problem;
import dev.millrace.common.http.Route;
import dev.millrace.common.http.ServiceFailures;
import dev.millrace.features.definition.ModelDefinition;
import dev.millrace.models.registry.ModelAccess;
import dev.millrace.models.registry.RegisteredModel;
import dev.millrace.models.registry.RegistryStores;
import dev.millrace.models.registry.UploadUrls;
import dev.millrace.models.registry.VersionCompletion;
import dev.millrace.models.registry.VersionLifecycle;
import dev.millrace.models.registry.VersionRegistration;
import dev.millrace.models.registry.VersionRow;
import dev.millrace.models.registry.VersionStatus;
import dev.millrace.models.request.RequestBody;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** The routes of a model's versions. Thread-safe. */
public final class VersionRoutes {
  private static final String VERSIONS = "/models/{name}/versions";
  private static final String VERSION = VERSIONS + "/{version}";

  /** How long an answer waits for a validation. */
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /** For writing down what the validation came to. */
  private static final Duration TO_NOTE = Duration.ofSeconds(2);

  private final RegistryStores stores;
  private final ModelAccess access;
  private final VersionRegistration registration;
  private final VersionCompletion completion;
  private final VersionLifecycle lifecycle;
  private final UploadUrls uploads;

  /** Routes over the versions in these stores. */
  public VersionRoutes(
      RegistryStores stores,
      ModelAccess access,
      VersionRegistration registration,
      VersionCompletion completion,
      UploadUrls uploads) {
    this.stores = Objects.requireNonNull(stores);
    this.access = Objects.requireNonNull(access);
    this.registration = Objects.requireNonNull(registration);
    this.completion = Objects.requireNonNull(completion);
    this.lifecycle = new VersionLifecycle(stores);
    this.uploads = Objects.requireNonNull(uploads);
  }

  /** All of them. */
  public List<Route> all() {
    return List.of(
        Route.post(VERSIONS, Set.of(), "application/json", called(this::register)),
        Route.get(VERSION, Set.of(), called(this::show)),
        Route.post(VERSION + "/complete", Set.of(), "", called(this::complete)),
        Route.post(VERSION + "/deactivate", Set.of(), "", called(this::deactivate)),
        Route.post(VERSION + "/activate", Set.of(), "", called(this::activate)),
        Route.delete(VERSION, Set.of(), called(this::delete)));
  }

  private static Route.Action called(Route.Action action) {
    return ServiceFailures.answered(ModelRoutes.UNREACHABLE, action);
  }

  private HttpResponse register(HttpRequest request, Deadline deadline) {
    Caller caller = ModelAccess.caller(request);
    String model = ModelAccess.name(request);
    if (!ModelDefinition.isName(model)) {
      throw Problem.badRequest(
          "The model's name in the path held \"%.100s\", expected %s"
              .formatted(model, ModelDefinition.EXPECTED_NAME));
    }
    VersionRow row =
        registration
            .post(
                model,
                request.body(),
                caller.id(),
                known -> ModelAccess.isChangeable(known, caller),
                deadline)
            .orElseThrow(() -> access.missing(request, deadline));
    UploadUrls.Upload upload = uploads.of(row);
    return HttpResponse.json(
            201,
            json -> {
              json.writeStartObject();
              json.writeStringField("name", row.model());
              json.writeStringField("version", row.version());
              json.writeStringField("status", row.status().text());
              json.writeStringField("upload_url", upload.url());
              json.writeObjectFieldStart("upload_headers");
              for (var header : upload.headers().entrySet()) {
                json.writeStringField(header.getKey(), header.getValue());
              }
              json.writeEndObject();
              json.writeEndObject();
            })
        .with("location", request.path(VERSIONS) + '/' + row.version());
  }

  private HttpResponse show(HttpRequest request, Deadline deadline) {
    RegisteredModel model = access.toRead(request, deadline);
    VersionRow row = completion.settled(seen(model, request, deadline), deadline);
    return card(200, row, deadline);
  }

  private HttpResponse complete(HttpRequest request, Deadline deadline) {
    RegisteredModel model = access.toChange(request, deadline);
    Deadline patience = Deadline.after(PATIENCE);
    Deadline last = deadline.earlierBy(TO_NOTE);
    VersionRow row =
        completion.complete(
            seen(model, request, deadline),
            patience.remaining().compareTo(last.remaining()) < 0 ? patience : last,
            deadline);
    return switch (row.status()) {
      case VALIDATING -> card(202, row, deadline).with("location", request.path(VERSION));
      case REJECTED -> throw Problem.unprocessable(row.error().orElseThrow());
      default -> card(200, row, deadline);
    };
  }

  private HttpResponse deactivate(HttpRequest request, Deadline deadline) {
    Optional<String> reason = reason(request);
    VersionRow row = toChange(request, deadline);
    String who = ModelAccess.caller(request).id();
    return card(200, lifecycle.deactivate(row, who, reason, deadline), deadline);
  }

  private HttpResponse activate(HttpRequest request, Deadline deadline) {
    Optional<String> reason = reason(request);
    VersionRow row = toChange(request, deadline);
    String who = ModelAccess.caller(request).id();
    return card(200, lifecycle.activate(row, who, reason, deadline), deadline);
  }

  private HttpResponse delete(HttpRequest request, Deadline deadline) {
    RegisteredModel model = access.toChange(request, deadline);
    VersionRow row =
        stores
            .versions()
            .find(model.name(), version(request), deadline)
            .orElseThrow(() -> missing(model, request, deadline));
    lifecycle.delete(completion.settled(row, deadline), ModelAccess.caller(request).id(), deadline);
    return HttpResponse.json(
        200,
        json -> {
          json.writeStartObject();
          json.writeStringField("name", row.model());
          json.writeStringField("version", row.version());
          json.writeStringField("status", VersionStatus.DELETED.text());
          json.writeEndObject();
        });
  }

  private VersionRow toChange(HttpRequest request, Deadline deadline) {
    RegisteredModel model = access.toChange(request, deadline);
    return completion.settled(seen(model, request, deadline), deadline);
  }

  private VersionRow seen(RegisteredModel model, HttpRequest request, Deadline deadline) {
    return stores
        .versions()
        .find(model.name(), version(request), deadline)
        .filter(row -> row.status() != VersionStatus.DELETED)
        .orElseThrow(() -> missing(model, request, deadline));
  }

  private Problem missing(RegisteredModel model, HttpRequest request, Deadline deadline) {
    return stores.versions().missing(model.name(), version(request), deadline);
  }

  private static String version(HttpRequest request) {
    return request.pathParameters().getOrDefault("version", "");
  }

  private HttpResponse card(int status, VersionRow row, Deadline deadline) {
    VersionCard card =
        new VersionCard(row, stores.routing().find(row.model(), deadline), completion.overdue(row));
    return HttpResponse.json(status, card::write);
  }

  /** A body is not needed. */
  private static Optional<String> reason(HttpRequest request) {
    return request.body().length == 0
        ? Optional.empty()
        : RequestBody.read(request.body(), RequestBody::reason);
  }
}
