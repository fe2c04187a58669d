package dev.millrace.ingestion;

import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.common.Deadline;
import dev.millrace.common.Settings;
import dev.millrace.ingestion.fetch.server.SecretsServer;
import dev.millrace.runs.NewRun;
import dev.millrace.runs.RunId;
import dev.millrace.runs.RunMachine;
import dev.millrace.runs.RunTable;
import dev.millrace.runs.Runs;
import dev.millrace.tables.LakeCatalog;
import dev.millrace.testsupport.DynamoDbServer;
import dev.millrace.testsupport.Invocation;
import dev.millrace.testsupport.LakeServers;
import dev.millrace.testsupport.SdkEnvironment;
import dev.millrace.testsupport.runs.RunTables;
import dev.millrace.testsupport.runs.StepFunctionsServer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.io.CloseableIterable;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.core.sync.RequestBody;

/**
 * The functions of jobs with the servers that they need, invoked as the state machine of the
 * deployment does. The machine itself runs in the tests of the local stack.
 */
final class JobMachine implements AutoCloseable {
  static final ObjectMapper JSON = new ObjectMapper();
  static final String OWNER = "ann";
  private static final String PAGES = "pages";

  private final LakeServers lake;
  private final SecretsServer secrets = new SecretsServer();
  private final StepFunctionsServer machine = StepFunctionsServer.start();
  private final SdkEnvironment environment;
  private final Settings settings;
  private final Runs runs;
  private final JobStep step;
  private final FetchSource fetch;
  private final StoreSource store;
  private final LakeCatalog catalog;

  JobMachine(Path folder) throws Exception {
    lake = new LakeServers(folder);
    lake.s3().client().createBucket(create -> create.bucket(PAGES));
    secrets.put("hash-key", "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef");
    environment =
        SdkEnvironment.of(lake)
            .with("SecretsManager", secrets.uri())
            .with("Sfn", machine.endpoint());
    settings = new Settings(variables());
    runs =
        new Runs(
            "job",
            RunTable.of(settings, DynamoDbServer.client(), InstantSource.system()),
            new RunMachine(
                machine.client(new ExecutionInterceptor() {}), StepFunctionsServer.MACHINE),
            InstantSource.system());
    step = new JobStep(settings);
    fetch = new FetchSource(settings);
    store = new StoreSource(settings);
    catalog = new LakeCatalog(LakeServers.BUCKET, lake.catalogProperties());
  }

  private static Map<String, String> variables() {
    Map<String, String> variables = new HashMap<>();
    variables.put("POWERTOOLS_SERVICE_NAME", "ingestion");
    variables.put("RUNS_TABLE", RunTables.newTable());
    variables.put("JOB_SOURCES_TABLE", DynamoDbServer.newTable("job", "source"));
    variables.put("INGESTION_STATE_TABLE", DynamoDbServer.newTable("key"));
    variables.put("DATASETS_TABLE", IngestionTables.datasets());
    variables.put("RECORDS_TABLE", IngestionTables.records());
    variables.put("QUALITY_TABLE", DynamoDbServer.newTable("dataset", "run_check"));
    variables.put("LOOKUP_TABLE", DynamoDbServer.newTable("_millrace_key"));
    variables.put("AUDIT_TABLE", DynamoDbServer.newTable("day", "time_id"));
    variables.put("PAGES_BUCKET", PAGES);
    variables.put("LAKE_BUCKET", LakeServers.BUCKET);
    variables.put("SILVER_DATABASE", "silver");
    variables.put("RESERVED_TABLES", "service_events,rejected_rows");
    variables.put("JOBS_MACHINE", StepFunctionsServer.MACHINE);
    variables.put("HASH_KEY_SECRET", "hash-key");
    variables.put("SECRET_PREFIX", "millrace/");
    variables.put("ALLOWED_HOSTS", "localhost,127.0.0.1");
    variables.put("FETCH_ATTEMPTS", "4");
    return variables;
  }

  Runs runs() {
    return runs;
  }

  /** Starts a job, which a machine has still to run. */
  RunId start(String body) {
    return runs.start(new NewRun(OWNER, "", body), deadline()).id();
  }

  /** Runs a job to its end, and answers it as {@code GET /jobs/{id}} does. */
  JsonNode run(String body) throws Exception {
    RunId id = start(body);
    run(id);
    return show(id);
  }

  void run(RunId id) throws Exception {
    List<String> sources = begin(id);
    for (String source : sources) {
      fetch(id, source);
    }
    for (String source : sources) {
      work(store, id, source);
    }
    invoke(step, "{\"id\": \"%s\", \"step\": \"finish\"}".formatted(id));
  }

  List<String> begin(RunId id) throws Exception {
    JsonNode begun = invoke(step, "{\"id\": \"%s\", \"step\": \"begin\"}".formatted(id));
    List<String> sources = new ArrayList<>();
    begun.path("sources").forEach(source -> sources.add(source.path("source").asText()));
    return sources;
  }

  void fetch(RunId id, String source) throws Exception {
    work(fetch, id, source);
  }

  /** Invokes a step until its source has ended, and waits in between as the machine does. */
  private static void work(RequestStreamHandler function, RunId id, String source)
      throws Exception {
    while (true) {
      JsonNode answer =
          invoke(function, "{\"id\": \"%s\", \"source\": \"%s\"}".formatted(id, source));
      if (answer.path("ended").asBoolean()) {
        return;
      }
      TimeUnit.SECONDS.sleep(answer.path("wait").asLong());
    }
  }

  static JsonNode invoke(RequestStreamHandler function, String event) throws IOException {
    ByteArrayOutputStream answer = new ByteArrayOutputStream();
    function.handleRequest(
        new ByteArrayInputStream(event.getBytes(StandardCharsets.UTF_8)), answer, new Invocation());
    return JSON.readTree(answer.toByteArray());
  }

  /** Keeps a page as an invocation does before it goes on to the page's rows. */
  void keepPage(RunId id, String source, int page, String body) {
    lake.s3()
        .client()
        .putObject(
            put ->
                put.bucket(PAGES)
                    .key("pages/%s/%s/%08d".formatted(source, id, page))
                    .contentType("application/json")
                    .metadata(Map.of("millrace-status", "200", "millrace-headers", "{}")),
            RequestBody.fromString(body));
  }

  JsonNode show(RunId id) throws IOException {
    return JSON.readTree(api("GET /jobs/{id}", "/jobs/" + id, Map.of("id", id.text()), "").body());
  }

  /** What the API answered. */
  record Answer(int status, String body, JsonNode headers) {}

  /** Asks the API as its owner does. */
  Answer api(String route, String path, Map<String, String> parameters, String body)
      throws IOException {
    JsonNode answer =
        invoke(
            new JobsApi(settings),
            JSON.writeValueAsString(
                Map.of(
                    "routeKey",
                    route,
                    "rawPath",
                    path,
                    "headers",
                    Map.of("content-type", "application/json"),
                    "pathParameters",
                    parameters,
                    "body",
                    body,
                    "isBase64Encoded",
                    false,
                    "requestContext",
                    Map.of(
                        "requestId",
                        "request-1",
                        "authorizer",
                        Map.of(
                            "jwt",
                            Map.of(
                                "claims",
                                Map.of(
                                    "sub", OWNER, "scope", "millrace/ingest millrace/read")))))));
    return new Answer(
        answer.path("statusCode").asInt(), answer.path("body").asText(), answer.path("headers"));
  }

  /** Whether silver has a table of this name. */
  boolean hasTable(String dataset) {
    return catalog.tables("silver", dataset).contains(dataset);
  }

  /** The rows of a dataset, in no order. */
  List<Record> rows(String dataset) throws IOException {
    try (CloseableIterable<Record> rows =
        IcebergGenerics.read(catalog.load("silver", dataset).table()).build()) {
      return StreamSupport.stream(rows.spliterator(), false).map(Record::copy).toList();
    }
  }

  static Deadline deadline() {
    return Deadline.after(Duration.ofMinutes(2));
  }

  @Override
  public void close() throws IOException {
    catalog.close();
    environment.close();
    secrets.close();
    lake.close();
  }
}
