package dev.millrace.models.routing;

import dev.millrace.common.http.Problem;
import dev.millrace.features.json.JsonMembers;
import dev.millrace.models.request.RequestBody;
import dev.millrace.routing.Canary;
import dev.millrace.routing.RoutedVersions;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Which versions of a model are to answer. Immutable.
 *
 * @param revision of the row that the request was made from; 0 where there was none
 * @param reason empty where none was given
 * @param endRollout whether a rollout in progress is to be ended
 */
public record RoutingRequest(
    long revision, RoutedVersions versions, Optional<String> reason, boolean endRollout) {
  private static final long LARGEST_REVISION = 1L << 53;

  /** What answers say of a row beside what requests say: a row may be sent back as it was read. */
  private static final List<String> OF_ANSWERS =
      List.of("model", "effective", "in_effect", "last_good", "rollout", "streams", "waiting_for");

  /** Checks that nothing is null. */
  public RoutingRequest {
    Objects.requireNonNull(versions, "versions");
    Objects.requireNonNull(reason, "reason");
  }

  /**
   * Reads {@code {"revision", "active", "canary"?: {"version", "weight"}, "shadow"?, "reason"?,
   * "end_rollout"?}}. What only answers have is passed over.
   *
   * @throws Problem 400 or 422
   */
  public static RoutingRequest read(byte[] body) {
    return RequestBody.read(body, RoutingRequest::read);
  }

  private static RoutingRequest read(RequestBody body) {
    JsonMembers members = body.members();
    OF_ANSWERS.forEach(members::value);
    long revision = RequestBody.wholeNumber(members, "revision", 0, LARGEST_REVISION);
    String active = RequestBody.version(members, "active");
    Optional<Canary> canary =
        RequestBody.isPresent(members, "canary")
            ? members.optionalObject("canary").map(RoutingRequest::canary)
            : Optional.empty();
    List<String> shadow = new ArrayList<>();
    if (RequestBody.isPresent(members, "shadow")) {
      for (String version : members.texts("shadow")) {
        shadow.add(RequestBody.requireVersion("shadow[%d]".formatted(shadow.size()), version));
      }
    }
    return new RoutingRequest(
        revision, versions(active, canary, shadow), body.reason(), body.flag("end_rollout"));
  }

  private static Canary canary(JsonMembers members) {
    Canary canary =
        new Canary(
            RequestBody.version(members, "version"),
            RequestBody.number(members, "weight", 0, 100, "a number from 0 to 100"));
    members.end();
    return canary;
  }

  private static RoutedVersions versions(
      String active, Optional<Canary> canary, List<String> shadow) {
    try {
      return new RoutedVersions(active, canary, shadow);
    } catch (IllegalArgumentException repeated) {
      Problem problem =
          Problem.unprocessable("active, canary and shadow: " + repeated.getMessage());
      problem.initCause(repeated);
      throw problem;
    }
  }
}
