package dev.millrace.common.http;

import dev.millrace.common.Json;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Events as API Gateway writes them. */
final class HttpEvents {
  private HttpEvents() {}

  /** A file of the test resources. */
  static byte[] file(String name) throws IOException {
    try (InputStream file = HttpEvents.class.getResourceAsStream("/http/" + name)) {
      return file.readAllBytes();
    }
  }

  static HttpRequest read(byte[] event) throws IOException {
    return HttpRequest.read(new ByteArrayInputStream(event));
  }

  static HttpRequest read(String event) throws IOException {
    return read(event.getBytes(StandardCharsets.UTF_8));
  }

  static byte[] withId(String id) {
    return Json.bytes(
        json -> {
          json.writeStartObject();
          json.writeStringField("routeKey", "GET /predictions/{id}");
          json.writeObjectFieldStart("pathParameters");
          json.writeStringField("id", id);
          json.writeEndObject();
          json.writeEndObject();
        });
  }

  static HttpRequest request(String routeKey, Map<String, String> query, String type, int bytes) {
    return new HttpRequest(
        routeKey, "request-1", Map.of("content-type", type), query, Map.of(), new byte[bytes]);
  }
}
