package dev.millrace.infra.platform;

import dev.millrace.infra.capability.CapabilityData;
import dev.millrace.infra.construct.Storage;
import dev.millrace.infra.settings.PlatformSettings;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.services.kinesis.CfnStream;
import software.amazon.awscdk.services.kinesis.Stream;
import software.amazon.awscdk.services.kinesis.StreamEncryption;
import software.amazon.awscdk.services.kinesis.StreamMode;
import software.amazon.awscdk.services.s3.LifecycleRule;
import software.amazon.awscdk.services.sns.Topic;

/**
 * What all capabilities share: the streams between them, who may call the API and the record of
 * what callers changed, where alarms go, and where failed runs of jobs end.
 */
public final class PlatformData {
  /**
   * What the stream of sessions takes a record, in KiB: one more than the 1 MiB that producers may
   * send, for the longer partition key of a redriven record.
   */
  public static final int SESSIONS_RECORD_KIB = 1025;

  private final Users users;

  /** Declares all of it in a stack. */
  public PlatformData(CapabilityData stack, PlatformSettings settings) {
    stack.accessLogs(
        List.of(
            LifecycleRule.builder()
                .expiration(Duration.days(90))
                .noncurrentVersionExpiration(Duration.days(1))
                .build()));
    var sessions = stream(stack, "Sessions", settings);
    ((CfnStream) sessions.getNode().getDefaultChild()).setMaxRecordSizeInKiB(SESSIONS_RECORD_KIB);
    stream(stack, "ServiceEvents", settings);
    stream(stack, "Predictions", settings);
    stack.table(
        "Audit",
        "day",
        table -> table.sortKey(Storage.text("time_id")).timeToLiveAttribute("expires_at"));
    stack.deadLetters("JobFailures");
    stack.deadLetters("ScheduleDeadLetters");
    var topic = new AlarmTopic(stack, "Alarms", settings.alarmEmails()).topic;
    stack.declare(Topic.class, "Alarms", topic);
    stack.output("AlarmsTopic", topic.getTopicArn());
    users = new Users(stack, "Users", stack.storage().removal(), settings.clients());
    stack.output("UserPoolId", users.pool.getUserPoolId());
    users.clients.forEach(
        (name, client) -> stack.output(outputOfClient(name), client.getUserPoolClientId()));
    stack.output("TokenUrl", users.domain.baseUrl() + "/oauth2/token");
  }

  /** {@code NightlyExportClientId} for the client {@code nightly-export}. */
  private static String outputOfClient(String name) {
    return Arrays.stream(name.split("-"))
            .filter(word -> !word.isEmpty())
            .map(word -> word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1))
            .collect(Collectors.joining())
        + "ClientId";
  }

  Users users() {
    return users;
  }

  private static Stream stream(CapabilityData stack, String id, PlatformSettings settings) {
    var builder =
        Stream.Builder.create(stack, id)
            .encryption(StreamEncryption.MANAGED)
            .retentionPeriod(Duration.hours(settings.streams().retention().toHours()))
            .removalPolicy(stack.storage().removal());
    settings
        .streams()
        .shards()
        .ifPresentOrElse(
            shards -> builder.streamMode(StreamMode.PROVISIONED).shardCount(shards),
            () -> builder.streamMode(StreamMode.ON_DEMAND));
    var stream = builder.build();
    stack.declare(id, stream);
    return stream;
  }
}
