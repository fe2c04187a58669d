package dev.millrace.infra.capability;

import dev.millrace.infra.construct.NagReason;
import dev.millrace.infra.construct.Storage;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import software.amazon.awscdk.Annotations;
import software.amazon.awscdk.CfnOutput;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.StackProps;
import software.amazon.awscdk.services.dynamodb.Table;
import software.amazon.awscdk.services.iam.PolicyStatement;
import software.amazon.awscdk.services.iam.ServicePrincipal;
import software.amazon.awscdk.services.kinesis.Stream;
import software.amazon.awscdk.services.s3.Bucket;
import software.amazon.awscdk.services.s3.IBucket;
import software.amazon.awscdk.services.s3.LifecycleRule;
import software.amazon.awscdk.services.sqs.Queue;
import software.constructs.Construct;
import software.constructs.IConstruct;

/**
 * The stack of what a capability keeps: it outlives the functions, and with {@code retain} itself.
 * What is declared here is encrypted and kept as {@link Storage} says, others find it in {@link
 * DeclaredResources}, and an output tells its name: {@code SessionsStream} for the stream {@code
 * Sessions}.
 */
public final class CapabilityData extends Stack {
  private static final String ACCESS_LOGS = "AccessLogs";

  private final String capability;
  private final Storage storage;
  private final DeclaredResources resources;
  private IBucket accessLogs;

  /** An empty stack of a capability. */
  public CapabilityData(
      Construct scope,
      String id,
      StackProps props,
      String capability,
      Storage storage,
      DeclaredResources resources) {
    super(scope, id, props);
    this.capability = capability;
    this.storage = storage;
    this.resources = resources;
  }

  public Storage storage() {
    return storage;
  }

  public DeclaredResources resources() {
    return resources;
  }

  /** A table with one key, a string. */
  public Table table(String id, String partitionKey) {
    return table(id, partitionKey, table -> table);
  }

  /** A table with what {@code more} adds to its partition key. */
  public Table table(String id, String partitionKey, UnaryOperator<Table.Builder> more) {
    var table = more.apply(storage.table(this, id, partitionKey)).build();
    declared(Table.class, id, table, table.getTableName());
    return table;
  }

  /** A table of long runs, as {@code functions/runs} describes it. */
  public Table runs(String id) {
    var table = table(id, "id", builder -> builder.timeToLiveAttribute("expires_at"));
    RunIndexes.add(table);
    return table;
  }

  /** A bucket whose requests are logged in the platform's. */
  public Bucket bucket(String id, List<LifecycleRule> rules) {
    var bucket =
        storage
            .bucket(this, id)
            .serverAccessLogsBucket(importedAccessLogs())
            .serverAccessLogsPrefix(kebab(id) + "/")
            .lifecycleRules(rules)
            .build();
    Annotations.of(bucket)
        .acknowledgeWarning(
            "@aws-cdk/aws-s3:accessLogsPolicyNotAdded", "The platform's bucket allows the account");
    declared(Bucket.class, id, bucket, bucket.getBucketName());
    return bucket;
  }

  /** By its name: CDK would let every account's S3 write to a bucket of another stack. */
  private IBucket importedAccessLogs() {
    if (accessLogs == null) {
      var declared = resources.bucket(DeclaredResources.PLATFORM, ACCESS_LOGS);
      accessLogs = Bucket.fromBucketName(this, ACCESS_LOGS, declared.getBucketName());
    }
    return accessLogs;
  }

  /** The bucket for the logs of the others, to which S3 writes for this account only. */
  public void accessLogs(List<LifecycleRule> rules) {
    var bucket = storage.bucket(this, ACCESS_LOGS).lifecycleRules(rules).build();
    bucket.addToResourcePolicy(
        PolicyStatement.Builder.create()
            .principals(List.of(new ServicePrincipal("logging.s3.amazonaws.com")))
            .actions(List.of("s3:PutObject"))
            .resources(List.of(bucket.arnForObjects("*")))
            .conditions(Map.of("StringEquals", Map.of("aws:SourceAccount", getAccount())))
            .build());
    NagReason.allow(
        bucket, "AwsSolutions-S1", "It holds the logs of the others; its own would be about those");
    declare(Bucket.class, ACCESS_LOGS, bucket);
  }

  /** A queue that a function consumes. */
  public Queue queue(String id, UnaryOperator<Queue.Builder> more) {
    var queue = more.apply(storage.queue(this, id)).build();
    declared(Queue.class, id, queue, queue.getQueueUrl());
    return queue;
  }

  /** A queue that is itself the end of the line. */
  public Queue deadLetters(String id) {
    var queue = storage.deadLetters(this, id);
    declared(Queue.class, id, queue, queue.getQueueUrl());
    return queue;
  }

  /** Makes a stream known that was built elsewhere. */
  public void declare(String id, Stream stream) {
    declared(Stream.class, id, stream, stream.getStreamName());
  }

  /** Makes a resource known of which no output tells. */
  public <T extends IConstruct> void declare(Class<T> kind, String id, T resource) {
    resources.add(capability, kind, id, resource);
  }

  /** An output of the stack, for people and programs outside. */
  public void output(String id, String value) {
    CfnOutput.Builder.create(this, id).value(value).build();
  }

  private <T extends IConstruct> void declared(Class<T> kind, String id, T resource, String name) {
    declare(kind, id, resource);
    output(id + kind.getSimpleName(), name);
  }

  private static String kebab(String id) {
    return id.replaceAll("(?<=[a-z])(?=[A-Z])", "-").toLowerCase(Locale.ROOT);
  }
}
