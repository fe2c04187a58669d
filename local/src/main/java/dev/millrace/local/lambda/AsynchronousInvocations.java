package dev.millrace.local.lambda;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.local.template.CloudAssembly;
import dev.millrace.local.template.Intrinsics;
import dev.millrace.local.template.Resource;
import java.io.IOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sqs.SqsClient;

/**
 * Invocations that nobody waits for: retried as the template says, then sent to the function's
 * on-failure queue.
 */
public final class AsynchronousInvocations implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int DEFAULT_RETRIES = 2;

  /** Lambda waits one minute, then two. */
  private static final long FIRST_WAIT_MILLIS = 1000;

  private record Settings(int retries, Optional<String> onFailureQueue) {}

  private final Functions functions;
  private final SqsClient sqs;
  private final Consumer<String> report;
  private final Map<String, Settings> settings = new HashMap<>();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  public AsynchronousInvocations(
      Functions functions,
      CloudAssembly assembly,
      Intrinsics intrinsics,
      SqsClient sqs,
      Consumer<String> report) {
    this.functions = functions;
    this.sqs = sqs;
    this.report = report;
    for (Resource resource : assembly.resources("AWS::Lambda::EventInvokeConfig")) {
      String function = intrinsics.property(resource, "FunctionName").asText();
      String destination =
          intrinsics
              .property(resource, "DestinationConfig")
              .path("OnFailure")
              .path("Destination")
              .asText();
      functions
          .find(function)
          .ifPresent(
              found ->
                  settings.put(
                      found.name(),
                      new Settings(
                          intrinsics
                              .property(resource, "MaximumRetryAttempts")
                              .asInt(DEFAULT_RETRIES),
                          destination.startsWith("arn:aws:sqs:")
                              ? Optional.of(destination)
                              : Optional.empty())));
    }
  }

  /**
   * Hands an event to a function, without waiting for what comes of it.
   *
   * @throws IllegalArgumentException when there is no such function
   */
  public void invoke(String reference, SdkBytes event) {
    LambdaFunction function = functions.existing(reference);
    threads.execute(() -> retrying(function, event));
  }

  private void retrying(LambdaFunction function, SdkBytes event) {
    Settings chosen =
        settings.getOrDefault(function.name(), new Settings(DEFAULT_RETRIES, Optional.empty()));
    try {
      InvocationResult result = functions.invoke(function.name(), event).get();
      int retries = 0;
      while (result instanceof InvocationResult.FunctionError && retries < chosen.retries()) {
        Thread.sleep(FIRST_WAIT_MILLIS << retries++);
        result = functions.invoke(function.name(), event).get();
      }
      if (result instanceof InvocationResult.FunctionError error) {
        failed(function, chosen, event, error, retries + 1);
      }
    } catch (ExecutionException | IOException | SdkException e) {
      report.accept(
          "An asynchronous invocation of %s is lost, as its failure cannot be kept: %s"
              .formatted(function.name(), e.getMessage()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void failed(
      LambdaFunction function,
      Settings chosen,
      SdkBytes event,
      InvocationResult.FunctionError error,
      int invocations)
      throws IOException {
    report.accept(
        "%s failed for good: %s".formatted(function.name(), error.payload().asUtf8String()));
    if (chosen.onFailureQueue().isEmpty()) {
      return;
    }
    ObjectNode record = JSON.createObjectNode();
    record.put("version", "1.0").put("timestamp", Instant.now().toString());
    record
        .putObject("requestContext")
        .put("requestId", UUID.randomUUID().toString())
        .put("functionArn", function.arn() + ":live")
        .put("condition", "RetriesExhausted")
        .put("approximateInvokeCount", invocations);
    record.set("requestPayload", JSON.readTree(event.asByteArrayUnsafe()));
    record
        .putObject("responseContext")
        .put("statusCode", 200)
        .put("executedVersion", "1")
        .put("functionError", "Unhandled");
    JsonNode answer = JSON.readTree(error.payload().asByteArrayUnsafe());
    record.set("responsePayload", answer);
    String arn = chosen.onFailureQueue().get();
    String queue = arn.substring(arn.lastIndexOf(':') + 1);
    String url = sqs.getQueueUrl(request -> request.queueName(queue)).queueUrl();
    sqs.sendMessage(request -> request.queueUrl(url).messageBody(record.toString()));
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
