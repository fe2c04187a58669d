package dev.millrace.queries;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/** Bronze: records as they arrived, and the tables over them that the deployment declares. */
final class Bronze {
  static final String SHARD = "shardId-000000000000";

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path DECLARATION =
      Path.of("../src/main/resources/dev/millrace/infra/tables/bronze.json");

  private Bronze() {}

  /** A record on its way into bronze: a line as of a bronze object, always in Base64. */
  static String line(String stream, int sequenceNumber, Instant arrival, byte[] data) {
    return JSON.createObjectNode()
        .put("stream", stream)
        .put("shard_id", SHARD)
        .put("sequence_number", Integer.toString(sequenceNumber))
        .put("partition_key", "key")
        .put("arrival_time", arrival.toString())
        .put("data_base64", data)
        .toString();
  }

  /** Declares the tables to Glue as the stack does. */
  static void declareTables(URI glue) throws IOException, InterruptedException {
    call(glue, "CreateDatabase", "{\"DatabaseInput\": {\"Name\": \"bronze\"}}");
    for (String stream : List.of("sessions", "service-events", "predictions")) {
      String declared =
          Files.readString(DECLARATION).replace("LOCATION", "s3://lake/bronze/" + stream);
      ObjectNode input = (ObjectNode) JSON.readTree(declared);
      input.put("Name", stream.replace('-', '_'));
      ObjectNode request = JSON.createObjectNode().put("DatabaseName", "bronze");
      call(glue, "CreateTable", request.set("TableInput", input).toString());
    }
  }

  private static void call(URI glue, String operation, String request)
      throws IOException, InterruptedException {
    try (HttpClient http = HttpClient.newHttpClient()) {
      HttpResponse<String> answer =
          http.send(
              HttpRequest.newBuilder(glue)
                  .header("X-Amz-Target", "AWSGlue." + operation)
                  .POST(HttpRequest.BodyPublishers.ofString(request))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() != 200) {
        throw new IllegalStateException(operation + " answered " + answer.body());
      }
    }
  }
}
