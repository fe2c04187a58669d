package dev.millrace.local.stream;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.local.template.TemplateException;
import java.time.Instant;
import java.util.Optional;
import software.amazon.awssdk.services.kinesis.model.GetShardIteratorRequest;
import software.amazon.awssdk.services.kinesis.model.ShardIteratorType;

/**
 * Where a new event source mapping begins in each shard.
 *
 * @param type TRIM_HORIZON or AT_TIMESTAMP
 * @param time of the first record's arrival, with AT_TIMESTAMP only
 */
public record StartingPosition(ShardIteratorType type, Optional<Instant> time) {

  /**
   * What a mapping's properties say.
   *
   * @throws TemplateException when it is not one that this stack's templates have, or its time is
   *     missing
   */
  static StartingPosition of(JsonNode properties) {
    String position = properties.path("StartingPosition").asText();
    return switch (position) {
      case "TRIM_HORIZON" -> new StartingPosition(ShardIteratorType.TRIM_HORIZON, Optional.empty());
      case "AT_TIMESTAMP" -> {
        JsonNode seconds = properties.path("StartingPositionTimestamp");
        if (!seconds.isNumber()) {
          throw new TemplateException(
              "StartingPositionTimestamp is %s; expected seconds since 1970".formatted(seconds));
        }
        yield new StartingPosition(
            ShardIteratorType.AT_TIMESTAMP, Optional.of(Instant.ofEpochSecond(seconds.asLong())));
      }
      default ->
          throw new TemplateException(
              "StartingPosition is '%s'; expected TRIM_HORIZON or AT_TIMESTAMP"
                  .formatted(position));
    };
  }

  void in(GetShardIteratorRequest.Builder request) {
    request.shardIteratorType(type);
    time.ifPresent(request::timestamp);
  }
}
