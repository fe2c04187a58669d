package dev.millrace.infra.ingestion;

import dev.millrace.infra.capability.CapabilityFunctions;
import dev.millrace.infra.construct.Use;
import dev.millrace.infra.scoring.ScoringCapability;
import java.util.List;
import java.util.Map;
import software.amazon.awscdk.ArnComponents;
import software.amazon.awscdk.ArnFormat;
import software.amazon.awscdk.services.dynamodb.Table;
import software.amazon.awscdk.services.s3.Bucket;
import software.amazon.awscdk.services.secretsmanager.Secret;

/** What the functions of jobs use, under the names by which all of them know it. */
record IngestionResources(CapabilityFunctions stack) {
  private static final String READ_SECRET = "secretsmanager:GetSecretValue";

  Table table(String id) {
    return stack.resources().table(IngestionCapability.NAME, id);
  }

  Bucket pages() {
    return stack.resources().bucket(IngestionCapability.NAME, "Pages");
  }

  Use runs(String... actions) {
    return Use.table("RUNS_TABLE", table("Jobs"), actions);
  }

  Use jobSources(String... actions) {
    return Use.table("JOB_SOURCES_TABLE", table("JobSources"), actions);
  }

  Use state(String... actions) {
    return Use.table("INGESTION_STATE_TABLE", table("IngestionState"), actions);
  }

  Use quality(String... actions) {
    return Use.table("QUALITY_TABLE", table("Quality"), actions);
  }

  Use objects(String prefix, String reason, String... actions) {
    return Use.objects(pages(), prefix, reason, actions);
  }

  /** The look-up tables of scoring, which rules may read. */
  Use lookups() {
    return Use.table(
        "LOOKUP_TABLE",
        stack.resources().table(ScoringCapability.NAME, "Lookups"),
        "dynamodb:BatchGetItem");
  }

  Use hashKey() {
    var secret = stack.resources().find(Secret.class, IngestionCapability.NAME, "HashKey");
    return Use.named("HASH_KEY_SECRET", secret.getSecretArn(), secret.getSecretArn(), READ_SECRET);
  }

  /**
   * The secrets that sources may name: users keep them, the template knows what their names begin
   * with.
   */
  Use secretsOfSources(String prefix) {
    var secrets =
        stack.formatArn(
            ArnComponents.builder()
                .service("secretsmanager")
                .resource("secret")
                .resourceName(prefix + "*")
                .arnFormat(ArnFormat.COLON_RESOURCE_NAME)
                .build());
    return new Use(
        Map.of(),
        Use.permission(secrets, READ_SECRET).permissions(),
        List.of(
            new Use.Wildcard(
                "Resource::arn:.*:secretsmanager:.*:secret:%s\\*"
                    .formatted(prefix.replace("/", "\\/")),
                "Sources name secrets that users keep")));
  }
}
