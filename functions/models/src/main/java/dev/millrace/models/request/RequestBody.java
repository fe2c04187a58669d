package dev.millrace.models.request;

import dev.millrace.common.http.Problem;
import dev.millrace.features.definition.ModelVersion;
import dev.millrace.features.json.InvalidMember;
import dev.millrace.features.json.JsonMembers;
import java.util.Optional;

/**
 * The body of a request: members of the wrong type and unknown ones are 400, values out of range
 * 422. Not thread-safe.
 */
public final class RequestBody {
  private static final int LONGEST_REASON = 1_000;

  private final JsonMembers members;

  private RequestBody(JsonMembers members) {
    this.members = members;
  }

  /** Reads something of the members. */
  public interface Reading<T> {
    /** What the members hold. */
    T read(RequestBody body);
  }

  /**
   * Reads a body to its end.
   *
   * @throws Problem 400 or 422 with the member, what it held and what was expected
   */
  public static <T> T read(byte[] json, Reading<T> reading) {
    try {
      RequestBody body = new RequestBody(JsonMembers.parse(json, "The body"));
      T read = reading.read(body);
      body.members.end();
      return read;
    } catch (InvalidMember invalid) {
      Problem problem = Problem.badRequest(invalid.getMessage());
      problem.initCause(invalid);
      throw problem;
    }
  }

  /** The members themselves. */
  public JsonMembers members() {
    return members;
  }

  /** 422: the member's value is out of range. */
  public static Problem outOfRange(String place, Object held, String expected) {
    return Problem.unprocessable(
        "%s held %s, expected %s".formatted(place, JsonMembers.shown(held), expected));
  }

  /** Whether the member is there and not null. */
  public static boolean isPresent(JsonMembers members, String name) {
    return members.has(name) && members.value(name) != null;
  }

  /** A whole number within a range, both ends included. */
  public static long wholeNumber(JsonMembers members, String name, long minimum, long maximum) {
    String expected = "a whole number from %d to %d".formatted(minimum, maximum);
    double held = members.optionalNumber(name).orElseThrow(() -> members.refused(name, expected));
    if (held != Math.rint(held) || held < minimum || held > maximum) {
      throw outOfRange(members.place(name), held, expected);
    }
    return (long) held;
  }

  /** A number within a range, both ends included. */
  public static double number(
      JsonMembers members, String name, double minimum, double maximum, String expected) {
    double held = members.optionalNumber(name).orElseThrow(() -> members.refused(name, expected));
    if (held < minimum || held > maximum) {
      throw outOfRange(members.place(name), held, expected);
    }
    return held;
  }

  /** A version in its one form. */
  public static String version(JsonMembers members, String name) {
    String held = members.text(name);
    return requireVersion(members.place(name), held);
  }

  /** The same of a text at a place. */
  public static String requireVersion(String place, String held) {
    if (ModelVersion.parse(held).isEmpty()) {
      throw outOfRange(place, held, ModelVersion.EXPECTED);
    }
    return held;
  }

  /** The reason, at most 1,000 characters; empty where it is missing, null or blank. */
  public Optional<String> reason() {
    if (!isPresent(members, "reason")) {
      return Optional.empty();
    }
    if (!(members.value("reason") instanceof String held)) {
      throw members.refused("reason", "a text");
    }
    String reason = held.strip();
    if (reason.codePointCount(0, reason.length()) > LONGEST_REASON) {
      throw Problem.unprocessable(
          "reason held %,d characters, expected at most %,d"
              .formatted(reason.codePointCount(0, reason.length()), LONGEST_REASON));
    }
    return reason.isEmpty() ? Optional.empty() : Optional.of(reason);
  }

  /** Whether the member is true; false where it is missing or null. */
  public boolean flag(String name) {
    if (!isPresent(members, name)) {
      return false;
    }
    if (members.value(name) instanceof Boolean held) {
      return held;
    }
    throw members.refused(name, "true or false");
  }
}
