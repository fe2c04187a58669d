package dev.millrace.common.http;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.millrace.common.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A request as an HTTP API hands it to a function (payload format 2.0).
 *
 * @param routeKey the route that matched, such as {@code GET /predictions/{id}}
 * @param headers by name in lower case
 * @param query decoded, each parameter once. Read from the raw query string: API Gateway's own map
 *     joins the values of a repeated parameter by commas, so that a comma could mean either
 * @param pathParameters decoded by API Gateway, so never to be decoded again: an id may hold a
 *     percent sign itself. Its routes match after decoding, so clients send a slash inside a
 *     parameter as {@code %252F}
 * @param claims of the token that API Gateway verified, by name; empty on a route that wants none
 * @param body empty where the request had none; not to be modified. API Gateway hands text types
 *     over as text, all others ({@code application/x-ndjson} is one) in Base64, byte for byte. A
 *     route gets it unpacked
 */
public record HttpRequest(
    String routeKey,
    String requestId,
    Map<String, String> headers,
    Map<String, String> query,
    Map<String, String> pathParameters,
    Map<String, String> claims,
    byte[] body) {

  /** A request without a token. */
  public HttpRequest(
      String routeKey,
      String requestId,
      Map<String, String> headers,
      Map<String, String> query,
      Map<String, String> pathParameters,
      byte[] body) {
    this(routeKey, requestId, headers, query, pathParameters, Map.of(), body);
  }

  /**
   * Reads the event.
   *
   * @throws Problem when it is no event of an HTTP API
   * @throws IOException when it cannot be read to its end
   */
  public static HttpRequest read(InputStream event) throws IOException {
    Fields fields = new Fields();
    try {
      JsonObject.read(event, fields::read);
    } catch (JsonObject.Malformed malformed) {
      throw malformed("The event " + malformed.getMessage());
    }
    return fields.request();
  }

  private static Problem malformed(String held) {
    return Problem.badRequest(held + "; expected an HTTP API event of payload format 2.0");
  }

  /** A header's value, whatever the case of its name. */
  public Optional<String> header(String name) {
    return Optional.ofNullable(headers.get(name.toLowerCase(Locale.ROOT)));
  }

  /** The content type without its parameters, in lower case; empty where there is none. */
  public String mediaType() {
    String contentType = header("content-type").orElse("");
    int parameters = contentType.indexOf(';');
    return (parameters < 0 ? contentType : contentType.substring(0, parameters))
        .strip()
        .toLowerCase(Locale.ROOT);
  }

  /** Who makes the request; empty where there is no token that says so. */
  public Optional<Caller> caller() {
    return Caller.of(claims);
  }

  /**
   * Who makes the request.
   *
   * @param why a caller is required, as a sentence begins: "Jobs belong to who started them"
   * @throws Problem 401 where the token names none
   */
  public Caller requiredCaller(String why) {
    return caller()
        .orElseThrow(() -> Problem.unauthorized(why + "; expected a token with sub or client_id"));
  }

  /** The path, percent-encoded: the route's own with its parameters put in. */
  public String path() {
    return path(routeKey.substring(routeKey.indexOf(' ') + 1));
  }

  /** Another path, percent-encoded, with this request's parameters put in. */
  public String path(String template) {
    String path = template;
    for (Map.Entry<String, String> parameter : pathParameters.entrySet()) {
      path =
          path.replace("{" + parameter.getKey() + "}", QueryString.encoded(parameter.getValue()));
    }
    return path;
  }

  /** The same request with another body. */
  HttpRequest withBody(byte[] other) {
    return new HttpRequest(routeKey, requestId, headers, query, pathParameters, claims, other);
  }

  private static final class Fields {
    private String routeKey;
    private String requestId = "";
    private Map<String, String> headers = Map.of();
    private Map<String, String> query = Map.of();
    private String rawQuery;
    private Map<String, String> pathParameters = Map.of();
    private Map<String, String> claims = Map.of();
    private String body = "";
    private boolean base64;

    void read(String name, JsonParser json) throws IOException {
      switch (name) {
        case "routeKey" -> routeKey = text(json, null);
        case "headers" -> headers = texts(json, true);
        case "queryStringParameters" -> query = texts(json, false);
        case "rawQueryString" -> rawQuery = text(json, null);
        case "pathParameters" -> pathParameters = texts(json, false);
        case "body" -> body = text(json, "");
        case "isBase64Encoded" -> base64 = json.currentToken() == JsonToken.VALUE_TRUE;
        case "requestContext" -> eachField(json, this::readContext);
        default -> json.skipChildren();
      }
    }

    HttpRequest request() {
      if (routeKey == null) {
        throw malformed("The event has no routeKey");
      }
      return new HttpRequest(
          routeKey,
          requestId,
          headers,
          rawQuery == null ? query : QueryString.parse(rawQuery),
          pathParameters,
          claims,
          bytes());
    }

    private byte[] bytes() {
      try {
        return base64 ? Base64.getDecoder().decode(body) : body.getBytes(StandardCharsets.UTF_8);
      } catch (IllegalArgumentException notBase64) {
        throw malformed("The event's body is no Base64, though isBase64Encoded says so");
      }
    }

    private static Map<String, String> texts(JsonParser json, boolean lowerCase)
        throws IOException {
      Map<String, String> texts = new HashMap<>();
      eachField(
          json,
          (name, value) ->
              texts.put(lowerCase ? name.toLowerCase(Locale.ROOT) : name, text(value, "")));
      return texts;
    }

    /** A value that is no text is passed over whole. */
    private static String text(JsonParser json, String otherwise) throws IOException {
      json.skipChildren();
      return json.getValueAsString(otherwise);
    }

    private void readContext(String name, JsonParser json) throws IOException {
      switch (name) {
        case "requestId" -> requestId = text(json, "");
        case "authorizer" -> eachField(json, this::readAuthorizer);
        default -> json.skipChildren();
      }
    }

    private void readAuthorizer(String name, JsonParser json) throws IOException {
      if (name.equals("jwt")) {
        eachField(json, this::readToken);
      } else {
        json.skipChildren();
      }
    }

    private void readToken(String name, JsonParser json) throws IOException {
      if (name.equals("claims")) {
        claims = texts(json, false);
      } else {
        json.skipChildren();
      }
    }

    /** A value that is no object has no fields, and is passed over whole. */
    private static void eachField(JsonParser json, JsonObject.FieldReader fields)
        throws IOException {
      if (json.currentToken() == JsonToken.START_OBJECT) {
        while (json.nextToken() == JsonToken.FIELD_NAME) {
          String name = json.currentName();
          json.nextToken();
          fields.read(name, json);
        }
      } else {
        json.skipChildren();
      }
    }
  }
}
