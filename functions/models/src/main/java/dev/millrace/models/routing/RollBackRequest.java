package dev.millrace.models.routing;

import dev.millrace.common.http.Problem;
import dev.millrace.models.request.RequestBody;
import java.util.Objects;
import java.util.Optional;

/**
 * A roll-back by hand. Immutable.
 *
 * @param reason a sentence
 * @param to the version that is to be active; empty for the last good one, or for the end of what
 *     is in progress
 */
public record RollBackRequest(String reason, Optional<String> to) {
  /** Checks that nothing is null. */
  public RollBackRequest {
    Objects.requireNonNull(reason, "reason");
    Objects.requireNonNull(to, "to");
  }

  /**
   * Reads {@code {"reason", "to"?}}.
   *
   * @throws Problem 400 or 422
   */
  public static RollBackRequest read(byte[] body) {
    return RequestBody.read(
        body,
        read ->
            new RollBackRequest(
                read.reason()
                    .orElseThrow(
                        () ->
                            read.members()
                                .refused(
                                    "reason",
                                    "a sentence of at most 1,000 characters that says why")),
                RequestBody.isPresent(read.members(), "to")
                    ? Optional.of(RequestBody.version(read.members(), "to"))
                    : Optional.empty()));
  }
}
