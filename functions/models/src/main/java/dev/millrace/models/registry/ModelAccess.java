package dev.millrace.models.registry;

import dev.millrace.common.Deadline;
import dev.millrace.common.http.Caller;
import dev.millrace.common.http.HttpRequest;
import dev.millrace.common.http.Problem;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Who may see and change which model: its owner, and operators; everybody may see the deployment's.
 * Another one's model is not found, as one that is not there. Thread-safe.
 */
public final class ModelAccess {
  private static final int SHOWN_NAMES = 20;

  private final ModelTable models;

  /** Access to the models of a table. */
  public ModelAccess(ModelTable models) {
    this.models = Objects.requireNonNull(models);
  }

  /**
   * The model that the path's {@code {name}} says, for reading.
   *
   * @throws Problem 404 with the names of those that the caller may see
   */
  public RegisteredModel toRead(HttpRequest request, Deadline deadline) {
    Caller caller = caller(request);
    return find(request, deadline)
        .filter(model -> isReadable(model, caller))
        .orElseThrow(() -> missing(request, caller, deadline));
  }

  /**
   * The model that the path's {@code {name}} says, for changing.
   *
   * @throws Problem 404 with the names of those that the caller may see
   */
  public RegisteredModel toChange(HttpRequest request, Deadline deadline) {
    Caller caller = caller(request);
    return find(request, deadline)
        .filter(model -> isChangeable(model, caller))
        .orElseThrow(() -> missing(request, caller, deadline));
  }

  /** The models that the caller may see, by name. */
  public List<RegisteredModel> readable(Caller caller, Deadline deadline) {
    return models.all(deadline).stream().filter(model -> isReadable(model, caller)).toList();
  }

  /** Whether the caller may change the model. */
  public static boolean isChangeable(RegisteredModel model, Caller caller) {
    return caller.isOperator() || model.owner().equals(caller.id());
  }

  private static boolean isReadable(RegisteredModel model, Caller caller) {
    return isChangeable(model, caller) || model.owner().equals(RegisteredModel.DEPLOYMENT);
  }

  private Optional<RegisteredModel> find(HttpRequest request, Deadline deadline) {
    return models.find(name(request), deadline);
  }

  /** The path's model, whether there is one or not. */
  public static String name(HttpRequest request) {
    return request.pathParameters().getOrDefault("name", "");
  }

  /** Who makes the request. */
  public static Caller caller(HttpRequest request) {
    return request.requiredCaller("Models belong to who registered them");
  }

  /** 404 for the model that the path says, with the names of those that the caller may see. */
  public Problem missing(HttpRequest request, Deadline deadline) {
    return missing(request, caller(request), deadline);
  }

  private Problem missing(HttpRequest request, Caller caller, Deadline deadline) {
    List<String> names =
        readable(caller, deadline).stream().map(RegisteredModel::name).limit(SHOWN_NAMES).toList();
    return Problem.notFound(
        "There is no model \"%.100s\"; there are %s".formatted(name(request), names));
  }
}
