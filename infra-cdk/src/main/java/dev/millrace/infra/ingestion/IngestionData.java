package dev.millrace.infra.ingestion;

import dev.millrace.infra.capability.CapabilityData;
import dev.millrace.infra.construct.NagReason;
import dev.millrace.infra.construct.Storage;
import java.util.List;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.services.dynamodb.GlobalSecondaryIndexProps;
import software.amazon.awscdk.services.s3.LifecycleRule;
import software.amazon.awscdk.services.secretsmanager.Secret;
import software.amazon.awscdk.services.secretsmanager.SecretStringGenerator;

/** What ingestion keeps: jobs and what they remember, the records that are served, raw pages. */
final class IngestionData {
  static final String BY_OWNER = "by_owner";
  static final String BY_TIME = "by_time";

  /** The answers of sources as they came. */
  static final String RAW = "pages/";

  /** Rows between fetching and storing. */
  static final String STAGED = "staged/";

  /** Documents that are larger than a record of a stream may be. */
  static final String OVERSIZE = "oversize/";

  /** Which documents the last run sent of those that the next one reads again. */
  static final String WINDOWS = "windows/";

  private static final int STAGED_DAYS = 7;
  private static final int OVERSIZE_DAYS = 90;
  private static final int WINDOWS_DAYS = 7;
  private static final int HASH_KEY_CHARACTERS = 64;
  private static final String EXPIRY = "expires_at";

  private final CapabilityData stack;
  private final IngestionSettings settings;

  IngestionData(CapabilityData stack, IngestionSettings settings) {
    this.stack = stack;
    this.settings = settings;
  }

  void declare() {
    stack.runs("Jobs");
    stack.table(
        "JobSources",
        "job",
        table -> table.sortKey(Storage.text("source")).timeToLiveAttribute(EXPIRY));
    stack.table("IngestionState", "key", table -> table.timeToLiveAttribute(EXPIRY));
    stack.table("Datasets", "name").addGlobalSecondaryIndex(index(BY_OWNER, "owner", "listed"));
    stack
        .table("Records", "record", table -> table.timeToLiveAttribute(EXPIRY))
        .addGlobalSecondaryIndex(index(BY_TIME, "list", "time_record"));
    stack.table(
        "Quality",
        "dataset",
        table -> table.sortKey(Storage.text("run_check")).timeToLiveAttribute(EXPIRY));
    stack.bucket(
        "Pages",
        List.of(
            kept(RAW, settings.rawPageDays()),
            kept(STAGED, STAGED_DAYS),
            kept(OVERSIZE, OVERSIZE_DAYS),
            kept(WINDOWS, WINDOWS_DAYS),
            Storage.leftovers()));
    hashKey();
  }

  private static GlobalSecondaryIndexProps index(String name, String partition, String sort) {
    return GlobalSecondaryIndexProps.builder()
        .indexName(name)
        .partitionKey(Storage.text(partition))
        .sortKey(Storage.text(sort))
        .build();
  }

  /** What is deleted for its age is gone a day later: it may be about people. */
  private static LifecycleRule kept(String prefix, int days) {
    return LifecycleRule.builder()
        .prefix(prefix)
        .expiration(Duration.days(days))
        .noncurrentVersionExpiration(Duration.days(1))
        .build();
  }

  /** With another key the same person would have another hash: it is never rotated. */
  private void hashKey() {
    var secret =
        Secret.Builder.create(stack, "HashKey")
            .description("The key of the hashes that stand for personal data")
            .generateSecretString(
                SecretStringGenerator.builder()
                    .passwordLength(HASH_KEY_CHARACTERS)
                    .excludePunctuation(true)
                    .build())
            .removalPolicy(stack.storage().removal())
            .build();
    NagReason.allow(
        secret,
        "AwsSolutions-SMG4",
        "Rows that were hashed with the key before would no longer be found by those hashed after");
    stack.declare(Secret.class, "HashKey", secret);
  }
}
