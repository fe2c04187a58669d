package dev.millrace.local.chain;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What functions may call and do not call each time, or what Lambda calls in their name. */
final class RarelyCalled {
  /** What Lambda does in ScoreSessions's name: it reads events, and puts away those given up. */
  private static final Set<Permission> EVENT_SOURCE =
      Set.of(
          new Permission("kinesis:DescribeStream", "stream/sessions"),
          new Permission("kinesis:DescribeStreamSummary", "stream/sessions"),
          new Permission("kinesis:GetRecords", "stream/sessions"),
          new Permission("kinesis:GetShardIterator", "stream/sessions"),
          new Permission("kinesis:ListShards", "stream/sessions"),
          new Permission(
              "kinesis:DescribeStreamConsumer", "stream/sessions/consumer/sessions-consumer:1"),
          new Permission(
              "kinesis:SubscribeToShard", "stream/sessions/consumer/sessions-consumer:1"),
          new Permission("s3:ListBucket", "failures"),
          new Permission("s3:PutObject", "failures/aws/lambda/*"));

  /** What Lambda does in BuildTrainingSetPart's name. */
  private static final Set<Permission> QUEUE_SOURCE =
      Set.of(
          new Permission("sqs:DeleteMessage", "training-parts"),
          new Permission("sqs:GetQueueAttributes", "training-parts"),
          new Permission("sqs:ReceiveMessage", "training-parts"));

  /** What Lambda does in a function's name: it puts away invocations that fail. */
  private static final Set<Permission> DEAD_LETTERS =
      Set.of(new Permission("sqs:SendMessage", "redrive-dead-letters"));

  private static final Set<Permission> FAILED_JOBS =
      Set.of(new Permission("sqs:SendMessage", "job-failures"));

  /** Without it S3 says of an object that is not there that one must not see it. */
  private static final Set<Permission> ABSENT_OBJECTS =
      Set.of(new Permission("s3:ListBucket", "lake"));

  /** What a function needs to name roles to Glue, which takes them on. */
  private static final Set<Permission> PASSED_ROLES =
      Set.of(
          new Permission("iam:PassRole", "role/orphans-role"),
          new Permission("iam:PassRole", "role/role"));

  /** What Lambda does in the name of a function that reads the prediction log. */
  private static final Set<Permission> LOG_SOURCE =
      Set.of(
          new Permission("kinesis:DescribeStream", "stream/predictions"),
          new Permission("kinesis:DescribeStreamSummary", "stream/predictions"),
          new Permission("kinesis:GetRecords", "stream/predictions"),
          new Permission("kinesis:GetShardIterator", "stream/predictions"),
          new Permission("kinesis:ListShards", "stream/predictions"));

  /** Of routes that another reader puts into effect at the same moment. */
  private static final Set<Permission> RACES_FOR_EFFECT =
      Set.of(new Permission("dynamodb:GetItem", "table/model-routing"));

  /** Of routes that nobody has put into effect yet. */
  private static final Set<Permission> EFFECT =
      Set.of(
          new Permission("dynamodb:Scan", "table/model-heartbeats"),
          new Permission("dynamodb:UpdateItem", "table/model-routing"));

  /** Which versions there are is said to who asked for another one. */
  private static final Set<Permission> LISTED_VERSIONS =
      Set.of(new Permission("dynamodb:Query", "table/model-versions"));

  /** Whether a change was made whose answer was lost. */
  private static final Set<Permission> LOST_ANSWERS =
      Set.of(new Permission("dynamodb:GetItem", "table/model-history"));

  /** Without it S3 says of a result that is not there yet that one must not see it. */
  private static final Set<Permission> ABSENT_RESULTS =
      Set.of(new Permission("s3:ListBucket", "model-registry"));

  /** What Lambda calls in a function's name, or a function not every time. */
  private static final Map<String, Set<Permission>> BY_FUNCTION =
      Map.ofEntries(
          Map.entry(
              "ScoreSessions",
              all(
                  List.of(
                      EVENT_SOURCE,
                      EFFECT,
                      RACES_FOR_EFFECT,
                      logsAndTraces("score-sessions-logs")))),
          Map.entry(
              "PredictionsApi",
              all(List.of(RACES_FOR_EFFECT, logsAndTraces("predictions-api-logs")))),
          Map.entry(
              "EventsApi",
              all(List.of(EFFECT, RACES_FOR_EFFECT, logsAndTraces("events-api-logs")))),
          Map.entry("Redrive", all(List.of(DEAD_LETTERS, logsAndTraces("redrive-logs")))),
          Map.entry(
              "ArchiveStreams",
              all(
                  List.of(
                      FAILED_JOBS,
                      ABSENT_OBJECTS,
                      // Of an object that a run finds where it wants to put one.
                      Set.of(new Permission("s3:GetObject", "lake/bronze/*")),
                      logsAndTraces("archive-streams-logs")))),
          Map.entry(
              "CleanEvents",
              all(
                  List.of(
                      FAILED_JOBS,
                      ABSENT_OBJECTS,
                      failedCommits("silver/service_events", "silver/rejected_events"),
                      logsAndTraces("clean-events-logs")))),
          Map.entry(
              "AggregateMetrics",
              all(
                  List.of(
                      FAILED_JOBS,
                      ABSENT_OBJECTS,
                      failedCommits("gold/service_metrics_per_minute"),
                      logsAndTraces("aggregate-metrics-logs")))),
          Map.entry(
              "LoadLookup",
              all(
                  List.of(
                      FAILED_JOBS,
                      ABSENT_OBJECTS,
                      failedCommits("silver/lookup_history"),
                      logsAndTraces("load-lookup-logs")))),
          Map.entry("MetricsApi", logsAndTraces("metrics-api-logs")),
          Map.entry(
              "ModelsApi",
              all(
                  List.of(
                      LOST_ANSWERS,
                      ABSENT_RESULTS, // Of a version that was never validated; of lists that are
                      // whole.
                      Set.of(
                          new Permission("dynamodb:DeleteItem", "table/model-versions"),
                          new Permission("dynamodb:Query", "table/model-rollouts/index/by_owner"),
                          new Permission("dynamodb:Query", "table/model-rollouts/index/by_kind")),
                      logsAndTraces("models-api-logs")))),
          Map.entry(
              "ValidateVersion",
              all(
                  List.of(
                      ABSENT_RESULTS, // Of files that an earlier validation wrote.
                      Set.of(new Permission("s3:GetObject", "model-registry/registry/*")),
                      logsAndTraces("validate-version-logs")))),
          Map.entry(
              "SeedModels",
              all(
                  List.of(
                      FAILED_JOBS,
                      ABSENT_RESULTS,
                      Set.of(new Permission("dynamodb:Query", "table/model-versions")),
                      logsAndTraces("seed-models-logs")))),
          Map.entry(
              "JudgeRollout", all(List.of(LOST_ANSWERS, logsAndTraces("judge-rollout-logs")))),
          Map.entry(
              "SweepRollouts",
              all(
                  List.of(
                      FAILED_JOBS,
                      LOST_ANSWERS,
                      EFFECT,
                      RACES_FOR_EFFECT,
                      repairs(
                          "rollouts",
                          "model-rollouts"), // Where a rollout failed: its canary is taken back.
                      Set.of(
                          new Permission("dynamodb:Query", "table/model-history"),
                          new Permission("dynamodb:PutItem", "table/model-history"),
                          new Permission("dynamodb:ConditionCheckItem", "table/model-versions"),
                          new Permission("dynamodb:Query", "table/model-counters")),
                      logsAndTraces("sweep-rollouts-logs")))),
          Map.entry(
              "CountPredictions",
              all(
                  List.of(
                      LOG_SOURCE,
                      Set.of(new Permission("sqs:SendMessage", "counting-failures")),
                      logsAndTraces("count-predictions-logs")))),
          Map.entry("ScoreShadows", all(List.of(LOG_SOURCE, logsAndTraces("score-shadows-logs")))),
          Map.entry(
              "BackfillsApi",
              all(
                  List.of(
                      EFFECT,
                      RACES_FOR_EFFECT,
                      LISTED_VERSIONS,
                      Set.of(
                          new Permission("dynamodb:Query", "table/backfills/index/by_owner"),
                          new Permission("dynamodb:Query", "table/backfills/index/by_kind"),
                          new Permission("states:StopExecution", "execution:backfills:*")),
                      logsAndTraces("backfills-api-logs")))),
          Map.entry(
              "BackfillStep",
              all(
                  List.of(
                      EFFECT,
                      RACES_FOR_EFFECT,
                      LISTED_VERSIONS,
                      ABSENT_OBJECTS, // Of records that are older than what is stored.
                      Set.of(
                          new Permission("dynamodb:GetItem", "table/predictions"),
                          new Permission("dynamodb:UpdateItem", "table/predictions")),
                      logsAndTraces("backfill-step-logs")))),
          Map.entry(
              "SweepBackfills",
              all(
                  List.of(
                      FAILED_JOBS,
                      repairs("backfills", "backfills"),
                      logsAndTraces("sweep-backfills-logs")))),
          Map.entry(
              "JobsApi",
              all(
                  List.of(
                      ABSENT_OBJECTS,
                      // Of lists that are whole; of a job that had ended before it was cancelled.
                      Set.of(
                          new Permission("dynamodb:Query", "table/jobs/index/by_subject"),
                          new Permission("dynamodb:Query", "table/jobs/index/by_owner"),
                          new Permission("dynamodb:Query", "table/jobs/index/by_kind"),
                          new Permission("states:StopExecution", "execution:jobs:*"),
                          new Permission("s3:ListBucket", "pages")),
                      logsAndTraces("jobs-api-logs")))),
          Map.entry(
              "FetchSource",
              all(
                  List.of(
                      // Of a page that an invocation kept before it died, and of sources' secrets.
                      Set.of(
                          new Permission("s3:ListBucket", "pages"),
                          new Permission("secretsmanager:GetSecretValue", "secret:millrace/dev/*")),
                      logsAndTraces("fetch-source-logs")))),
          Map.entry(
              "StoreSource",
              all(
                  List.of(
                      ABSENT_OBJECTS,
                      PASSED_ROLES,
                      failedCommits("ingested", "silver/rejected_rows"),
                      // Of a table whose optimizers are there; of a category that a row has lost.
                      Set.of(
                          new Permission("s3:ListBucket", "pages"),
                          new Permission("glue:UpdateTableOptimizer", "catalog"),
                          new Permission("glue:UpdateTableOptimizer", "database/silver"),
                          new Permission("glue:UpdateTableOptimizer", "table/silver/*"),
                          new Permission("dynamodb:UpdateItem", "table/records")),
                      logsAndTraces("store-source-logs")))),
          Map.entry(
              "JobStep",
              all(
                  List.of(
                      // Of a source whose step the machine gave up.
                      Set.of(new Permission("dynamodb:GetItem", "table/job-sources")),
                      logsAndTraces("job-step-logs")))),
          Map.entry(
              "SweepJobs",
              all(List.of(FAILED_JOBS, repairs("jobs", "jobs"), logsAndTraces("sweep-jobs-logs")))),
          Map.entry(
              "BuildTrainingSet",
              all(
                  List.of(
                      FAILED_JOBS,
                      ABSENT_OBJECTS,
                      PASSED_ROLES,
                      LISTED_VERSIONS,
                      failedCommits("gold/features_*", "gold/quarantined_sessions"),
                      logsAndTraces("build-training-set-logs")))),
          Map.entry(
              "BuildTrainingSetPart",
              all(
                  List.of(
                      QUEUE_SOURCE,
                      ABSENT_OBJECTS,
                      failedCommits("gold/features_*", "gold/quarantined_sessions"),
                      logsAndTraces("build-training-set-part-logs")))));

  private RarelyCalled() {}

  /** Of one function. */
  static Set<Permission> by(String function) {
    return BY_FUNCTION.get(function);
  }

  private static Set<Permission> logsAndTraces(String logGroup) {
    return Set.of(
        new Permission("logs:CreateLogStream", "log-group:" + logGroup),
        new Permission("logs:PutLogEvents", "log-group:" + logGroup),
        new Permission("xray:PutTelemetryRecords", "*"),
        new Permission("xray:PutTraceSegments", "*"));
  }

  /** What a sweep does about runs that died. */
  private static Set<Permission> repairs(String machine, String runs) {
    return Set.of(
        new Permission("dynamodb:GetItem", "table/" + runs),
        new Permission("dynamodb:UpdateItem", "table/" + runs),
        new Permission("states:DescribeExecution", "execution:" + machine + ":*"),
        new Permission("states:StartExecution", "stateMachine:" + machine),
        new Permission("states:StopExecution", "execution:" + machine + ":*"));
  }

  /** What Iceberg takes back when a commit to one of the tables fails. */
  private static Set<Permission> failedCommits(String... tables) {
    return Stream.of(tables)
        .map("lake/tables/%s/*"::formatted)
        .flatMap(
            files ->
                Stream.of(
                    new Permission("s3:AbortMultipartUpload", files),
                    new Permission("s3:DeleteObject", files)))
        .collect(Collectors.toSet());
  }

  private static Set<Permission> all(List<Set<Permission>> sets) {
    return sets.stream().flatMap(Set::stream).collect(Collectors.toSet());
  }
}
