package dev.millrace.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.local.fixture.ModelsStack;
import dev.millrace.local.fixture.RecorderStack;
import dev.millrace.local.support.StackException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.core.SdkBytes;

/** A custom resource routes to a version, and the template's model server loads it. */
class ServedModelsTest {
  @TempDir private static Path directory;
  private static LocalStack stack;

  @BeforeAll
  static void start() throws Exception {
    stack = ModelsStack.start(directory, "SUCCESS");
  }

  @AfterAll
  static void stop() {
    stack.close();
    assertThat(ProcessHandle.current().descendants()).isEmpty();
  }

  @Test
  void aStackThatIsReadyScoresWithWhatItsCustomResourceRouted() throws Exception {
    URI runtime = URI.create(stack.environment().get("AWS_ENDPOINT_URL_SAGEMAKER_RUNTIME"));
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpResponse<String> answer =
          client.send(
              HttpRequest.newBuilder(runtime.resolve("/endpoints/endpoint/invocations"))
                  .header("Content-Type", "text/csv")
                  .header(
                      "X-Amzn-SageMaker-Custom-Attributes",
                      "model=session-conversion;model_version=1.0.0")
                  .POST(HttpRequest.BodyPublishers.ofString("322,6,21,1,82000,7170.4"))
                  .build(),
              HttpResponse.BodyHandlers.ofString());

      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
      assertThat(Double.parseDouble(answer.body())).isBetween(0.0, 1.0);
    }
  }

  @Test
  void theFunctionOfACustomResourceIsAskedAsByCloudFormation() throws Exception {
    JsonNode event = new ObjectMapper().readTree(directory.resolve("stack/seeded.json").toFile());

    assertThat(event.path("RequestType").asText()).isEqualTo("Create");
    assertThat(event.path("ResourceType").asText()).isEqualTo("Custom::Seed");
    assertThat(event.path("LogicalResourceId").asText()).isEqualTo("Seed1");
    assertThat(event.at("/ResourceProperties/Version").asText()).isEqualTo("1.0.0");
    assertThat(event.at("/ResourceProperties/Weight")).hasToString("\"5\"");
    assertThat(event.at("/ResourceProperties/Last")).hasToString("\"true\"");
    assertThat(event.at("/ResourceProperties/ServiceToken").asText()).endsWith(":Seeder");
  }

  @Test
  void aRecordThatTheFilterDropsReachesNoFunctionAndCountsAsConsumed() {
    put("{\"shadowed\": false, \"id\": \"dropped\"}");
    put("no JSON, dropped");
    put("{\"shadowed\": true, \"id\": \"passed\"}");
    String last = put("{\"id\": \"dropped\"}");

    RecorderStack.await(() -> checkpoints().stream().anyMatch(line -> line.endsWith(last)));

    assertThat(trace()).anyMatch(line -> line.contains("passed"));
    assertThat(trace()).noneMatch(line -> line.contains("dropped"));
  }

  @Test
  void onlyAFunctionThatMayInvokeOthersIsToldWhere() {
    assertThat(stack.functions().find("Seeder").orElseThrow().environment())
        .containsEntry(
            "AWS_ENDPOINT_URL_LAMBDA", stack.environment().get("AWS_ENDPOINT_URL_LAMBDA"));
    assertThat(stack.functions().find("Recorder").orElseThrow().environment())
        .doesNotContainKey("AWS_ENDPOINT_URL_LAMBDA");
  }

  @ParameterizedTest
  @CsvSource({
    "FAILED,was not made: asked to answer so",
    "NOTHING,was not made: its function put nothing to the response URL"
  })
  void aCustomResourceThatIsNotMadeEndsTheStart(String answer, String reason, @TempDir Path other) {
    assertThatThrownBy(() -> ModelsStack.start(other, answer))
        .isInstanceOf(StackException.class)
        .hasMessageContaining("Seed1 (Custom::Seed)")
        .hasMessageContaining(reason);
  }

  private static String put(String data) {
    return stack
        .clients()
        .kinesis()
        .putRecord(
            put -> put.streamName("log").partitionKey("key").data(SdkBytes.fromUtf8String(data)))
        .sequenceNumber();
  }

  private static List<String> trace() {
    return lines(directory.resolve("stack/trace"));
  }

  private static List<String> checkpoints() {
    String mapping = stack.mappings().getFirst().id();
    return lines(directory.resolve("stack/data/checkpoints/" + mapping + ".properties"));
  }

  private static List<String> lines(Path file) {
    try {
      return Files.exists(file) ? Files.readAllLines(file) : List.of();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
