package dev.millrace.common.http;

import dev.millrace.common.Json;
import java.io.Serial;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * What is wrong with a request, as problem details.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9457">RFC 9457</a>
 */
public final class Problem extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  private final int status;
  private final String title;
  private final transient Map<String, Json.Writer> members = new LinkedHashMap<>();
  private final transient Map<String, String> headers = new LinkedHashMap<>();

  /**
   * A problem.
   *
   * @param title what kind of problem it is, in a few words
   * @param detail a sentence that names the field, what it held and what was expected
   */
  public Problem(int status, String title, String detail) {
    super(detail);
    this.status = status;
    this.title = Objects.requireNonNull(title);
  }

  /** 400: the request itself is wrong. */
  public static Problem badRequest(String detail) {
    return new Problem(400, "Bad request", detail);
  }

  /** The request does not say who makes it. */
  public static Problem unauthorized(String detail) {
    return new Problem(401, "Unauthorized", detail);
  }

  /** 404: there is no such thing, or it is not the caller's. */
  public static Problem notFound(String detail) {
    return new Problem(404, "Not found", detail);
  }

  /** The request does not go with the state that its object is in, or another one came first. */
  public static Problem conflict(String detail) {
    return new Problem(409, "Conflict", detail);
  }

  /** 413: the body is larger than a route takes. */
  public static Problem tooLarge(String detail) {
    return new Problem(413, "Content too large", detail);
  }

  /** 415: the body is of another media type than the route's. */
  public static Problem unsupportedMediaType(String detail) {
    return new Problem(415, "Unsupported media type", detail);
  }

  /** 422: the request is well-formed, and what it asks for cannot be done. */
  public static Problem unprocessable(String detail) {
    return new Problem(422, "Unprocessable content", detail);
  }

  /** Something that the answer depends on does not answer; the caller may try again. */
  public static Problem unavailable(String detail) {
    return new Problem(503, "Unavailable", detail);
  }

  /** Adds a member of its own to the details. */
  public Problem with(String member, Json.Writer value) {
    members.put(member, value);
    return this;
  }

  /** Adds a header to the response. */
  Problem withHeader(String name, String value) {
    headers.put(name, value);
    return this;
  }

  /** The answer that tells it, {@code application/problem+json}. */
  public HttpResponse response() {
    HttpResponse response =
        HttpResponse.of(
            status,
            "application/problem+json",
            json -> {
              json.writeStartObject();
              json.writeStringField("type", "about:blank");
              json.writeStringField("title", title);
              json.writeNumberField("status", status);
              json.writeStringField("detail", getMessage());
              for (Map.Entry<String, Json.Writer> member : members.entrySet()) {
                json.writeFieldName(member.getKey());
                member.getValue().write(json);
              }
              json.writeEndObject();
            });
    for (Map.Entry<String, String> header : headers.entrySet()) {
      response = response.with(header.getKey(), header.getValue());
    }
    return status == 503 ? response.with("retry-after", "1") : response;
  }
}
