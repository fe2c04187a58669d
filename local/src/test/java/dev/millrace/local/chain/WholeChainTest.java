package dev.millrace.local.chain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.local.LocalStack;
import dev.millrace.local.command.Synthesis;
import dev.millrace.local.demo.MainJob;
import dev.millrace.local.fixture.Call;
import dev.millrace.local.fixture.FaultProxy;
import dev.millrace.local.fixture.RecorderStack;
import dev.millrace.local.lambda.InvocationResult;
import dev.millrace.local.lookup.LookupItems;
import dev.millrace.local.lookup.LookupUpload;
import dev.millrace.local.lookup.SampleHistory;
import dev.millrace.local.lookup.SampleLookup;
import dev.millrace.local.metrics.DeclaredAlarm;
import dev.millrace.local.metrics.Emission;
import dev.millrace.local.metrics.MetricLog;
import dev.millrace.local.metrics.MetricSeries;
import dev.millrace.local.template.CloudAssembly;
import dev.millrace.local.template.Resource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * After everything that the functions do has happened once: each function's calls against its own
 * role, and the metrics that they wrote against what is watched and declared, both ways.
 */
class WholeChainTest {
  private static final Map<String, Map<String, FaultProxy>> proxies = new ConcurrentHashMap<>();
  private static CloudAssembly assembly;
  private static WatchedMetrics watched;
  private static List<Emission> emissions;

  @BeforeAll
  static void doEverything(@TempDir Path data) throws Exception {
    Path root = Path.of("..").toAbsolutePath().normalize();
    Path synthesized =
        new Synthesis(root, Path.of("target/demo-test").toAbsolutePath(), System.err::println)
            .assembly();
    assembly = CloudAssembly.read(synthesized);
    watched = new WatchedMetrics(assembly);
    try (LocalStack stack =
        LocalStack.builder(root, synthesized, data.resolve("stack"))
            .fresh()
            .endpointFilter(WholeChainTest::proxied)
            .report(System.err::println)
            .start()) {
      loadLookUps(stack, root);
      streamDocuments(stack, Files.createDirectory(data.resolve("input")));
      askTheApi(stack);
      for (String source : List.of("quarantine", "failures")) {
        redrive(stack, source);
      }
      try (ModelSteps versions = new ModelSteps(stack)) {
        versions.rollOut(root.resolve("model-server/models/session-conversion/1.0.0"));
        versions.route(WholeChainTest::areShadowsLogged);
        versions.retire();
        fillTheLake(stack);
        versions.scoreAnew();
      }
      try (IngestionSteps jobs = new IngestionSteps(stack)) {
        jobs.pullMusic(root);
        jobs.pullRows();
        jobs.look();
      }
      for (String sweep : List.of("SweepRollouts", "SweepBackfills", "SweepJobs")) {
        invoke(stack, sweep, "{}");
      }
    }
    emissions = MetricLog.read(data.resolve("stack/logs"));
  }

  private static boolean areShadowsLogged() {
    return proxies.containsKey("ScoreShadows")
        && calls("ScoreShadows").stream()
            .anyMatch(call -> call.action().equals("kinesis:PutRecords"));
  }

  @AfterAll
  static void stop() {
    proxies.values().forEach(ofFunction -> ofFunction.values().forEach(FaultProxy::close));
  }

  private static URI proxied(String function, String service, URI endpoint) {
    return proxies
        .computeIfAbsent(function, name -> new ConcurrentHashMap<>())
        .computeIfAbsent(service, name -> proxy(name, endpoint))
        .endpoint();
  }

  private static FaultProxy proxy(String service, URI endpoint) {
    try {
      return new FaultProxy(service, endpoint);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The rows that the stack begins with are those that the function would have loaded. */
  private static void loadLookUps(LocalStack stack, Path root) throws Exception {
    SampleLookup sample = SampleLookup.zipCodes(root);
    new LookupItems(stack.clients().dynamoDb()).load(sample.items());
    Set<Map<String, AttributeValue>> served = lookUps(stack);
    SampleHistory.append(stack, sample.items());
    SampleHistory.append(stack, sample.items());
    String object =
        LookupUpload.upload(stack.clients().s3(), "lake", sample.table(), sample.file());
    String request = "{\"table\":\"%s\",\"object\":\"%s\",\"valid_from\":\"%s\"}";
    assertThat(
            invoke(
                stack,
                "LoadLookup",
                request.formatted(sample.table(), object, LookupItems.VALID_FROM)))
        .contains("\"history_rows\":0", "\"served_rows\":300", "\"complete\":true");
    assertThat(lookUps(stack)).hasSize(300).isEqualTo(served);
    assertThat(
            invoke(
                stack,
                "LoadLookup",
                request.formatted("other_codes", object, "2025-01-01T00:00:00Z")))
        .contains("\"history_rows\":300", "\"complete\":true");
  }

  private static Set<Map<String, AttributeValue>> lookUps(LocalStack stack) {
    return Set.copyOf(stack.clients().dynamoDb().scan(scan -> scan.tableName("lookups")).items());
  }

  private static void streamDocuments(LocalStack stack, Path directory) throws Exception {
    Path good =
        Files.writeString(
            directory.resolve("good"),
            String.join(
                "\n",
                document("a"),
                "not json",
                document("not-found").replace("94105", "00000"),
                document("not-readable").replace("\"94105\"", "true")));
    assertThat(run(stack, good)).contains("predicted").contains("malformed_json");
    // The same content later: a duplicate raises the stored order key.
    assertThat(run(stack, good)).contains("duplicate");
    FaultProxy model = proxies.get("ScoreSessions").get("SAGEMAKER_RUNTIME");
    model.inject(
        (operation, body) -> Optional.of(FaultProxy.Answer.error(503, "ServiceUnavailable")));
    Path later = Files.writeString(directory.resolve("later"), document("later"));
    assertThat(run(stack, later)).contains("failed");
    model.heal();
  }

  private static String run(LocalStack stack, Path input) throws Exception {
    MainJob job = MainJob.run(stack, MainJob.read(input), line -> {});
    assertThat(job.missingLines()).isEmpty();
    return String.join("\n", job.sample(Integer.MAX_VALUE));
  }

  private static String document(String id) {
    return "{\"_id\":\"%s\",\"_source\":{\"createdDateTime\":1731880381293,\"zipCode\":\"94105\"}}"
        .formatted(id);
  }

  private static void askTheApi(LocalStack stack) throws Exception {
    String lines = "application/x-ndjson";
    try (HttpClient client = HttpClient.newHttpClient()) {
      for (HttpRequest.Builder request :
          List.of(
              HttpRequest.newBuilder(stack.url().resolve("/health")),
              HttpRequest.newBuilder(stack.url().resolve("/predictions/a")),
              post(stack, "/predictions", "application/json", "[%s]".formatted(document("b"))),
              post(stack, "/events?stream=sessions", lines, document("c")),
              post(stack, "/events?stream=service-events", lines, "{\"event_id\":\"e\"}"))) {
        send(stack, client, request);
      }
    }
  }

  private static void send(LocalStack stack, HttpClient client, HttpRequest.Builder request)
      throws Exception {
    HttpRequest sent = request.header("Authorization", "Bearer " + stack.token()).build();
    HttpResponse<String> response = client.send(sent, HttpResponse.BodyHandlers.ofString());
    assertThat(response.statusCode()).as("%s: %s", sent, response.body()).isBetween(200, 299);
  }

  private static HttpRequest.Builder post(
      LocalStack stack, String path, String contentType, String body) {
    return HttpRequest.newBuilder(stack.url().resolve(path))
        .header("Content-Type", contentType)
        .POST(HttpRequest.BodyPublishers.ofString(body));
  }

  private static void redrive(LocalStack stack, String source) throws Exception {
    assertThat(invoke(stack, "Redrive", "{\"source\":\"%s\"}".formatted(source)))
        .doesNotContain("\"sent\":0");
  }

  /** Twice, as what there is already takes other calls. */
  private static void fillTheLake(LocalStack stack) throws Exception {
    String lines = "application/x-ndjson";
    try (HttpClient client = HttpClient.newHttpClient()) {
      ServiceEvents events = new ServiceEvents(Instant.now().minus(3, ChronoUnit.HOURS));
      for (String body : List.of(events.good(), events.badAndAnomalous())) {
        send(stack, client, post(stack, "/events?stream=service-events", lines, body));
        for (String job : List.of("ArchiveStreams", "CleanEvents", "AggregateMetrics")) {
          assertThat(invoke(stack, job, "{}")).contains("\"complete\":true");
        }
      }
      for (String path : List.of("/metrics", "/metrics?service=s", "/health")) {
        send(stack, client, HttpRequest.newBuilder(stack.url().resolve(path)));
      }
    }
    for (String source : List.of("documents", "log")) {
      buildTrainingSet(stack, source, "2020-01-01T00:00:00Z");
    }
    buildTrainingSetOfStoredModel(stack);
    // Of nothing, which BuildTrainingSet commits by itself.
    assertThat(beginTrainingSet(stack, "log", "2099-01-01T00:00:00Z")).contains("\"committed\"");
  }

  private static String beginTrainingSet(LocalStack stack, String source, String from)
      throws Exception {
    return invoke(
        stack,
        "BuildTrainingSet",
        "{\"from\":\"%s\",\"to\":\"2100-01-01T00:00:00Z\",\"source\":\"%s\"}"
            .formatted(from, source));
  }

  private static void buildTrainingSet(LocalStack stack, String source, String from)
      throws Exception {
    awaitTrainingSet(stack, beginTrainingSet(stack, source, from));
  }

  private static void buildTrainingSetOfStoredModel(LocalStack stack) throws Exception {
    stack
        .clients()
        .s3()
        .putObject(
            put -> put.bucket("lake").key("models/another.json"),
            RequestBody.fromString(
                """
                {"name": "another", "version": "1.0.0", "features": [
                  {"name": "zip_code", "from": "_source.zipCode", "as": "category", "default": null},
                  {"name": "zip_known"}]}"""));
    awaitTrainingSet(
        stack,
        invoke(
            stack,
            "BuildTrainingSet",
            "{\"from\":\"2020-01-01T00:00:00Z\",\"to\":\"2100-01-01T00:00:00Z\",\"source\":\"documents\",\"model_key\":\"models/another.json\"}"));
  }

  private static void awaitTrainingSet(LocalStack stack, String begun) throws Exception {
    String runId = begun.replaceFirst("^\\{\"run_id\":\"([^\"]+)\".*", "$1");
    // Asked for its state, BuildTrainingSet would do what is left for the function that ends a run.
    RecorderStack.await(() -> isCommitted(stack, runId));
    assertThat(invoke(stack, "BuildTrainingSet", "{\"run_id\":\"%s\"}".formatted(runId)))
        .contains("\"committed\"")
        .doesNotContain("\"rows\":0");
  }

  private static boolean isCommitted(LocalStack stack, String runId) {
    String table =
        stack
            .functions()
            .find("BuildTrainingSet")
            .orElseThrow()
            .environment()
            .get("TRAINING_RUNS_TABLE");
    return stack
        .clients()
        .dynamoDb()
        .getItem(
            get ->
                get.tableName(table)
                    .key(
                        Map.of(
                            "run_id", AttributeValue.fromS(runId),
                            "item", AttributeValue.fromS("run"))))
        .item()
        .containsKey("snapshot_id");
  }

  private static String invoke(LocalStack stack, String function, String event) throws Exception {
    InvocationResult result =
        stack
            .functions()
            .invoke(function, SdkBytes.fromUtf8String(event))
            .get(60, TimeUnit.SECONDS);
    assertThat(result).as(function).isInstanceOf(InvocationResult.Answer.class);
    return ((InvocationResult.Answer) result).payload().asUtf8String();
  }

  /** The functions of the template. */
  static Stream<String> functions() {
    return assembly.resources("AWS::Lambda::Function").stream().map(Resource::name).sorted();
  }

  @ParameterizedTest
  @MethodSource("functions")
  void aFunctionMayCallWhatItCalls(String function) {
    Set<Permission> permissions = Permission.of(assembly, function);

    assertThat(calls(function))
        .isNotEmpty()
        .allSatisfy(call -> assertThat(permissions).anyMatch(each -> each.covers(call)));
  }

  @ParameterizedTest
  @MethodSource("functions")
  void aFunctionCallsNothingThatItIsDenied(String function) {
    Set<Permission> denied = Permission.denied(assembly, function);

    assertThat(calls(function))
        .allSatisfy(
            call ->
                assertThat(denied)
                    .noneMatch(each -> !call.resource().equals("?") && each.covers(call)));
  }

  @ParameterizedTest
  @MethodSource("functions")
  void aFunctionMayCallNothingElse(String function) {
    Set<Call> calls = calls(function);

    Set<Permission> unused =
        Permission.of(assembly, function).stream()
            .filter(permission -> calls.stream().noneMatch(permission::covers))
            .collect(Collectors.toSet());

    assertThat(unused).isSubsetOf(RarelyCalled.by(function));
  }

  /** What alarms and graphs watch of the functions' own metrics. */
  static Set<MetricSeries> watchedOfOurs() {
    return watched.ofFunctions();
  }

  @ParameterizedTest
  @MethodSource("watchedOfOurs")
  void whatIsWatchedIsWritten(MetricSeries series) {
    assertThat(emissions).extracting(Emission::series).contains(series);
  }

  @Test
  void whatIsWrittenIsDeclared() throws Exception {
    DeclaredMetrics declared = DeclaredMetrics.ofCapabilities();

    assertThat(emissions)
        .isNotEmpty()
        .allSatisfy(emission -> assertThat(declared.has(emission)).as("%s", emission).isTrue());
  }

  /** Else an alarm on its own would rest on data that may never have come. */
  @Test
  void anAlarmThatAnyValueSetsOffIsToldOfNoneToo() {
    List<DeclaredAlarm> onAny =
        watched.alarms().stream()
            .filter(alarm -> alarm.state(emissions) != DeclaredAlarm.State.NOT_EVALUATED)
            .filter(alarm -> alarm.properties().path("Threshold").asDouble() == 0)
            .toList();

    assertThat(onAny).extracting(DeclaredAlarm::name).contains("FeatureSkew");
    assertThat(onAny)
        .allSatisfy(alarm -> assertThat(values(alarm.watched().getFirst())).contains(0.0));
  }

  @Test
  void anAnomalyIsCounted() {
    assertThat(
            values(
                new MetricSeries(
                    "Millrace", "ServiceAnomalies", Map.of("service", "lake", "kind", "volume"))))
        .contains(1.0);
  }

  @Test
  void whatAwsMeasuresIsOfAResourceOfTheTemplate() {
    assertThat(watched.ofAws())
        .isNotEmpty()
        .allSatisfy(
            series ->
                assertThat(series.dimensions())
                    .isNotEmpty()
                    .allSatisfy(
                        (dimension, value) ->
                            assertThat(watched.existing(dimension)).contains(value)));
  }

  private static List<Double> values(MetricSeries series) {
    return emissions.stream()
        .filter(emission -> emission.series().equals(series))
        .flatMap(emission -> emission.values().stream())
        .toList();
  }

  private static Set<Call> calls(String function) {
    return proxies.get(function).values().stream()
        .flatMap(proxy -> proxy.calls().stream())
        .collect(Collectors.toSet());
  }
}
