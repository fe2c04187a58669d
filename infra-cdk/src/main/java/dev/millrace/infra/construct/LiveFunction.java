package dev.millrace.infra.construct;

import dev.millrace.infra.artifact.FunctionPackage;
import dev.millrace.infra.settings.PlatformSettings;
import java.util.ArrayList;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import software.amazon.awscdk.Annotations;
import software.amazon.awscdk.CfnOutput;
import software.amazon.awscdk.CfnResource;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.cloudwatch.Metric;
import software.amazon.awscdk.services.cloudwatch.MetricOptions;
import software.amazon.awscdk.services.iam.PolicyStatement;
import software.amazon.awscdk.services.iam.Role;
import software.amazon.awscdk.services.iam.ServicePrincipal;
import software.amazon.awscdk.services.lambda.Alias;
import software.amazon.awscdk.services.lambda.Architecture;
import software.amazon.awscdk.services.lambda.CfnEventInvokeConfig;
import software.amazon.awscdk.services.lambda.Code;
import software.amazon.awscdk.services.lambda.Function;
import software.amazon.awscdk.services.lambda.LoggingFormat;
import software.amazon.awscdk.services.lambda.Runtime;
import software.amazon.awscdk.services.lambda.SnapStartConf;
import software.amazon.awscdk.services.lambda.Tracing;
import software.amazon.awscdk.services.logs.LogGroup;
import software.amazon.awscdk.services.sqs.Queue;
import software.constructs.Construct;

/**
 * A Java function, its log group, its role, and the alias {@code live} of its published version,
 * which every trigger names: SnapStart works on nothing else. An output names the alias.
 */
public record LiveFunction(Function function, Role role, Alias alias) {
  public static final String ALIAS = "live";

  /**
   * For a function that is busy itself for minutes. Without SnapStart, Lambda leaves the second
   * compiler off, which only pays where a function waits for others.
   */
  public static final Map<String, String> BOTH_COMPILERS =
      Map.of("JAVA_TOOL_OPTIONS", "-XX:TieredStopAtLevel=4");

  /**
   * For a function that somebody waits for. With SnapStart, Lambda leaves the second compiler on,
   * which competes with the first requests for less than one CPU; docs/PERFORMANCE.md has the tails
   * with and without.
   *
   * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/java-customization.html">What Lambda
   *     sets by default</a>
   */
  public static final Map<String, String> FIRST_COMPILER_ONLY =
      Map.of("JAVA_TOOL_OPTIONS", "-XX:TieredStopAtLevel=1");

  /**
   * Declares a function of a capability's zip.
   *
   * @throws IllegalArgumentException when two uses name one environment variable
   */
  public static LiveFunction create(
      Construct scope, FunctionPackage in, FunctionDefinition definition, Deployment deployment) {
    var logs = logs(scope, definition.id(), deployment.settings());
    var role = role(scope, definition, logs, deployment);
    var builder =
        Function.Builder.create(scope, definition.id())
            .description(definition.description())
            .runtime(Runtime.JAVA_25)
            .architecture(Architecture.ARM_64)
            .handler(in.handler(definition.id()))
            .code(Code.fromAsset(deployment.artifacts().zip(in).toString()))
            .memorySize(definition.memory())
            .timeout(definition.timeout())
            .tracing(Tracing.ACTIVE)
            .loggingFormat(LoggingFormat.JSON)
            .logGroup(logs)
            .role(role.withoutPolicyUpdates())
            .environment(environment(in, definition));
    if (definition.start() == FunctionDefinition.Start.SNAPSHOT) {
      builder.snapStart(SnapStartConf.ON_PUBLISHED_VERSIONS);
    }
    if (deployment.settings().reserveConcurrency()) {
      definition.reservedConcurrency().ifPresent(builder::reservedConcurrentExecutions);
    }
    network(definition, deployment)
        .ifPresent(network -> network.attach(builder, definition.reach()));
    var function = builder.build();
    ((CfnResource) function.getNode().getDefaultChild()).addMetadata("millrace:zip", in.zip());
    Annotations.of(function)
        .acknowledgeWarning(
            "@aws-cdk/aws-lambda:snapStartRequirePublish", "The alias is of a published version");
    var alias =
        Alias.Builder.create(scope, definition.id() + "Live")
            .aliasName(ALIAS)
            .version(function.getCurrentVersion())
            .build();
    CfnOutput.Builder.create(Stack.of(scope), definition.id() + "Function")
        .description("The alias by which to invoke it")
        .value(alias.getFunctionArn())
        .build();
    return new LiveFunction(function, role, alias);
  }

  /**
   * Says what becomes of invocations that nobody waits for: each is tried once, within an age, and
   * ends in a queue when it fails or does not get its turn. The role must be allowed to send to it.
   */
  public void invokedOnce(Construct scope, Duration maximumAge, Queue onFailure) {
    configured(
        once(scope, maximumAge)
            .destinationConfig(
                CfnEventInvokeConfig.DestinationConfigProperty.builder()
                    .onFailure(
                        CfnEventInvokeConfig.OnFailureProperty.builder()
                            .destination(onFailure.getQueueArn())
                            .build())
                    .build())
            .build());
  }

  /** The same, where whoever invokes it learns of a failure by what does not come of it. */
  public void invokedOnce(Construct scope, Duration maximumAge) {
    configured(once(scope, maximumAge).build());
  }

  private CfnEventInvokeConfig.Builder once(Construct scope, Duration maximumAge) {
    return CfnEventInvokeConfig.Builder.create(scope, function.getNode().getId() + "Once")
        .functionName(function.getFunctionName())
        .qualifier(ALIAS)
        .maximumRetryAttempts(0)
        .maximumEventAgeInSeconds(maximumAge.toSeconds());
  }

  private void configured(CfnEventInvokeConfig configuration) {
    configuration.getNode().addDependency(alias);
  }

  /** One of Lambda's own metrics of the alias. */
  public Metric metric(String name, String statistic, Duration period) {
    return alias.metric(name, MetricOptions.builder().statistic(statistic).period(period).build());
  }

  private static Map<String, String> environment(
      FunctionPackage in, FunctionDefinition definition) {
    var environment = new TreeMap<>(in.environment());
    environment.putAll(definition.environment());
    for (var use : definition.uses()) {
      use.environment()
          .forEach(
              (variable, value) -> {
                if (environment.put(variable, value) != null) {
                  throw new IllegalArgumentException(
                      "Function %s is told %s twice".formatted(definition.id(), variable));
                }
              });
    }
    return environment;
  }

  private static Optional<Network> network(FunctionDefinition definition, Deployment deployment) {
    return deployment.network().filter(_ -> definition.isInVpc());
  }

  private static LogGroup logs(Construct scope, String id, PlatformSettings settings) {
    return LogGroup.Builder.create(scope, id + "Logs")
        .retention(LogRetention.of(settings))
        .removalPolicy(new Storage(settings.retain()).removal())
        .build();
  }

  private static Role role(
      Construct scope, FunctionDefinition definition, LogGroup logs, Deployment deployment) {
    var permissions = new ArrayList<PolicyStatement>();
    definition.uses().forEach(use -> permissions.addAll(use.permissions()));
    permissions.add(
        Permissions.allow(logs.getLogGroupArn(), "logs:CreateLogStream", "logs:PutLogEvents"));
    permissions.add(Permissions.allow("*", "xray:PutTelemetryRecords", "xray:PutTraceSegments"));
    network(definition, deployment).ifPresent(_ -> permissions.add(Network.interfacePermissions()));
    var role =
        Role.Builder.create(scope, definition.id() + "Role")
            .assumedBy(new ServicePrincipal("lambda.amazonaws.com"))
            .inlinePolicies(Permissions.policy(permissions))
            .build();
    NagReason.allowWildcards(
        role, "X-Ray, and EC2 for a function in a VPC, take no narrower resource", "Resource::\\*");
    definition.uses().stream()
        .flatMap(use -> use.wildcards().stream())
        .distinct()
        .forEach(wildcard -> NagReason.allowWildcards(role, wildcard.reason(), wildcard.finding()));
    return role;
  }
}
