package dev.millrace.local.stream;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.local.template.Intrinsics;
import dev.millrace.local.template.Resource;
import dev.millrace.local.template.TemplateException;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a template says about a Kinesis stream as the source of a function's events.
 *
 * @param id the mapping's UUID, the same at every start
 * @param function an ARN with its alias, or a name
 * @param eventSourceArn of the stream, or of a fan-out consumer of it
 * @param batchSize most records in an event
 * @param batchingWindow longest wait for a full batch
 * @param parallelizationFactor events of one shard under way at once, records of one partition key
 *     in order
 * @param start where a mapping begins that has no checkpoint
 * @param bisect whether a batch is halved when the function fails
 * @param partialResponses whether the function says which records failed
 * @param maximumRetryAttempts empty for no bound
 * @param maximumRecordAge empty for no bound
 * @param failuresBucket where what failed for good goes, with its records
 * @param failuresQueue where is told what failed for good, without its records
 * @param filter which records reach the function at all
 */
public record EventSourceMapping(
    String id,
    String function,
    String eventSourceArn,
    int batchSize,
    Duration batchingWindow,
    int parallelizationFactor,
    StartingPosition start,
    boolean bisect,
    boolean partialResponses,
    Optional<Integer> maximumRetryAttempts,
    Optional<Duration> maximumRecordAge,
    Optional<String> failuresBucket,
    Optional<String> failuresQueue,
    RecordFilter filter) {

  /** Lambda's own, and its default. */
  private static final int UNBOUNDED = -1;

  private static final Pattern BUCKET = Pattern.compile("arn:aws:s3:::(.+)");
  private static final Pattern QUEUE = Pattern.compile("arn:aws:sqs:[^:]*:[^:]*:(.+)");

  /** The mapping that a template's resource declares, with Lambda's defaults. */
  public static EventSourceMapping of(Resource resource, Intrinsics intrinsics) {
    JsonNode properties = intrinsics.resolve(resource, resource.properties());
    String source = properties.path("EventSourceArn").asText();
    if (!source.startsWith("arn:aws:kinesis:")) {
      throw new TemplateException(
          "%s reads from %s; the local stack polls Kinesis streams and SQS queues"
              .formatted(resource, source));
    }
    return new EventSourceMapping(
        resource.uuid(),
        properties.path("FunctionName").asText(),
        source,
        properties.path("BatchSize").asInt(100),
        Duration.ofSeconds(properties.path("MaximumBatchingWindowInSeconds").asInt(0)),
        properties.path("ParallelizationFactor").asInt(1),
        StartingPosition.of(properties),
        properties.path("BisectBatchOnFunctionError").asBoolean(false),
        properties.path("FunctionResponseTypes").toString().contains("ReportBatchItemFailures"),
        bounded(properties.path("MaximumRetryAttempts")),
        bounded(properties.path("MaximumRecordAgeInSeconds")).map(Duration::ofSeconds),
        destination(resource, properties, BUCKET),
        destination(resource, properties, QUEUE),
        RecordFilter.of(properties.path("FilterCriteria"), resource));
  }

  private static Optional<Integer> bounded(JsonNode value) {
    int number = value.asInt(UNBOUNDED);
    return number == UNBOUNDED ? Optional.empty() : Optional.of(number);
  }

  /** The name of the bucket or queue, where it is of this kind. */
  private static Optional<String> destination(
      Resource resource, JsonNode properties, Pattern kind) {
    String arn =
        properties.path("DestinationConfig").path("OnFailure").path("Destination").asText();
    if (!arn.isEmpty() && !BUCKET.matcher(arn).matches() && !QUEUE.matcher(arn).matches()) {
      throw new TemplateException(
          "%s sends failures to %s; the local stack knows S3 buckets and SQS queues"
              .formatted(resource, arn));
    }
    Matcher name = kind.matcher(arn);
    return name.matches() ? Optional.of(name.group(1)) : Optional.empty();
  }

  /** Name of the stream, whether it is read itself or through a consumer. */
  public String stream() {
    String resource =
        eventSourceArn.substring(eventSourceArn.indexOf(":stream/") + ":stream/".length());
    return resource.contains("/") ? resource.substring(0, resource.indexOf('/')) : resource;
  }

  /** ARN of the stream itself. */
  String streamArn() {
    return eventSourceArn.substring(0, eventSourceArn.indexOf(":stream/")) + ":stream/" + stream();
  }

  String region() {
    return eventSourceArn.split(":", -1)[3];
  }
}
