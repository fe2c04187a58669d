package dev.millrace.infra.construct;

import java.util.OptionalInt;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.RemovalPolicy;
import software.amazon.awscdk.services.dynamodb.Attribute;
import software.amazon.awscdk.services.dynamodb.AttributeType;
import software.amazon.awscdk.services.dynamodb.BillingMode;
import software.amazon.awscdk.services.dynamodb.PointInTimeRecoverySpecification;
import software.amazon.awscdk.services.dynamodb.Table;
import software.amazon.awscdk.services.dynamodb.TableEncryption;
import software.amazon.awscdk.services.s3.BlockPublicAccess;
import software.amazon.awscdk.services.s3.Bucket;
import software.amazon.awscdk.services.s3.BucketEncryption;
import software.amazon.awscdk.services.s3.LifecycleRule;
import software.amazon.awscdk.services.s3.ObjectOwnership;
import software.amazon.awscdk.services.sqs.Queue;
import software.amazon.awscdk.services.sqs.QueueEncryption;
import software.constructs.Construct;

/**
 * What every table, bucket and queue has in common.
 *
 * <p>All of it is encrypted with keys that AWS manages: the data never leaves the account, no
 * principal outside it may read, and a key of our own would add a policy that can lock the data in
 * and a price by the month, and nothing that IAM does not give already. What Kinesis and DynamoDB
 * ask of KMS is paid by the request either way.
 */
public record Storage(boolean retain) {
  /**
   * What becomes of data when its stack goes. It goes with a stack whose first deployment fails, so
   * that the deployment can be repeated: nothing has come yet, and names would be taken.
   */
  public RemovalPolicy removal() {
    return retain ? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE : RemovalPolicy.DESTROY;
  }

  public Table.Builder table(Construct scope, String id, String partitionKey) {
    return Table.Builder.create(scope, id)
        .partitionKey(text(partitionKey))
        .billingMode(BillingMode.PAY_PER_REQUEST)
        .encryption(TableEncryption.AWS_MANAGED)
        .pointInTimeRecoverySpecification(
            PointInTimeRecoverySpecification.builder().pointInTimeRecoveryEnabled(true).build())
        .deletionProtection(retain)
        .removalPolicy(removal());
  }

  public static Attribute text(String name) {
    return Attribute.builder().name(name).type(AttributeType.STRING).build();
  }

  public Bucket.Builder bucket(Construct scope, String id) {
    return Bucket.Builder.create(scope, id)
        .encryption(BucketEncryption.S3_MANAGED)
        .blockPublicAccess(BlockPublicAccess.BLOCK_ALL)
        .objectOwnership(ObjectOwnership.BUCKET_OWNER_ENFORCED)
        .enforceSsl(true)
        .versioned(true)
        .removalPolicy(removal());
  }

  /** For the whole of a bucket: what was deleted, or never finished, is gone after a while. */
  public static LifecycleRule leftovers() {
    return leftovers(OptionalInt.empty());
  }

  /** The same; and objects of this age in days are deleted, or never where that is empty. */
  public static LifecycleRule leftovers(OptionalInt lastDay) {
    var rule =
        LifecycleRule.builder()
            .abortIncompleteMultipartUploadAfter(Duration.days(7))
            .noncurrentVersionExpiration(Duration.days(30));
    lastDay.ifPresent(day -> rule.expiration(Duration.days(day)));
    return rule.build();
  }

  public Queue.Builder queue(Construct scope, String id) {
    return Queue.Builder.create(scope, id)
        .encryption(QueueEncryption.SQS_MANAGED)
        .enforceSsl(true)
        .retentionPeriod(Duration.days(14))
        .removalPolicy(removal());
  }

  /** A queue that is itself the end of the line. */
  public Queue deadLetters(Construct scope, String id) {
    var queue = queue(scope, id).build();
    NagReason.allow(
        queue,
        "AwsSolutions-SQS3",
        "It is itself where failed invocations end; nothing consumes it");
    return queue;
  }
}
