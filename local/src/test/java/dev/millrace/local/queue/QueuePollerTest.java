package dev.millrace.local.queue;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.local.emulator.SqsEmulator;
import dev.millrace.local.fixture.RecorderStack;
import dev.millrace.local.lambda.InvocationResult;
import dev.millrace.local.support.LocalCredentials;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** The poller on a real queue; the function is the test's own. */
class QueuePollerTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int RECEIVED_AT_MOST = 3;

  private final List<JsonNode> events = new CopyOnWriteArrayList<>();
  private SqsEmulator emulator;
  private SqsClient sqs;
  private String queue;
  private String deadLetters;

  @BeforeEach
  void start() throws IOException {
    emulator = SqsEmulator.start();
    sqs =
        SqsClient.builder()
            .endpointOverride(emulator.endpoint())
            .region(Region.EU_WEST_1)
            .credentialsProvider(LocalCredentials.create())
            .build();
    deadLetters = sqs.createQueue(request -> request.queueName("dead-letters")).queueUrl();
    String redrive =
        "{\"deadLetterTargetArn\":\"arn:aws:sqs:eu-west-1:000000000000:dead-letters\",\"maxReceiveCount\":%d}"
            .formatted(RECEIVED_AT_MOST);
    queue =
        sqs.createQueue(
                request ->
                    request
                        .queueName("parts")
                        .attributes(Map.of(QueueAttributeName.REDRIVE_POLICY, redrive)))
            .queueUrl();
  }

  @AfterEach
  void stop() {
    sqs.close();
    emulator.close();
  }

  @Test
  void aMessageIsHandedOverAsLambdaDoesAndIsGone() throws Exception {
    try (QueuePoller poller = poller(1, event -> answer("{}"))) {
      poller.start();
      send("first");
      awaitDelivered(1);
    }

    JsonNode message = events.getFirst().at("/Records/0");
    assertThat(message.path("body").asText()).isEqualTo("first");
    assertThat(message.path("messageId").asText()).isNotEmpty();
    assertThat(message.path("receiptHandle").asText()).isNotEmpty();
    assertThat(message.at("/attributes/ApproximateReceiveCount").asText()).isEqualTo("1");
    assertThat(message.path("eventSource").asText()).isEqualTo("aws:sqs");
    assertThat(message.path("eventSourceARN").asText())
        .isEqualTo("arn:aws:sqs:eu-west-1:000000000000:parts");
    assertThat(message.path("awsRegion").asText()).isEqualTo("eu-west-1");
  }

  @Test
  void anEventHoldsNoMoreThanABatch() throws Exception {
    send("1", "2", "3", "4", "5", "6", "7");
    try (QueuePoller poller = poller(5, event -> answer("{}"))) {
      poller.start();
      awaitDelivered(7);
    }

    assertThat(events).allSatisfy(event -> assertThat(bodies(event)).hasSizeLessThanOrEqualTo(5));
    assertThat(delivered()).containsExactlyInAnyOrder("1", "2", "3", "4", "5", "6", "7");
  }

  @Test
  void onlyWhatIsReportedAsFailedComesBack() throws Exception {
    Set<String> refused = ConcurrentHashMap.newKeySet();
    send("good", "refused");
    try (QueuePoller poller =
        poller(
            10,
            event -> {
              for (JsonNode record : event.path("Records")) {
                if (record.path("body").asText().equals("refused") && refused.add("refused")) {
                  return failed(record.path("messageId").asText());
                }
              }
              return answer("{\"batchItemFailures\":[]}");
            })) {
      poller.start();
      awaitDelivered(3);
    }

    assertThat(delivered()).containsExactlyInAnyOrder("good", "refused", "refused");
  }

  @Test
  void anAnswerThatNamesAnUnknownMessageFailsTheBatch() throws Exception {
    send("once");
    try (QueuePoller poller =
        poller(10, event -> events.size() == 1 ? failed("nobody") : answer("{}"))) {
      poller.start();
      awaitDelivered(2);
    }

    assertThat(delivered()).containsExactly("once", "once");
  }

  @Test
  void whatKeepsFailingGoesToTheDeadLetterQueue() throws Exception {
    send("hopeless");
    try (QueuePoller poller =
        poller(
            10,
            event ->
                new InvocationResult.FunctionError(
                    SdkBytes.fromUtf8String("{\"errorType\":\"x\"}")))) {
      poller.start();
      RecorderStack.await(() -> count(deadLetters) == 1);
    }

    assertThat(delivered()).hasSize(RECEIVED_AT_MOST);
  }

  @Test
  void noMoreEventsAreUnderWayThanTheMappingAllows() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    send("1", "2", "3");
    try (QueuePoller poller =
        poller(
            1,
            event -> {
              release.await();
              return answer("{}");
            })) {
      poller.start();
      RecorderStack.await(() -> events.size() == 2);
      assertThat(count(queue)).isEqualTo(3);
      assertThat(visible(queue)).isEqualTo(1);
      release.countDown();
      awaitDelivered(3);
    }

    assertThat(delivered()).containsExactlyInAnyOrder("1", "2", "3");
  }

  /** What the function of a test does with an event. */
  private interface Behaviour {
    InvocationResult of(JsonNode event) throws InterruptedException;
  }

  private QueuePoller poller(int batchSize, Behaviour behaviour) {
    QueueMapping mapping =
        new QueueMapping(
            "Function:live",
            "arn:aws:sqs:eu-west-1:000000000000:parts",
            batchSize,
            Duration.ZERO,
            true,
            2);
    return new QueuePoller(
        mapping,
        bytes -> {
          JsonNode event = json(bytes);
          events.add(event);
          return behaviour.of(event);
        },
        sqs,
        problem -> events.add(JSON.getNodeFactory().textNode(problem)));
  }

  private static JsonNode json(SdkBytes bytes) {
    try {
      return JSON.readTree(bytes.asByteArrayUnsafe());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static InvocationResult answer(String json) {
    return new InvocationResult.Answer(SdkBytes.fromUtf8String(json));
  }

  private static InvocationResult failed(String messageId) {
    return answer("{\"batchItemFailures\":[{\"itemIdentifier\":\"" + messageId + "\"}]}");
  }

  private void send(String... bodies) {
    for (String body : bodies) {
      sqs.sendMessage(request -> request.queueUrl(queue).messageBody(body));
    }
  }

  private void awaitDelivered(int messages) throws InterruptedException {
    RecorderStack.await(() -> delivered().size() >= messages && count(queue) == 0);
  }

  /** Messages that are visible or under way, counted in one call. */
  private int count(String url) {
    return attributes(url).values().stream().mapToInt(Integer::parseInt).sum();
  }

  private int visible(String url) {
    return Integer.parseInt(attributes(url).get(QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES));
  }

  private Map<QueueAttributeName, String> attributes(String url) {
    return sqs.getQueueAttributes(
            request ->
                request
                    .queueUrl(url)
                    .attributeNames(
                        QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES,
                        QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE))
        .attributes();
  }

  private static List<String> bodies(JsonNode event) {
    List<String> bodies = new ArrayList<>();
    event.path("Records").forEach(record -> bodies.add(record.path("body").asText()));
    return bodies;
  }

  private List<String> delivered() {
    return events.stream().flatMap(event -> bodies(event).stream()).toList();
  }
}
