package dev.millrace.infra.construct;

import java.time.Instant;
import java.util.Optional;
import software.amazon.awscdk.Names;
import software.amazon.awscdk.UniqueResourceNameOptions;
import software.amazon.awscdk.services.kinesis.CfnStreamConsumer;
import software.constructs.Construct;

/**
 * A fan-out consumer of a stream. CloudFormation changes nothing of a consumer in place: for
 * another name, stream or tag it makes a new one before it deletes the old one, and two of one name
 * clash. So the name follows from the construct's path, and no tag gets there.
 */
public final class FanOutConsumer {
  private FanOutConsumer() {}

  /**
   * Declares a consumer.
   *
   * @param startAt where its event source mapping starts. With another start the consumer is a new
   *     one, because Lambda refuses a second mapping of one function and one consumer
   */
  public static CfnStreamConsumer create(
      Construct parent, String id, String streamArn, Optional<Instant> startAt) {
    var scope = new Construct(parent, id);
    var name =
        Names.uniqueResourceName(scope, UniqueResourceNameOptions.builder().maxLength(100).build());
    var consumer =
        CfnStreamConsumer.Builder.create(scope, "Resource")
            .streamArn(streamArn)
            .consumerName(startAt.map(start -> name + "-" + start.getEpochSecond()).orElse(name))
            .build();
    consumer.addPropertyDeletionOverride("Tags");
    return consumer;
  }
}
