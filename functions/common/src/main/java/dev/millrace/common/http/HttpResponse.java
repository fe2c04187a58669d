package dev.millrace.common.http;

import dev.millrace.common.Json;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A response as a function hands it to an HTTP API (payload format 2.0).
 *
 * @param body text in UTF-8
 */
public record HttpResponse(int status, Map<String, String> headers, byte[] body) {

  /** An answer of JSON that nobody may store. */
  public static HttpResponse json(int status, Json.Writer body) {
    return of(status, "application/json", body);
  }

  static HttpResponse of(int status, String contentType, Json.Writer body) {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("content-type", contentType);
    headers.put("cache-control", "no-store");
    return new HttpResponse(status, headers, Json.bytes(body));
  }

  /** The same with one more header. */
  public HttpResponse with(String header, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(header, value);
    return new HttpResponse(status, more, body);
  }

  byte[] event() {
    return Json.bytes(
        json -> {
          json.writeStartObject();
          json.writeNumberField("statusCode", status);
          json.writeObjectFieldStart("headers");
          for (Map.Entry<String, String> header : headers.entrySet()) {
            json.writeStringField(header.getKey(), header.getValue());
          }
          json.writeEndObject();
          json.writeStringField("body", new String(body, StandardCharsets.UTF_8));
          json.writeBooleanField("isBase64Encoded", false);
          json.writeEndObject();
        });
  }
}
