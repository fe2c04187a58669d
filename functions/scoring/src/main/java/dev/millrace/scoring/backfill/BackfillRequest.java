package dev.millrace.scoring.backfill;

import dev.millrace.common.Json;
import dev.millrace.common.http.Problem;
import dev.millrace.features.json.InvalidMember;
import dev.millrace.features.json.JsonMembers;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.util.Objects;

/**
 * What is to be scored again, and by which version.
 *
 * @param from the earliest arrival
 * @param to behind the latest arrival
 */
public record BackfillRequest(String version, Instant from, Instant to) {
  /** How much time a run may cover. */
  public static final Duration LONGEST = Duration.ofDays(31);

  private static final String TIME =
      "a time in ISO-8601 with its zone, such as 2026-11-17T21:53:01Z";

  /** Checks that nothing is null. */
  public BackfillRequest {
    Objects.requireNonNull(version, "version");
    Objects.requireNonNull(from, "from");
    Objects.requireNonNull(to, "to");
  }

  /**
   * Reads {@code {"version", "from", "to"}}.
   *
   * @param now {@code to} may not lie after it
   * @throws Problem 400 for a body that is something else; 422 for times that are out of range
   */
  public static BackfillRequest read(byte[] body, Instant now) {
    BackfillRequest request;
    try {
      JsonMembers members = JsonMembers.parse(body, "The body");
      request =
          new BackfillRequest(members.text("version"), time(members, "from"), time(members, "to"));
      members.end();
    } catch (InvalidMember invalid) {
      Problem problem = Problem.badRequest(invalid.getMessage());
      problem.initCause(invalid);
      throw problem;
    }
    if (!request.from.isBefore(request.to)) {
      throw unusable("to", request.to, "a time after from, which is " + Json.time(request.from));
    }
    if (request.to.isAfter(now)) {
      throw unusable("to", request.to, "a time that has passed; it is " + Json.time(now));
    }
    if (request.from.plus(LONGEST).isBefore(request.to)) {
      throw unusable(
          "from",
          request.from,
          "a time at most %d days before to, which is %s"
              .formatted(LONGEST.toDays(), Json.time(request.to)));
    }
    return request;
  }

  private static Instant time(JsonMembers members, String name) {
    String held = members.text(name);
    try {
      return ZonedDateTime.parse(held).toInstant();
    } catch (DateTimeException notATime) {
      InvalidMember invalid = members.refused(name, TIME);
      invalid.initCause(notATime);
      throw invalid;
    }
  }

  private static Problem unusable(String name, Instant held, String expected) {
    return Problem.unprocessable(
        "%s held %s, expected %s".formatted(name, Json.time(held), expected));
  }

  /** The request that a run keeps, as {@link #json} wrote it. */
  static BackfillRequest of(String json) {
    JsonMembers members =
        JsonMembers.parse(json.getBytes(StandardCharsets.UTF_8), "The run's request");
    return new BackfillRequest(members.text("version"), time(members, "from"), time(members, "to"));
  }

  /** The request as JSON, for its run. */
  public String json() {
    return new String(
        Json.bytes(
            json -> {
              json.writeStartObject();
              json.writeStringField("version", version);
              json.writeStringField("from", from.toString());
              json.writeStringField("to", to.toString());
              json.writeEndObject();
            }),
        StandardCharsets.UTF_8);
  }

  /** Whether a record that arrived then is to be scored. */
  boolean covers(Instant arrival) {
    return !arrival.isBefore(from) && arrival.isBefore(to);
  }
}
