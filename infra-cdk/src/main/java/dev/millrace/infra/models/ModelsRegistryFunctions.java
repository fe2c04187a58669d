package dev.millrace.infra.models;

import dev.millrace.infra.capability.CapabilityFunctions;
import dev.millrace.infra.construct.FunctionDefinition;
import dev.millrace.infra.construct.InOrder;
import dev.millrace.infra.construct.LiveFunction;
import dev.millrace.infra.construct.Use;
import java.util.function.UnaryOperator;
import software.amazon.awscdk.CustomResource;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.services.dynamodb.Table;
import software.amazon.awscdk.services.s3.Bucket;

/** One function answers, one validates what is uploaded, one registers what is deployed. */
final class ModelsRegistryFunctions {
  private static final String NAMED_AFTER_VERSIONS =
      "Objects are named after the versions that they belong to";
  private static final Duration VALIDATION_TIMEOUT = Duration.minutes(3);

  /** The shortest that Lambda knows: whoever waits for a validation completes the version again. */
  private static final Duration VALIDATION_MAXIMUM_AGE = Duration.minutes(1);

  private static final Duration SEEDING_TIMEOUT = Duration.minutes(6);
  private static final Duration SEEDING_PATIENCE = Duration.minutes(10);
  private static final int SEEDING_MEMORY = 1024;

  private final CapabilityFunctions stack;
  private final ModelsSettings settings;
  private final UnaryOperator<FunctionDefinition> withRouting;
  private final Table versions;
  private final Table routing;
  private final Table history;
  private final Bucket bucket;

  /**
   * @param withRouting adds to the function of the routes what those of routing and rollouts use
   */
  ModelsRegistryFunctions(
      CapabilityFunctions stack,
      ModelsSettings settings,
      UnaryOperator<FunctionDefinition> withRouting) {
    this.stack = stack;
    this.settings = settings;
    this.withRouting = withRouting;
    var resources = stack.resources();
    versions = resources.table(ModelsCapability.NAME, "ModelVersions");
    routing = resources.table(ModelsCapability.NAME, "ModelRouting");
    history = resources.table(ModelsCapability.NAME, "ModelHistory");
    bucket = resources.bucket(ModelsCapability.NAME, "ModelRegistry");
  }

  void declare() {
    var validation = validateVersion();
    stack.keepSnapshots(modelsApi(validation));
    seededModels(seedModels(validation), validation);
  }

  private LiveFunction validateVersion() {
    var function =
        stack.function(
            FunctionDefinition.of(
                    "ValidateVersion",
                    "Validates the uploaded file of a model's version",
                    settings.validateVersionMemory(),
                    VALIDATION_TIMEOUT)
                .reachingS3Alone()
                .environment(
                    "MODEL_MAXIMUM_MEGABYTES", Integer.toString(settings.maximumMegabytes()))
                .uses(
                    Use.bucket("MODEL_REGISTRY_BUCKET", bucket, true),
                    objects(ModelsCapability.STAGING, "s3:GetObject"),
                    objects(ModelsCapability.REGISTRY, "s3:GetObject", "s3:PutObject"),
                    objects(ModelsCapability.VALIDATIONS, "s3:PutObject")));
    function.invokedOnce(stack, VALIDATION_MAXIMUM_AGE);
    return function;
  }

  private LiveFunction modelsApi(LiveFunction validation) {
    return stack.function(
        withRouting.apply(
            registering(
                    FunctionDefinition.of(
                            "ModelsApi",
                            "Answers the HTTP API's requests for models and their versions",
                            settings.modelsApiMemory(),
                            Duration.seconds(29))
                        .fromSnapshot()
                        .environment(LiveFunction.FIRST_COMPILER_ONLY),
                    validation)
                .uses(
                    Use.table(
                        "MODEL_VERSIONS_TABLE",
                        versions,
                        "dynamodb:DeleteItem",
                        "dynamodb:GetItem",
                        "dynamodb:PutItem",
                        "dynamodb:Query"),
                    Use.table(
                        "MODEL_ROUTING_TABLE",
                        routing,
                        "dynamodb:ConditionCheckItem",
                        "dynamodb:GetItem"),
                    Use.table("MODEL_HISTORY_TABLE", history, "dynamodb:PutItem", "dynamodb:Query"),
                    objects(ModelsCapability.REGISTRY, "s3:DeleteObject"))));
  }

  private LiveFunction seedModels(LiveFunction validation) {
    var function =
        stack.function(
            registering(
                    FunctionDefinition.of(
                        "SeedModels",
                        "Registers the version that comes with a deployment",
                        SEEDING_MEMORY,
                        SEEDING_TIMEOUT),
                    validation)
                .uses(
                    Use.table(
                        "MODEL_VERSIONS_TABLE",
                        versions,
                        "dynamodb:ConditionCheckItem",
                        "dynamodb:GetItem",
                        "dynamodb:PutItem",
                        "dynamodb:Query"),
                    Use.table(
                        "MODEL_ROUTING_TABLE", routing, "dynamodb:GetItem", "dynamodb:PutItem"),
                    Use.table("MODEL_HISTORY_TABLE", history, "dynamodb:PutItem"),
                    Use.permission(stack.jobFailures().getQueueArn(), "sqs:SendMessage")));
    function.invokedOnce(stack, SEEDING_PATIENCE, stack.jobFailures());
    return function;
  }

  /** What the two functions have in common that register versions. */
  private FunctionDefinition registering(FunctionDefinition definition, LiveFunction validation) {
    var validationArn = validation.alias().getFunctionArn();
    return definition
        .environment("DEFAULT_MODEL", stack.deployment().settings().documents().model())
        .environment(
            "LONGEST_VALIDATION",
            "PT%dM"
                .formatted(VALIDATION_TIMEOUT.plus(VALIDATION_MAXIMUM_AGE).toMinutes().intValue()))
        .uses(
            Use.bucket("MODEL_REGISTRY_BUCKET", bucket, true),
            objects(ModelsCapability.STAGING, "s3:PutObject"),
            objects(ModelsCapability.VALIDATIONS, "s3:GetObject"),
            Use.named(
                "VALIDATE_VERSION_FUNCTION",
                validationArn,
                validationArn,
                "lambda:InvokeFunction"));
  }

  private Use objects(String prefix, String... actions) {
    return Use.objects(bucket, prefix, NAMED_AFTER_VERSIONS, actions);
  }

  /** Registers the deployed version when it is another than before. */
  private void seededModels(LiveFunction seeding, LiveFunction validation) {
    var documents = stack.deployment().settings().documents();
    var seeded =
        CustomResource.Builder.create(stack, "SeededModels")
            .resourceType("Custom::SeedModels")
            .serviceToken(seeding.alias().getFunctionArn())
            .serviceTimeout(SEEDING_PATIENCE)
            .properties(
                InOrder.map("Model", documents.model(), "ModelVersion", documents.modelVersion()))
            .build();
    seeded.getNode().addDependency(seeding.alias(), validation.alias());
    stack.declare(CustomResource.class, "SeededModels", seeded);
  }
}
