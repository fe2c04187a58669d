package dev.millrace.local.scoring;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * A call of a service, as IAM sees it.
 *
 * @param action such as {@code dynamodb:PutItem}
 * @param resource the end of the ARN that the request is for, past the account: {@code
 *     table/predictions}, or {@code quarantine/KEY} for an object; {@code ?} where that is not
 *     known
 */
record Call(String action, String resource) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String ENDPOINT_PATH = "/endpoints/(.+)/invocations";

  /** The operation of a request, as the service calls it. */
  static String operation(String service, HttpExchange exchange) {
    String target = exchange.getRequestHeaders().getFirst("X-Amz-Target");
    if (target != null) {
      return target.substring(target.indexOf('.') + 1);
    }
    return switch (service) {
      case "SAGEMAKER_RUNTIME" -> "InvokeEndpoint";
      case "S3" ->
          switch (exchange.getRequestMethod()) {
            case "PUT" -> "PutObject";
            case "GET" -> bucketOrObject(exchange).contains("/") ? "GetObject" : "ListBucket";
            default -> exchange.getRequestMethod();
          };
      default -> "?";
    };
  }

  /** What a request needs permission for: a DynamoDB batch is a call of each of its tables. */
  static List<Call> of(String service, HttpExchange exchange, byte[] body) throws IOException {
    String operation = operation(service, exchange);
    return switch (service) {
      case "DYNAMODB" ->
          tables(JSON.readTree(body)).stream()
              .map(table -> new Call("dynamodb:" + operation, "table/" + table))
              .toList();
      case "KINESIS" -> {
        String stream = JSON.readTree(body).path("StreamName").asText("?");
        yield List.of(new Call("kinesis:" + operation, "stream/" + stream));
      }
      case "S3" -> List.of(new Call("s3:" + operation, bucketOrObject(exchange)));
      case "SAGEMAKER_RUNTIME" -> {
        String path = exchange.getRequestURI().getPath();
        yield List.of(
            new Call("sagemaker:" + operation, path.replaceFirst(ENDPOINT_PATH, "endpoint/$1")));
      }
      default -> List.of(new Call(service + ":" + operation, "?"));
    };
  }

  private static List<String> tables(JsonNode request) {
    List<String> tables = new ArrayList<>();
    request.path("RequestItems").fieldNames().forEachRemaining(tables::add);
    if (tables.isEmpty()) {
      tables.add(request.path("TableName").asText("?"));
    }
    return tables;
  }

  private static String bucketOrObject(HttpExchange exchange) {
    return exchange.getRequestURI().getPath().replaceAll("^/|/$", "");
  }
}
