package dev.millrace.local.http;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import java.net.URLDecoder;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/** A request in API Gateway's payload format 2.0. */
final class ProxyEvent {
  private static final DateTimeFormatter LOG_TIME =
      DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss Z", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);

  /**
   * Bodies of these types reach a function as text where no Content-Encoding is named; all others,
   * also without a type, in Base64. AWS documents no list for HTTP APIs; theirs was measured, see
   * local/README.md, and is the one that it documents for load balancers, as the rule for
   * Content-Encoding is.
   */
  private static final Pattern TEXT =
      Pattern.compile(
          "(text/[^;]*|application/(json|xml|javascript))\\s*(;.*)?", Pattern.CASE_INSENSITIVE);

  private ProxyEvent() {}

  static ObjectNode of(
      HttpExchange exchange,
      byte[] body,
      Route route,
      Map<String, String> pathParameters,
      Optional<ObjectNode> authorizer,
      Instant now) {
    String rawQuery = Optional.ofNullable(exchange.getRequestURI().getRawQuery()).orElse("");
    String rawPath = exchange.getRequestURI().getPath();
    Map<String, String> headers = headers(exchange);
    ObjectNode event = JsonNodeFactory.instance.objectNode();
    event
        .put("version", "2.0")
        .put("routeKey", route.key())
        .put("rawPath", rawPath)
        .put("rawQueryString", rawQuery);
    if (headers.containsKey("cookie")) {
      var cookies = event.putArray("cookies");
      List.of(headers.remove("cookie").split("; *", -1)).forEach(cookies::add);
    }
    putAll(event.putObject("headers"), headers);
    if (!rawQuery.isEmpty()) {
      putAll(event.putObject("queryStringParameters"), queryParameters(rawQuery));
    }
    if (!pathParameters.isEmpty()) {
      ObjectNode parameters = event.putObject("pathParameters");
      pathParameters.forEach(
          (name, value) -> parameters.put(name, decode(value.replace("+", "%2B"))));
    }
    ObjectNode context = event.putObject("requestContext");
    context
        .put("accountId", "000000000000")
        .put("apiId", "local")
        .put("domainName", headers.getOrDefault("host", ""))
        .put("domainPrefix", "local")
        .put("requestId", UUID.randomUUID().toString())
        .put("routeKey", route.key())
        .put("stage", "$default")
        .put("time", LOG_TIME.format(now))
        .put("timeEpoch", now.toEpochMilli());
    authorizer.ifPresent(value -> context.set("authorizer", value));
    context
        .putObject("http")
        .put("method", exchange.getRequestMethod())
        .put("path", rawPath)
        .put("protocol", exchange.getProtocol())
        .put("sourceIp", "127.0.0.1")
        .put("userAgent", headers.getOrDefault("user-agent", ""));
    putBody(event, body, headers);
    return event;
  }

  private static Map<String, String> headers(HttpExchange exchange) {
    Map<String, String> headers = new LinkedHashMap<>();
    exchange
        .getRequestHeaders()
        .forEach(
            (name, values) -> headers.put(name.toLowerCase(Locale.ROOT), String.join(",", values)));
    return headers;
  }

  private static Map<String, String> queryParameters(String rawQuery) {
    Map<String, String> parameters = new LinkedHashMap<>();
    for (String pair : rawQuery.split("&", -1)) {
      if (!pair.isEmpty()) {
        int equals = pair.indexOf('=');
        String name = decode(equals < 0 ? pair : pair.substring(0, equals));
        String value = equals < 0 ? "" : decode(pair.substring(equals + 1));
        parameters.merge(name, value, (first, next) -> first + "," + next);
      }
    }
    return parameters;
  }

  private static String decode(String encoded) {
    try {
      return URLDecoder.decode(encoded, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      // A stray percent sign stands for itself.
      return encoded;
    }
  }

  private static void putAll(ObjectNode object, Map<String, String> values) {
    values.forEach(object::put);
  }

  private static void putBody(ObjectNode event, byte[] body, Map<String, String> headers) {
    if (body.length == 0) {
      event.put("isBase64Encoded", false);
      return;
    }
    boolean textual =
        !headers.containsKey("content-encoding")
            && TEXT.matcher(headers.getOrDefault("content-type", "").strip()).matches();
    Optional<String> text = textual ? utf8(body) : Optional.empty();
    if (text.isPresent()) {
      event.put("body", text.get()).put("isBase64Encoded", false);
    } else {
      event.put("body", body).put("isBase64Encoded", true);
    }
  }

  private static Optional<String> utf8(byte[] body) {
    try {
      return Optional.of(
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString());
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }
}
