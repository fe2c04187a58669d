package dev.millrace.infra.ingestion;

import dev.millrace.infra.capability.CapabilityFunctions;
import dev.millrace.infra.construct.FunctionDefinition;
import dev.millrace.infra.construct.LiveFunction;
import dev.millrace.infra.construct.Use;
import dev.millrace.infra.lake.LakeCapability;
import dev.millrace.infra.tables.IcebergTable;
import dev.millrace.infra.tables.TableUse;
import java.util.stream.Stream;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.services.s3.Bucket;
import software.amazon.awscdk.services.stepfunctions.CfnStateMachine;

/** Jobs: the functions of their machine, the one that answers their routes, and the sweep. */
final class JobFunctions {
  static final String API = "JobsApi";

  private static final java.time.Duration SWEEP_PERIOD = java.time.Duration.ofMinutes(5);
  private static final int STEP_MEMORY = 512;

  private static final String NAMED_AFTER_JOBS = "Objects are named after jobs and their sources";

  private final CapabilityFunctions stack;
  private final IngestionSettings settings;
  private final Use upkeep;
  private final IngestionResources resources;
  private final CfnStateMachine machine;
  private final LiveFunction api;

  /**
   * Declares them.
   *
   * @param upkeep what keeps the tables in order that jobs make
   */
  JobFunctions(CapabilityFunctions stack, IngestionSettings settings, Use upkeep) {
    this.stack = stack;
    this.settings = settings;
    this.upkeep = upkeep;
    resources = new IngestionResources(stack);
    machine = JobMachine.declare(stack, settings.sourcesAtOnce(), step(), fetch(), store());
    api = answering();
    sweep();
  }

  /** What answers the routes. */
  LiveFunction api() {
    return api;
  }

  private LiveFunction answering() {
    var runs = resources.table("Jobs");
    return stack.function(
        transforming(
                FunctionDefinition.of(
                    API,
                    "Answers the HTTP API's requests for jobs and for what they stored",
                    settings.jobsApiMemory(),
                    Duration.seconds(29)))
            .fromSnapshot()
            .environment(LiveFunction.FIRST_COMPILER_ONLY)
            .uses(
                resources.runs("dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:UpdateItem"),
                Use.permission(
                    Stream.of("by_kind", "by_subject", "by_owner")
                        .map(index -> runs.getTableArn() + "/index/" + index)
                        .toList(),
                    "dynamodb:Query"),
                resources.jobSources("dynamodb:Query"),
                resources.state("dynamodb:GetItem", "dynamodb:PutItem"),
                Use.tableAndIndex(
                    "DATASETS_TABLE",
                    resources.table("Datasets"),
                    IngestionData.BY_OWNER,
                    "dynamodb:GetItem"),
                Use.tableAndIndex(
                    "RECORDS_TABLE", resources.table("Records"), IngestionData.BY_TIME),
                resources.quality("dynamodb:Query"),
                Use.bucket("PAGES_BUCKET", resources.pages(), true),
                resources.objects(IngestionData.RAW, NAMED_AFTER_JOBS, "s3:GetObject"),
                Use.bucket("LAKE_BUCKET", lake(), true),
                TableUse.ingestedRead(
                    "SILVER_DATABASE",
                    stack,
                    stack.deployment().settings().catalog(),
                    lake(),
                    IngestionCapability.LAYER),
                JobMachine.use(machine, "states:StopExecution")));
  }

  /** It asks other systems, which a VPC without a way out does not reach. */
  private LiveFunction fetch() {
    return stack.function(
        transforming(
                FunctionDefinition.of(
                    "FetchSource",
                    "Fetches pages of a job's source and transforms their rows",
                    settings.fetchSourceMemory(),
                    Duration.minutes(5)))
            .reachingTheInternet()
            .uses(
                resources.runs("dynamodb:GetItem"),
                resources.jobSources("dynamodb:GetItem", "dynamodb:PutItem"),
                resources.state("dynamodb:GetItem", "dynamodb:UpdateItem"),
                Use.bucket("PAGES_BUCKET", resources.pages(), true),
                resources.objects(
                    IngestionData.RAW, NAMED_AFTER_JOBS, "s3:GetObject", "s3:PutObject"),
                resources.objects(IngestionData.STAGED, NAMED_AFTER_JOBS, "s3:PutObject"),
                resources.secretsOfSources(
                    settings.secretPrefix(stack.deployment().environment()))));
  }

  private LiveFunction store() {
    return stack.function(
        reading(
                FunctionDefinition.of(
                    "StoreSource",
                    "Checks the rows of a job's source and commits them",
                    settings.storeSourceMemory(),
                    Duration.minutes(15)))
            .environment(LiveFunction.BOTH_COMPILERS)
            .days("QUALITY_DAYS", settings.jobDays())
            .uses(
                resources.runs("dynamodb:GetItem"),
                resources.jobSources("dynamodb:GetItem", "dynamodb:PutItem"),
                resources.state("dynamodb:UpdateItem"),
                Use.table(
                    "DATASETS_TABLE",
                    resources.table("Datasets"),
                    "dynamodb:GetItem",
                    "dynamodb:PutItem",
                    "dynamodb:UpdateItem"),
                Use.table(
                    "RECORDS_TABLE",
                    resources.table("Records"),
                    "dynamodb:BatchGetItem",
                    "dynamodb:PutItem",
                    "dynamodb:UpdateItem"),
                resources.quality("dynamodb:PutItem", "dynamodb:Query"),
                Use.bucket("PAGES_BUCKET", resources.pages(), true),
                resources.objects(
                    IngestionData.STAGED, NAMED_AFTER_JOBS, "s3:GetObject", "s3:PutObject"),
                upkeep,
                Use.bucket("LAKE_BUCKET", lake(), true),
                TableUse.ingested(
                    "SILVER_DATABASE",
                    stack,
                    stack.deployment().settings().catalog(),
                    lake(),
                    IngestionCapability.LAYER,
                    IcebergTable.declared(stack.resources(), IngestionCapability.LAYER),
                    IngestionCapability.TABLES.stream()
                        .map(IcebergTable::name)
                        .toArray(String[]::new))));
  }

  private LiveFunction step() {
    return stack.function(
        reading(
                FunctionDefinition.of(
                    "JobStep",
                    "Begins and ends jobs, and notes which of their sources failed",
                    STEP_MEMORY,
                    Duration.minutes(1)))
            .uses(
                resources.runs("dynamodb:GetItem", "dynamodb:UpdateItem"),
                resources.jobSources("dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:Query")));
  }

  private void sweep() {
    stack.job(
        ofJobs(
                FunctionDefinition.of(
                    "SweepJobs",
                    "Repairs what died between the writes of a job",
                    STEP_MEMORY,
                    Duration.minutes(4)))
            .uses(
                resources.runs("dynamodb:GetItem", "dynamodb:UpdateItem"),
                Use.permission(
                    resources.table("Jobs").getTableArn() + "/index/open", "dynamodb:Query"),
                JobMachine.use(machine, "states:DescribeExecution", "states:StopExecution")),
        SWEEP_PERIOD,
        SWEEP_PERIOD);
  }

  private FunctionDefinition ofJobs(FunctionDefinition definition) {
    return definition.days("RUN_DAYS", settings.jobDays());
  }

  /** What all functions have in common that read sources' definitions. */
  private FunctionDefinition reading(FunctionDefinition definition) {
    return ofJobs(definition)
        .environment("ALLOWED_HOSTS", String.join(",", settings.allowedHosts()))
        .environment("SECRET_PREFIX", settings.secretPrefix(stack.deployment().environment()))
        .environment("RESERVED_TABLES", reserved());
  }

  /** What those have in common that apply rules, too. */
  private FunctionDefinition transforming(FunctionDefinition definition) {
    return reading(definition).uses(resources.hashKey(), resources.lookups());
  }

  private Bucket lake() {
    return stack.resources().bucket(LakeCapability.NAME, "Lake");
  }

  /** Of the layer, whichever capability declares them: no dataset has the name of one. */
  private String reserved() {
    return String.join(",", IcebergTable.declared(stack.resources(), IngestionCapability.LAYER));
  }
}
