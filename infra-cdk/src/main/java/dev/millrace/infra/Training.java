package dev.millrace.infra;

import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.services.iam.PolicyStatement;
import software.amazon.awscdk.services.lambda.CfnEventSourceMapping;
import software.constructs.Construct;

/** The capability that builds training sets: one function plans a run, many build its parts. */
final class Training extends Construct {
  private static final String GOLD = "gold";
  private static final String[] TABLES = {"session_features", "quarantined_sessions"};

  private final Deployment deployment;
  private final DataStack data;
  private final LakeSettings settings;
  private final LakePermissions permissions;
  final LiveFunction buildTrainingSet;
  final LiveFunction buildTrainingSetPart;

  Training(Construct scope, String id, Deployment deployment, DataStack data) {
    super(scope, id);
    this.deployment = deployment;
    this.data = data;
    settings = deployment.settings().lake();
    permissions = new LakePermissions(this, data.lake, settings);
    buildTrainingSet = buildTrainingSet();
    buildTrainingSetPart = buildTrainingSetPart();
    partsMapping();
  }

  private LiveFunction buildTrainingSet() {
    var function =
        function(
            "BuildTrainingSet",
            "Begins a training set, or says how far one is",
            settings.training().buildTrainingSetMemory(),
            LakeData.LONGEST_PART,
            List.of(
                Permissions.allow(data.lake.manifest.getTableArn(), "dynamodb:Query"),
                Permissions.allow(
                    data.lake.trainingRuns.getTableArn(),
                    "dynamodb:BatchWriteItem",
                    "dynamodb:GetItem",
                    "dynamodb:PutItem",
                    "dynamodb:Query",
                    "dynamodb:UpdateItem"),
                Permissions.allow(
                    List.of(
                        data.lake.trainingParts.getQueueArn(), data.lake.jobFailures.getQueueArn()),
                    "sqs:SendMessage"),
                permissions.listing(),
                permissions.tableFiles(GOLD),
                permissions.tables(GOLD, TABLES)));
    LakePermissions.reasonForKeys(function, settings.tableFiles(GOLD));
    // Repeated, it would begin another run.
    function.invokedOnce(this, Duration.hours(1), data.lake.jobFailures);
    return function;
  }

  private LiveFunction buildTrainingSetPart() {
    var function =
        function(
            "BuildTrainingSetPart",
            "Builds a part of a training set, finds its repeated records, or commits it",
            settings.training().buildTrainingSetPartMemory(),
            LakeData.LONGEST_PART,
            List.of(
                Permissions.allow(
                    data.lake.trainingRuns.getTableArn(),
                    "dynamodb:GetItem",
                    "dynamodb:Query",
                    "dynamodb:UpdateItem"),
                // What the event source mapping does in the function's name.
                Permissions.allow(
                    data.lake.trainingParts.getQueueArn(),
                    "sqs:DeleteMessage",
                    "sqs:GetQueueAttributes",
                    "sqs:ReceiveMessage"),
                Permissions.allow(data.lake.trainingParts.getQueueArn(), "sqs:SendMessage"),
                permissions.listing(),
                permissions.objects("bronze/sessions/", "s3:GetObject"),
                permissions.objects("bronze/predictions/", "s3:GetObject"),
                permissions.tableFiles(GOLD),
                permissions.tables(GOLD, TABLES)));
    LakePermissions.reasonForKeys(
        function, "bronze/sessions/", "bronze/predictions/", settings.tableFiles(GOLD));
    return function;
  }

  private void partsMapping() {
    CfnEventSourceMapping.Builder.create(this, "PartsMapping")
        .functionName(buildTrainingSetPart.alias().getFunctionName())
        .eventSourceArn(data.lake.trainingParts.getQueueArn())
        .batchSize(1)
        .functionResponseTypes(List.of("ReportBatchItemFailures"))
        .scalingConfig(
            CfnEventSourceMapping.ScalingConfigProperty.builder()
                .maximumConcurrency(settings.training().partsAtOnce())
                .build())
        .build();
  }

  private LiveFunction function(
      String id,
      String description,
      int memory,
      Duration timeout,
      List<PolicyStatement> statements) {
    return LiveFunction.create(
        this,
        new LiveFunction.Definition(
            id,
            FunctionPackage.LAKE,
            description,
            memory,
            timeout,
            OptionalInt.empty(),
            LiveFunction.Start.COLD,
            environment(),
            statements),
        deployment);
  }

  private Map<String, String> environment() {
    var environment = new TreeMap<>(deployment.featureEnvironment());
    environment.putAll(LiveFunction.BOTH_COMPILERS);
    environment.put("LAKE_BUCKET", data.lake.bucket.getBucketName());
    environment.put("MANIFEST_TABLE", data.lake.manifest.getTableName());
    environment.put("TRAINING_RUNS_TABLE", data.lake.trainingRuns.getTableName());
    environment.put("TRAINING_PARTS_QUEUE_URL", data.lake.trainingParts.getQueueUrl());
    environment.put("GOLD_DATABASE", settings.database(GOLD));
    environment.put("TRAINING_RUN_MAXIMUM_AGE", maximumAge());
    Lake.keep(environment, "SESSION_FEATURES_DAYS", settings.rows().sessionFeaturesDays());
    return environment;
  }

  /**
   * A run finds by its snapshot that it is committed, and its files by their age not swept away: it
   * must be over before either goes.
   */
  private String maximumAge() {
    return "P%dD".formatted(Math.min(Upkeep.TRAINING_RUN_DAYS, settings.training().snapshotDays()));
  }
}
