package dev.millrace.infra.construct;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import software.amazon.awscdk.services.dynamodb.ITable;
import software.amazon.awscdk.services.iam.PolicyStatement;
import software.amazon.awscdk.services.kinesis.IStream;
import software.amazon.awscdk.services.s3.IBucket;
import software.amazon.awscdk.services.sqs.IQueue;

/**
 * What a function does with one resource: the environment variable that names the resource to it,
 * and the permissions that it needs. Written as one, the two cannot differ.
 *
 * @param environment variables by their names
 * @param wildcards why permissions name resources by pattern
 */
public record Use(
    Map<String, String> environment, List<PolicyStatement> permissions, List<Wildcard> wildcards) {

  /** A finding of cdk-nag, a regular expression, and why it is no fault. */
  public record Wildcard(String finding, String reason) {}

  public Use {
    environment = Collections.unmodifiableMap(new TreeMap<>(environment));
    permissions = List.copyOf(permissions);
    wildcards = List.copyOf(wildcards);
  }

  /** A table, by its name in a variable. */
  public static Use table(String variable, ITable table, String... actions) {
    return new Use(
        Map.of(variable, table.getTableName()),
        List.of(Permissions.allow(table.getTableArn(), actions)),
        List.of());
  }

  /**
   * A table and one of its indexes, which the function queries.
   *
   * @param actions on the table itself; none where the index has all that is asked for
   */
  public static Use tableAndIndex(String variable, ITable table, String index, String... actions) {
    var query = Permissions.allow(table.getTableArn() + "/index/" + index, "dynamodb:Query");
    return new Use(
        Map.of(variable, table.getTableName()),
        actions.length == 0
            ? List.of(query)
            : List.of(Permissions.allow(table.getTableArn(), actions), query),
        List.of());
  }

  /** A stream, by its name in a variable. */
  public static Use stream(String variable, IStream stream, String... actions) {
    return new Use(
        Map.of(variable, stream.getStreamName()),
        List.of(Permissions.allow(stream.getStreamArn(), actions)),
        List.of());
  }

  /** A queue, by its URL in a variable. */
  public static Use queue(String variable, IQueue queue, String... actions) {
    return new Use(
        Map.of(variable, queue.getQueueUrl()),
        List.of(Permissions.allow(queue.getQueueArn(), actions)),
        List.of());
  }

  /**
   * A bucket, by its name in a variable, and whether its objects can be listed: without that S3
   * answers 403 where an object is not there. What may be done with objects, {@link #objects} says.
   */
  public static Use bucket(String variable, IBucket bucket, boolean listed) {
    return new Use(
        Map.of(variable, bucket.getBucketName()),
        listed ? List.of(Permissions.allow(bucket.getBucketArn(), "s3:ListBucket")) : List.of(),
        List.of());
  }

  /**
   * Objects of a bucket.
   *
   * @param prefix of their keys, empty or with a slash at the end
   * @param reason why they are named by a pattern
   */
  public static Use objects(IBucket bucket, String prefix, String reason, String... actions) {
    return new Use(
        Map.of(),
        List.of(Permissions.allow(bucket.arnForObjects(prefix + "*"), actions)),
        List.of(new Wildcard(NagReason.objects(bucket, prefix), reason)));
  }

  /** Permissions that no variable belongs to. */
  public static Use permission(String resourceArn, String... actions) {
    return permission(List.of(resourceArn), actions);
  }

  /** The same on several resources. */
  public static Use permission(List<String> resourceArns, String... actions) {
    return new Use(Map.of(), List.of(Permissions.allow(resourceArns, actions)), List.of());
  }

  /** A resource by its name in a variable, and permissions on it by its ARN. */
  public static Use named(String variable, String name, String resourceArn, String... actions) {
    return new Use(
        Map.of(variable, name), List.of(Permissions.allow(resourceArn, actions)), List.of());
  }
}
