package dev.millrace.infra.model;

import dev.millrace.infra.capability.CapabilityFunctions;
import dev.millrace.infra.construct.NagReason;
import dev.millrace.infra.construct.Permissions;
import java.util.List;
import software.amazon.awscdk.ArnComponents;
import software.amazon.awscdk.ArnFormat;
import software.amazon.awscdk.RemovalPolicy;
import software.amazon.awscdk.services.ecr.assets.DockerImageAsset;
import software.amazon.awscdk.services.ecr.assets.Platform;
import software.amazon.awscdk.services.iam.Role;
import software.amazon.awscdk.services.iam.ServicePrincipal;
import software.amazon.awscdk.services.kms.Key;
import software.amazon.awscdk.services.sagemaker.CfnEndpoint;
import software.amazon.awscdk.services.sagemaker.CfnEndpointConfig;
import software.amazon.awscdk.services.sagemaker.CfnModel;

/**
 * The model server behind a SageMaker endpoint. The container reaches no network, and its requests
 * are not captured: they hold what users did.
 */
final class ModelEndpoint {
  private final CapabilityFunctions stack;
  private final ModelSettings settings;

  ModelEndpoint(CapabilityFunctions stack, ModelSettings settings) {
    this.stack = stack;
    this.settings = settings;
  }

  /** Declares the endpoint and what it is made of. */
  CfnEndpoint declare() {
    var image =
        DockerImageAsset.Builder.create(stack, "ModelServer")
            .directory(stack.deployment().artifacts().image().toString())
            .platform(settings.instanceType().isArm() ? Platform.LINUX_ARM64 : Platform.LINUX_AMD64)
            .build();
    var role = role(image);
    var model =
        CfnModel.Builder.create(stack, "Model")
            .executionRoleArn(role.getRoleArn())
            .enableNetworkIsolation(true)
            .primaryContainer(
                CfnModel.ContainerDefinitionProperty.builder().image(image.getImageUri()).build())
            .build();
    model.getNode().addDependency(role);
    return CfnEndpoint.Builder.create(stack, "Endpoint")
        .endpointConfigName(configuration(model).getAttrEndpointConfigName())
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
            .assumedBy(new ServicePrincipal("sagemaker.amazonaws.com"))
            .inlinePolicies(
                Permissions.policy(
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
                        "logs:PutLogEvents")))
            .build();
    NagReason.allowWildcards(
        role,
        "A token for the image registry is the account's, not a repository's",
        "Resource::\\*");
    NagReason.allowWildcards(
        role,
        "SageMaker makes the log group and names it after the endpoint, which names itself",
        "Resource::.*:log-group:\\/aws\\/sagemaker\\/Endpoints\\/\\*");
    return role;
  }

  private String endpointLogs() {
    return stack.formatArn(
        ArnComponents.builder()
            .service("logs")
            .resource("log-group")
            .resourceName("/aws/sagemaker/Endpoints/*")
            .arnFormat(ArnFormat.COLON_RESOURCE_NAME)
            .build());
  }
}
