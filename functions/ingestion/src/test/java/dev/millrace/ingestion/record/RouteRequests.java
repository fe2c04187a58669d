package dev.millrace.ingestion.record;

import dev.millrace.common.http.HttpFunction;
import dev.millrace.common.http.HttpRequest;
import dev.millrace.common.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Requests to a function, and what it answers. */
public final class RouteRequests {
  private RouteRequests() {}

  public static HttpResponse get(
      HttpFunction function, String path, Map<String, String> query, Map<String, String> claims) {
    return function.answer(
        new HttpRequest("GET " + path, "request-1", Map.of(), query, Map.of(), claims, new byte[0]),
        RecordsFixture.deadline());
  }

  public static Map<String, String> operator(String id) {
    return Map.of("sub", id, "scope", "millrace/read millrace/operate");
  }

  public static Map<String, String> reader(String id) {
    return Map.of("sub", id, "scope", "millrace/read");
  }

  public static String body(HttpResponse response) {
    return new String(response.body(), StandardCharsets.UTF_8);
  }
}
