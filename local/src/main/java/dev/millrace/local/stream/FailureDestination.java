package dev.millrace.local.stream;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.sqs.SqsClient;

/** Writes what failed for good to a bucket, as Lambda's S3 on-failure destination does. */
final class FailureDestination {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final DateTimeFormatter KEY_DAY = utc("yyyy/MM/dd");
  private static final DateTimeFormatter KEY_TIME = utc("yyyy-MM-dd'T'HH.mm.ss");
  private static final DateTimeFormatter MILLIS = utc("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'");

  private static DateTimeFormatter utc(String pattern) {
    return DateTimeFormatter.ofPattern(pattern).withZone(ZoneOffset.UTC);
  }

  /** Why Lambda gave up, in its own words. */
  enum Condition {
    RETRY_ATTEMPTS_EXHAUSTED("RetryAttemptsExhausted"),
    RECORD_AGE_EXCEEDED("RecordAgeExceeded");

    private final String text;

    Condition(String text) {
      this.text = text;
    }
  }

  private final EventSourceMapping mapping;
  private final S3Client s3;
  private final SqsClient sqs;
  private final Clock clock;
  private final Consumer<String> report;

  FailureDestination(
      EventSourceMapping mapping,
      S3Client s3,
      SqsClient sqs,
      Clock clock,
      Consumer<String> report) {
    this.mapping = mapping;
    this.s3 = s3;
    this.sqs = sqs;
    this.clock = clock;
    this.report = report;
  }

  /**
   * Writes one object, or one message, for a batch, if the mapping has a bucket or a queue.
   *
   * @param functionError whether the last invocation failed as a whole
   */
  void write(
      String shardId,
      List<StreamRecord> batch,
      Condition condition,
      int invocations,
      boolean functionError) {
    report.accept(
        "%d records of %s are given up: %s"
            .formatted(batch.size(), mapping.stream(), condition.text));
    Instant now = clock.instant();
    ObjectNode body = body(shardId, batch, condition, invocations, functionError, now);
    mapping.failuresQueue().ifPresent(queue -> tell(queue, body.toString()));
    if (mapping.failuresBucket().isEmpty()) {
      return;
    }
    // A bucket alone gets the records themselves.
    byte[] event = new KinesisEvent(mapping, shardId).of(batch);
    body.put("payload", new String(event, StandardCharsets.UTF_8));
    String key =
        "aws/lambda/%s/%s/%s/%s-%s"
            .formatted(
                mapping.id(),
                shardId,
                KEY_DAY.format(now),
                KEY_TIME.format(now),
                UUID.randomUUID());
    s3.putObject(
        request -> request.bucket(mapping.failuresBucket().get()).key(key),
        RequestBody.fromString(body.toString()));
  }

  private void tell(String queue, String body) {
    String url = sqs.getQueueUrl(get -> get.queueName(queue)).queueUrl();
    sqs.sendMessage(send -> send.queueUrl(url).messageBody(body));
  }

  private ObjectNode body(
      String shardId,
      List<StreamRecord> batch,
      Condition condition,
      int invocations,
      boolean functionError,
      Instant now) {
    ObjectNode body = JSON.createObjectNode();
    body.putObject("requestContext")
        .put("requestId", UUID.randomUUID().toString())
        .put("functionArn", mapping.function())
        .put("condition", condition.text)
        .put("approximateInvokeCount", invocations);
    ObjectNode response =
        body.putObject("responseContext").put("statusCode", 200).put("executedVersion", "1");
    if (functionError) {
      response.put("functionError", "Unhandled");
    } else {
      response.putNull("functionError");
    }
    body.put("version", "1.0").put("timestamp", MILLIS.format(now));
    body.putObject("KinesisBatchInfo")
        .put("shardId", shardId)
        .put("startSequenceNumber", batch.getFirst().sequenceNumber().toString())
        .put("endSequenceNumber", batch.getLast().sequenceNumber().toString())
        .put("approximateArrivalOfFirstRecord", MILLIS.format(batch.getFirst().arrival()))
        .put("approximateArrivalOfLastRecord", MILLIS.format(batch.getLast().arrival()))
        .put("batchSize", batch.size())
        .put("streamArn", mapping.streamArn());
    return body;
  }
}
