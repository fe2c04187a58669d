package dev.millrace.notes;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import dev.millrace.audit.AuditTable;
import dev.millrace.common.AwsClients;
import dev.millrace.common.Deadline;
import dev.millrace.common.FunctionMetrics;
import dev.millrace.common.Settings;
import dev.millrace.common.http.HttpFunction;
import dev.millrace.common.http.HttpRequest;
import dev.millrace.common.http.HttpResponse;
import dev.millrace.common.http.Route;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Keeps notes. */
public final class NotesApi implements RequestStreamHandler {
  private static final int CONNECTIONS = 4;

  private final DynamoDbClient dynamoDb;
  private final String table;
  private final HttpFunction http;

  public NotesApi() {
    this(Settings.fromEnvironment(), new AwsClients(CONNECTIONS).dynamoDb());
  }

  NotesApi(Settings settings, DynamoDbClient dynamoDb) {
    this.dynamoDb = dynamoDb;
    this.table = settings.text("NOTES_TABLE");
    this.http =
        new HttpFunction(
            List.of(Route.put("/notes/{id}", Set.of(), "text/plain", this::put)),
            AuditTable.of(
                settings, dynamoDb, new FunctionMetrics(settings), InstantSource.system()));
  }

  @Override
  public void handleRequest(InputStream event, OutputStream answer, Context context)
      throws IOException {
    http.handle(event, answer, context);
  }

  HttpFunction http() {
    return http;
  }

  private HttpResponse put(HttpRequest request, Deadline deadline) {
    String id = request.pathParameters().get("id");
    dynamoDb.putItem(
        put ->
            put.tableName(table)
                .item(
                    Map.of(
                        "id", AttributeValue.fromS(id),
                        "note",
                            AttributeValue.fromS(
                                new String(request.body(), StandardCharsets.UTF_8))))
                .overrideConfiguration(deadline.bound()));
    return HttpResponse.json(
        200,
        json -> {
          json.writeStartObject();
          json.writeStringField("id", id);
          json.writeEndObject();
        });
  }
}
