package dev.millrace.infra.model;

import dev.millrace.infra.capability.CapabilityFunctions;
import dev.millrace.infra.construct.InOrder;
import dev.millrace.infra.construct.NagReason;
import dev.millrace.infra.construct.Network;
import dev.millrace.infra.construct.Permissions;
import dev.millrace.infra.models.ModelsCapability;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import software.amazon.awscdk.ArnComponents;
import software.amazon.awscdk.ArnFormat;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.RemovalPolicy;
import software.amazon.awscdk.services.cloudwatch.Alarm;
import software.amazon.awscdk.services.cloudwatch.Metric;
import software.amazon.awscdk.services.dynamodb.Table;
import software.amazon.awscdk.services.ecr.assets.DockerImageAsset;
import software.amazon.awscdk.services.ecr.assets.Platform;
import software.amazon.awscdk.services.iam.PolicyStatement;
import software.amazon.awscdk.services.iam.Role;
import software.amazon.awscdk.services.iam.ServicePrincipal;
import software.amazon.awscdk.services.iam.ServicePrincipalOpts;
import software.amazon.awscdk.services.kms.Key;
import software.amazon.awscdk.services.s3.Bucket;
import software.amazon.awscdk.services.sagemaker.CfnEndpoint;
import software.amazon.awscdk.services.sagemaker.CfnEndpointConfig;
import software.amazon.awscdk.services.sagemaker.CfnModel;

/**
 * The model server behind a SageMaker endpoint. It loads by itself the versions that the routing
 * rows name: its role may read those rows and validated versions, and say what is loaded. So the
 * container is not isolated from the network: that would take its role's credentials and any way to
 * S3 and DynamoDB from it. Where the deployment has a network, the container is in it, and reaches
 * nothing but those two services. Requests are not captured: they hold what users did.
 */
final class ModelEndpoint {
  /** As long as the slower of the alarms looks back. */
  private static final int BAKING_SECONDS = 360;

  private static final int LONGEST_UPDATE_SECONDS = 3600;

  private final CapabilityFunctions stack;
  private final ModelSettings settings;

  /** Of our own: the alarms that take an update back are there before the endpoint. */
  private final String name;

  ModelEndpoint(CapabilityFunctions stack, ModelSettings settings) {
    this.stack = stack;
    this.settings = settings;
    this.name = stack.deployment().environment() + "-millrace-model";
  }

  /** Declares the endpoint and what it is made of. */
  CfnEndpoint declare() {
    var image =
        DockerImageAsset.Builder.create(stack, "ModelServer")
            .directory(stack.deployment().artifacts().image().toString())
            .platform(settings.instanceType().isArm() ? Platform.LINUX_ARM64 : Platform.LINUX_AMD64)
            // Docker's own manifest: SageMaker refuses that of an OCI image.
            .outputs(List.of("type=docker"))
            .build();
    var role = role(image);
    var builder =
        CfnModel.Builder.create(stack, "Model")
            .executionRoleArn(role.getRoleArn())
            .enableNetworkIsolation(false)
            .primaryContainer(
                CfnModel.ContainerDefinitionProperty.builder()
                    .image(image.getImageUri())
                    .environment(environment())
                    .build());
    stack.deployment().network().ifPresent(network -> builder.vpcConfig(network.ofModels()));
    var model = builder.build();
    model.getNode().addDependency(role);
    return CfnEndpoint.Builder.create(stack, "Endpoint")
        .endpointName(name)
        .endpointConfigName(configuration(model).getAttrEndpointConfigName())
        .deploymentConfig(takenBackOn(alarms()))
        .build();
  }

  private Map<String, String> environment() {
    var environment = new TreeMap<String, String>();
    environment.put("AWS_REGION", stack.getRegion());
    environment.put("MODEL_HEARTBEATS_TABLE", table("ModelHeartbeats").getTableName());
    environment.put("MODEL_MEMORY_MB", Integer.toString(settings.memoryMegabytes()));
    environment.put("MODEL_REGISTRY_BUCKET", registry().getBucketName());
    environment.put("MODEL_ROUTING_TABLE", table("ModelRouting").getTableName());
    return environment;
  }

  private Table table(String id) {
    return stack.resources().table(ModelsCapability.NAME, id);
  }

  private Bucket registry() {
    return stack.resources().bucket(ModelsCapability.NAME, "ModelRegistry");
  }

  private List<Alarm> alarms() {
    return List.of(
        stack
            .alarms()
            .whenAbove(
                "EndpointErrors",
                "The model's endpoint answers 5xx",
                metric("Invocation5XXErrors", "Sum"),
                0,
                3),
        stack
            .alarms()
            .whenAbove(
                "EndpointLatency",
                "p99 of the model's own time is too long",
                metric("ModelLatency", "p99"),
                settings.latencyAlarmMilliseconds() * 1000.0,
                5));
  }

  private Metric metric(String metric, String statistic) {
    return Metric.Builder.create()
        .namespace("AWS/SageMaker")
        .metricName(metric)
        .statistic(statistic)
        .dimensionsMap(InOrder.map("EndpointName", name, "VariantName", ModelCapability.VARIANT))
        .period(Duration.minutes(1))
        .build();
  }

  /**
   * A new version runs beside the old one until it answers, takes all requests, and is watched for
   * some minutes more: when an alarm goes off meanwhile, SageMaker goes back to the old one and the
   * update fails.
   */
  private static CfnEndpoint.DeploymentConfigProperty takenBackOn(List<Alarm> alarms) {
    return CfnEndpoint.DeploymentConfigProperty.builder()
        .blueGreenUpdatePolicy(
            CfnEndpoint.BlueGreenUpdatePolicyProperty.builder()
                .trafficRoutingConfiguration(
                    CfnEndpoint.TrafficRoutingConfigProperty.builder()
                        .type("ALL_AT_ONCE")
                        .waitIntervalInSeconds(0)
                        .build())
                .terminationWaitInSeconds(BAKING_SECONDS)
                .maximumExecutionTimeoutInSeconds(LONGEST_UPDATE_SECONDS)
                .build())
        .autoRollbackConfiguration(
            CfnEndpoint.AutoRollbackConfigProperty.builder()
                .alarms(
                    alarms.stream()
                        .map(
                            alarm ->
                                CfnEndpoint.AlarmProperty.builder()
                                    .alarmName(alarm.getAlarmName())
                                    .build())
                        .toList())
                .build())
        .build();
  }

  private CfnEndpointConfig configuration(CfnModel model) {
    var configuration =
        CfnEndpointConfig.Builder.create(stack, "EndpointConfiguration")
            .productionVariants(
                List.of(
                    CfnEndpointConfig.ProductionVariantProperty.builder()
                        .variantName(ModelCapability.VARIANT)
                        .modelName(model.getAttrModelName())
                        .initialVariantWeight(1)
                        .initialInstanceCount(settings.instances())
                        .instanceType(settings.instanceType().name())
                        .build()));
    if (!settings.instanceType().hasLocalStorage()) {
      configuration.kmsKeyId(volumeKey().getKeyArn());
    }
    return configuration.build();
  }

  private Key volumeKey() {
    return Key.Builder.create(stack, "VolumeKey")
        .description("Volumes of the machines that serve the model")
        .enableKeyRotation(true)
        .removalPolicy(RemovalPolicy.DESTROY)
        .build();
  }

  private Role role(DockerImageAsset image) {
    var role =
        Role.Builder.create(stack, "ModelRole")
            .assumedBy(
                new ServicePrincipal(
                    "sagemaker.amazonaws.com",
                    ServicePrincipalOpts.builder()
                        .conditions(
                            Map.of("StringEquals", Map.of("aws:SourceAccount", stack.getAccount())))
                        .build()))
            .inlinePolicies(Permissions.policy(permissions(image)))
            .build();
    NagReason.allowWildcards(
        role,
        "A token for the image registry is the account's, not a repository's; and EC2 names no"
            + " narrower resource for what SageMaker does to put a container into a network",
        "Resource::\\*");
    NagReason.allowWildcards(
        role,
        "The routing rows say which of the validated versions are loaded",
        NagReason.objects(registry(), ModelsCapability.REGISTRY));
    NagReason.allowWildcards(
        role,
        "SageMaker makes the endpoint's log group and names the streams in it",
        "Resource::.*:log-group:\\/aws\\/sagemaker\\/Endpoints\\/[a-z0-9-]+:\\*");
    return role;
  }

  private List<PolicyStatement> permissions(DockerImageAsset image) {
    var statements =
        new ArrayList<>(
            List.of(
                Permissions.allow("*", "ecr:GetAuthorizationToken"),
                Permissions.allow(
                    image.getRepository().getRepositoryArn(),
                    "ecr:BatchCheckLayerAvailability",
                    "ecr:BatchGetImage",
                    "ecr:GetDownloadUrlForLayer"),
                Permissions.allow(
                    endpointLogs(),
                    "logs:CreateLogGroup",
                    "logs:CreateLogStream",
                    "logs:DescribeLogStreams",
                    "logs:PutLogEvents"),
                Permissions.allow(
                    registry().arnForObjects(ModelsCapability.REGISTRY + "*"), "s3:GetObject"),
                Permissions.allow(table("ModelRouting").getTableArn(), "dynamodb:Scan"),
                Permissions.allow(table("ModelHeartbeats").getTableArn(), "dynamodb:PutItem")));
    if (stack.deployment().network().isPresent()) {
      statements.add(Network.permissionsOfModels());
    }
    return statements;
  }

  private String endpointLogs() {
    return stack.formatArn(
        ArnComponents.builder()
            .service("logs")
            .resource("log-group")
            .resourceName("/aws/sagemaker/Endpoints/%s:*".formatted(name))
            .arnFormat(ArnFormat.COLON_RESOURCE_NAME)
            .build());
  }
}
