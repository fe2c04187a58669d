package dev.millrace.local.scoring;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.local.LocalStack;
import dev.millrace.local.command.Synthesis;
import dev.millrace.local.demo.MainJob;
import dev.millrace.local.fixture.FaultProxy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What goes wrong between the functions and the services, on the whole stack: afterwards every
 * document has exactly one outcome, and the right one.
 */
class FaultsTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long TIME = 1_731_880_381_293L;
  private static final long OTHER_DAY = 1_704_067_200_000L;
  private static final int DOCUMENTS = 12;

  /** More than the SDK's three attempts, so that the batch comes back. */
  private static final int FAULTS = 5;

  private static final Map<String, FaultProxy> proxies = new HashMap<>();
  private static final AtomicInteger run = new AtomicInteger();
  private static LocalStack stack;

  @TempDir Path directory;

  @BeforeAll
  static void start(@TempDir Path data) throws Exception {
    Path root = Path.of("..").toAbsolutePath().normalize();
    Path assembly =
        new Synthesis(root, Path.of("target/demo-test").toAbsolutePath(), System.err::println)
            .assembly();
    stack =
        LocalStack.builder(root, assembly, data)
            .fresh()
            .endpointFilter((function, service, endpoint) -> proxy(service, endpoint).endpoint())
            .report(System.err::println)
            .start();
  }

  private static FaultProxy proxy(String service, URI endpoint) {
    return proxies.computeIfAbsent(
        service,
        name -> {
          try {
            return new FaultProxy(name, endpoint);
          } catch (IOException failed) {
            throw new UncheckedIOException(failed);
          }
        });
  }

  @AfterEach
  void heal() {
    proxies.values().forEach(FaultProxy::heal);
  }

  @AfterAll
  static void stop() {
    stack.close();
    proxies.values().forEach(FaultProxy::close);
  }

  @Test
  void throttledPutsAreDeliveredAgain() throws Exception {
    long before = stack.deliveries().retried();
    AtomicInteger left =
        inject(
            "DYNAMODB",
            "PutItem",
            4 * DOCUMENTS,
            FaultProxy.Answer.error(400, "ThrottlingException"));

    assertEachPredicted(run());
    assertThat(left).hasNonPositiveValue();
    assertThat(stack.deliveries().retried()).isGreaterThan(before);
  }

  @Test
  void anEndpointThatAnswers503ForAWhileIsAskedAgain() throws Exception {
    AtomicInteger left =
        inject(
            "SAGEMAKER_RUNTIME",
            "InvokeEndpoint",
            FAULTS,
            FaultProxy.Answer.error(503, "ServiceUnavailable"));

    assertEachPredicted(run());
    assertThat(left).hasNonPositiveValue();
  }

  @Test
  void anEndpointThatHangsIsGivenUpInTimeAndAskedAgain() throws Exception {
    AtomicInteger calls = new AtomicInteger();
    CountDownLatch healed = new CountDownLatch(1);
    proxies
        .get("SAGEMAKER_RUNTIME")
        .inject(
            (operation, body) -> {
              if (calls.incrementAndGet() == 1) {
                healed.await();
              }
              return Optional.empty();
            });

    try {
      assertEachPredicted(run());
    } finally {
      healed.countDown();
    }
    assertThat(calls).hasValueGreaterThan(1);
  }

  @Test
  void zipCodesThatStayUnprocessedAreAskedForAgain() throws Exception {
    AtomicInteger left = new AtomicInteger(3);
    proxies
        .get("DYNAMODB")
        .inject(
            (operation, body) ->
                operation.equals("BatchGetItem") && left.getAndDecrement() > 0
                    ? Optional.of(unprocessed(body))
                    : Optional.empty());

    List<JsonNode> lines = run();

    assertEachPredicted(lines);
    assertThat(left).hasNonPositiveValue();
    assertThat(lines)
        .allSatisfy(line -> assertThat(line.path("features").path("zip_known").asInt()).isZero());
  }

  private static FaultProxy.Answer unprocessed(byte[] body) {
    try {
      return new FaultProxy.Answer(
          200,
          Map.of("Content-Type", "application/x-amz-json-1.0"),
          "{\"Responses\":{},\"UnprocessedKeys\":%s}"
              .formatted(JSON.readTree(body).path("RequestItems")));
    } catch (IOException notJson) {
      throw new UncheckedIOException(notJson);
    }
  }

  @Test
  void logRowsThatTheStreamRefusesArePutAgain() throws Exception {
    AtomicInteger left = new AtomicInteger(FAULTS);
    proxies
        .get("KINESIS")
        .inject(
            (operation, body) ->
                operation.equals("PutRecords") && left.getAndDecrement() > 0
                    ? Optional.of(refused(body))
                    : Optional.empty());

    assertEachPredicted(run());
    assertThat(left).hasNonPositiveValue();
  }

  private static FaultProxy.Answer refused(byte[] body) {
    try {
      int records = JSON.readTree(body).path("Records").size();
      String each =
          "{\"ErrorCode\":\"ProvisionedThroughputExceededException\",\"ErrorMessage\":\"injected\"}";
      return new FaultProxy.Answer(
          200,
          Map.of("Content-Type", "application/x-amz-json-1.1"),
          "{\"FailedRecordCount\":%d,\"Records\":[%s]}"
              .formatted(records, String.join(",", Collections.nCopies(records, each))));
    } catch (IOException notJson) {
      throw new UncheckedIOException(notJson);
    }
  }

  @Test
  void aQuarantineThatIsSlowToTakeRecordsLosesNone() throws Exception {
    AtomicInteger left =
        inject(
            "S3",
            "PutObject",
            FAULTS,
            new FaultProxy.Answer(503, Map.of(), "<Error><Code>SlowDown</Code></Error>"));

    List<JsonNode> lines =
        run(document("good", TIME), "not json", document("seconds", TIME / 1000));

    assertThat(statuses(lines)).containsExactly("predicted", "quarantined", "quarantined");
    assertThat(left).hasNonPositiveValue();
  }

  @Test
  void aVectorThatTheModelRefusesIsQuarantinedAloneAndTheOthersArePredicted() throws Exception {
    proxies
        .get("SAGEMAKER_RUNTIME")
        .inject(
            (operation, body) ->
                new String(body, StandardCharsets.UTF_8).contains("\"day_of_year\":1,")
                    ? Optional.of(
                        new FaultProxy.Answer(
                            424,
                            Map.of(
                                "x-amzn-ErrorType",
                                "ModelError",
                                "Content-Type",
                                "application/json"),
                            "{\"Message\":\"m\",\"OriginalStatusCode\":400,\"OriginalMessage\":\"day_of_year\"}"))
                    : Optional.empty());
    List<String> documents = documents();
    documents.add(5, document("refused", OTHER_DAY));

    List<JsonNode> lines = run(documents.toArray(String[]::new));

    assertThat(lines.get(5).path("status").asText()).isEqualTo("quarantined");
    assertThat(lines.get(5).path("reason").asText()).isEqualTo("model_rejected");
    assertThat(lines.get(5).path("detail").asText()).contains("400").contains("day_of_year");
    lines.remove(5);
    assertEachPredicted(lines);
  }

  @Test
  void aFunctionThatDiesInMidBatchLosesAndDoublesNothing() throws Exception {
    AtomicInteger puts = new AtomicInteger();
    proxies
        .get("DYNAMODB")
        .inject(
            (operation, body) -> {
              if (operation.equals("PutItem") && puts.incrementAndGet() == DOCUMENTS / 2) {
                stack.functions().kill("ScoreSessions");
              }
              return Optional.empty();
            });

    assertEachPredicted(run());
    assertThat(puts.get()).isGreaterThanOrEqualTo(DOCUMENTS);
  }

  /** Answers the next calls of an operation; the counter falls by one with each that comes. */
  private static AtomicInteger inject(
      String service, String operation, int times, FaultProxy.Answer answer) {
    AtomicInteger left = new AtomicInteger(times);
    proxies
        .get(service)
        .inject(
            (called, body) ->
                called.equals(operation) && left.getAndDecrement() > 0
                    ? Optional.of(answer)
                    : Optional.empty());
    return left;
  }

  private static List<String> documents() {
    return IntStream.range(0, DOCUMENTS)
        .mapToObj(i -> document("d" + i, TIME))
        .collect(Collectors.toCollection(ArrayList::new));
  }

  /** Its id is one of this run's own; so is its zip code, which no cache knows. */
  private static String document(String id, long time) {
    return "{\"_id\":\"%s-%d\",\"_source\":{\"createdDateTime\":%d,\"zipCode\":\"x%d\"}}"
        .formatted(id, run.get(), time, run.get());
  }

  private List<JsonNode> run() throws Exception {
    return run(documents().toArray(String[]::new));
  }

  private List<JsonNode> run(String... documents) throws Exception {
    run.incrementAndGet();
    Path input =
        Files.writeString(directory.resolve("input.ndjson"), String.join("\n", documents) + "\n");
    Path output = directory.resolve("output.ndjson");
    MainJob job = MainJob.run(stack, MainJob.read(input), line -> {});
    job.write(output);
    assertThat(job.missingLines()).isEmpty();
    List<JsonNode> lines = new ArrayList<>();
    for (String line : Files.readAllLines(output)) {
      lines.add(JSON.readTree(line));
    }
    return lines;
  }

  private static List<String> statuses(List<JsonNode> lines) {
    return lines.stream().map(line -> line.path("status").asText()).toList();
  }

  private static void assertEachPredicted(List<JsonNode> lines) {
    assertThat(statuses(lines)).hasSize(DOCUMENTS).containsOnly("predicted");
  }
}
