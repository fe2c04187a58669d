package dev.millrace.infra;

import dev.millrace.infra.artifact.Artifacts;
import dev.millrace.infra.capability.Capability;
import dev.millrace.infra.capability.CapabilityData;
import dev.millrace.infra.capability.CapabilityFunctions;
import dev.millrace.infra.capability.DeclaredResources;
import dev.millrace.infra.capability.StackNames;
import dev.millrace.infra.construct.Deployment;
import dev.millrace.infra.construct.Network;
import dev.millrace.infra.construct.Storage;
import dev.millrace.infra.platform.ApiStack;
import dev.millrace.infra.platform.PlatformData;
import dev.millrace.infra.settings.PlatformSettings;
import java.util.LinkedHashMap;
import java.util.Optional;
import software.amazon.awscdk.App;
import software.amazon.awscdk.Environment;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.StackProps;
import software.amazon.awscdk.Stage;
import software.amazon.awscdk.StageProps;
import software.amazon.awscdk.Tags;
import software.amazon.awscdk.services.sns.Topic;

/**
 * An environment: the stacks of what all capabilities share, two for each capability, and that of
 * the API with the dashboard. An account may hold any number of environments; their names are in
 * those of their stacks.
 *
 * <p>A stack reads the names of another's resources from that one's outputs when it is deployed,
 * and binds it to nothing ({@code defaultCrossStackReferences} in {@code cdk.json}): an export that
 * a stack imports could neither change nor go while it does.
 */
final class MillraceStage extends Stage {
  private final Capabilities capabilities;
  private final Artifacts artifacts;
  private final DeclaredResources resources = new DeclaredResources();

  /** An environment of this name, with the settings that its capabilities have read. */
  MillraceStage(App app, String name, Capabilities capabilities, Artifacts artifacts) {
    super(app, name, StageProps.builder().env(environment(capabilities.platform())).build());
    this.capabilities = capabilities;
    this.artifacts = artifacts;
    declare();
    var tags = Tags.of(this);
    tags.add("project", "millrace");
    tags.add("environment", name);
    settings().tags().forEach(tags::add);
  }

  private static Environment environment(PlatformSettings settings) {
    return Environment.builder()
        .account(settings.account().orElse(System.getenv("CDK_DEFAULT_ACCOUNT")))
        .region(settings.region().orElse(System.getenv("CDK_DEFAULT_REGION")))
        .build();
  }

  private void declare() {
    var platform = new PlatformData(data(DeclaredResources.PLATFORM), settings());
    capabilities.list().forEach(this::declareData);
    var deployment = new Deployment(getStageName(), settings(), artifacts, network());
    var functions = new LinkedHashMap<Capability, CapabilityFunctions>();
    for (var capability : capabilities.list()) {
      var stack =
          new CapabilityFunctions(
              this,
              StackNames.functions(capability.name()),
              properties(false),
              capability,
              deployment,
              resources);
      capability.declareFunctions(stack);
      functions.put(capability, stack);
    }
    new ApiStack(
        this,
        "MillraceApi",
        properties(false),
        settings(),
        platform,
        resources.find(Topic.class, DeclaredResources.PLATFORM, "Alarms"),
        functions);
  }

  private PlatformSettings settings() {
    return capabilities.platform();
  }

  private void declareData(Capability capability) {
    var stack = data(capability.name());
    capability.declareData(stack);
    // CloudFormation takes no stack without resources.
    if (stack.getNode().getChildren().isEmpty()) {
      getNode().tryRemoveChild(stack.getNode().getId());
    }
  }

  private CapabilityData data(String capability) {
    return new CapabilityData(
        this,
        StackNames.data(capability),
        properties(settings().retain()),
        capability,
        new Storage(settings().retain()),
        resources);
  }

  private Optional<Network> network() {
    if (!settings().vpc()) {
      return Optional.empty();
    }
    var stack = new Stack(this, "MillraceNetwork", properties(false));
    var called =
        capabilities.list().stream()
            .flatMap(capability -> capability.calledServices().stream())
            .distinct()
            .sorted()
            .toList();
    return Optional.of(new Network(stack, "Network", settings(), called));
  }

  private static StackProps properties(boolean terminationProtection) {
    return StackProps.builder().terminationProtection(terminationProtection).build();
  }
}
