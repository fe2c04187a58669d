package dev.millrace.local.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import dev.millrace.local.process.LoopbackServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.util.UUID;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/**
 * A service's API in AWS's query protocol: a form that names its operation, and an answer in XML.
 * Operations see the form's fields as the texts of a JSON object, and answer JSON, whose arrays
 * become lists of {@code member}s.
 */
public final class QueryApi implements AutoCloseable {
  private static final String CONTENT_TYPE = "text/xml";

  private final JsonApi.Operations operations;
  private final LoopbackServer server;

  private QueryApi(JsonApi.Operations operations) throws IOException {
    this.operations = operations;
    this.server = LoopbackServer.start(this::handle);
  }

  /** Serves on any free port. */
  public static QueryApi start(JsonApi.Operations operations) throws IOException {
    return new QueryApi(operations);
  }

  public URI endpoint() {
    return server.endpoint();
  }

  private void handle(HttpExchange exchange) throws IOException {
    ObjectNode request = form(new String(exchange.getRequestBody().readAllBytes(), UTF_8));
    String operation = request.path("Action").asText();
    int status = 200;
    byte[] answer;
    try {
      answer = answer(operation, operations.answer(operation, request));
    } catch (ApiException e) {
      status = e.status();
      answer = problem(status, e.type(), e.getMessage());
    } catch (IOException | RuntimeException e) {
      status = 500;
      answer = problem(status, "InternalFailure", String.valueOf(e.getMessage()));
    }
    LoopbackServer.answer(exchange, status, CONTENT_TYPE, answer);
  }

  private static ObjectNode form(String body) {
    ObjectNode fields = JsonNodeFactory.instance.objectNode();
    for (String field : body.split("&", -1)) {
      int equals = field.indexOf('=');
      if (equals > 0) {
        fields.put(
            URLDecoder.decode(field.substring(0, equals), UTF_8),
            URLDecoder.decode(field.substring(equals + 1), UTF_8));
      }
    }
    return fields;
  }

  private static byte[] answer(String operation, JsonNode result) {
    ObjectNode response = JsonNodeFactory.instance.objectNode();
    response.set(operation + "Result", result);
    response.putObject("ResponseMetadata").put("RequestId", UUID.randomUUID().toString());
    return document(operation + "Response", response);
  }

  private static byte[] problem(int status, String code, String message) {
    ObjectNode response = JsonNodeFactory.instance.objectNode();
    response
        .putObject("Error")
        .put("Type", status / 100 == 4 ? "Sender" : "Receiver")
        .put("Code", code)
        .put("Message", message);
    return document("ErrorResponse", response.put("RequestId", UUID.randomUUID().toString()));
  }

  private static byte[] document(String root, JsonNode content) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      XMLStreamWriter xml =
          XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(bytes, UTF_8.name());
      xml.writeStartDocument(UTF_8.name(), "1.0");
      element(xml, root, content);
      xml.writeEndDocument();
      xml.close();
    } catch (XMLStreamException e) {
      throw new IllegalStateException("Memory takes any XML", e);
    }
    return bytes.toByteArray();
  }

  private static void element(XMLStreamWriter xml, String name, JsonNode content)
      throws XMLStreamException {
    xml.writeStartElement(name);
    if (content.isArray()) {
      for (JsonNode member : content) {
        element(xml, "member", member);
      }
    } else if (content.isObject()) {
      for (var field : content.properties()) {
        element(xml, field.getKey(), field.getValue());
      }
    } else {
      xml.writeCharacters(content.asText());
    }
    xml.writeEndElement();
  }

  @Override
  public void close() {
    server.close();
  }
}
