package dev.millrace.infra.capability;

import dev.millrace.infra.artifact.Contract;
import dev.millrace.infra.artifact.FunctionPackage;
import dev.millrace.infra.construct.CanaryRelease;
import dev.millrace.infra.construct.Deployment;
import dev.millrace.infra.construct.FunctionDefinition;
import dev.millrace.infra.construct.JobSchedule;
import dev.millrace.infra.construct.KeptSnapshots;
import dev.millrace.infra.construct.LiveFunction;
import dev.millrace.infra.construct.Use;
import dev.millrace.infra.monitoring.Alarms;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import software.amazon.awscdk.CfnOutput;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.StackProps;
import software.amazon.awscdk.services.cloudwatch.Alarm;
import software.amazon.awscdk.services.cloudwatch.actions.SnsAction;
import software.amazon.awscdk.services.codedeploy.LambdaApplication;
import software.amazon.awscdk.services.sns.ITopic;
import software.amazon.awscdk.services.sns.Topic;
import software.amazon.awscdk.services.sqs.Queue;
import software.constructs.Construct;
import software.constructs.IConstruct;

/**
 * The stack of what a capability runs. It can be deleted and made anew without a loss: it keeps
 * nothing.
 */
public final class CapabilityFunctions extends Stack {
  private final Capability capability;
  private final FunctionPackage functionPackage;
  private final Deployment deployment;
  private final DeclaredResources resources;
  private final Alarms alarms;
  private final Map<String, LiveFunction> functions = new TreeMap<>();
  private LambdaApplication releases;

  /** An empty stack of a capability. */
  public CapabilityFunctions(
      Construct scope,
      String id,
      StackProps props,
      Capability capability,
      Deployment deployment,
      DeclaredResources resources) {
    super(scope, id, props);
    this.capability = capability;
    this.functionPackage = new FunctionPackage(capability.name());
    this.deployment = deployment;
    this.resources = resources;
    ITopic topic = resources.find(Topic.class, DeclaredResources.PLATFORM, "Alarms");
    this.alarms = new Alarms(new Construct(this, "Alarms"), new SnsAction(topic));
  }

  public Deployment deployment() {
    return deployment;
  }

  public DeclaredResources resources() {
    return resources;
  }

  public Alarms alarms() {
    return alarms;
  }

  /** What the capability's functions declare of themselves. */
  public Contract contract() {
    return deployment.artifacts().contract(functionPackage);
  }

  /** A function by its id. */
  public LiveFunction function(String id) {
    var function = functions.get(id);
    if (function == null) {
      throw new IllegalStateException(
          "Capability %s has no function %s; expected one of %s"
              .formatted(capability.name(), id, functions.keySet()));
    }
    return function;
  }

  /**
   * Declares a function. One that answers a route that changes something writes to the audit table:
   * it is told the table and allowed to write to it.
   */
  public LiveFunction function(FunctionDefinition definition) {
    var audited = answersChanges(definition.id()) ? audited(definition) : definition;
    var function = LiveFunction.create(this, functionPackage, audited, deployment);
    functions.put(definition.id(), function);
    return function;
  }

  private boolean answersChanges(String function) {
    return capability.routes().stream()
        .anyMatch(
            route -> route.function().equals(function) && route.effect() == Route.Effect.CHANGES);
  }

  private FunctionDefinition audited(FunctionDefinition definition) {
    return definition
        .days("AUDIT_DAYS", deployment.settings().auditDays())
        .uses(
            Use.table(
                "AUDIT_TABLE",
                resources.table(DeclaredResources.PLATFORM, "Audit"),
                "dynamodb:PutItem",
                "dynamodb:UpdateItem"));
  }

  /**
   * Declares a function that runs at a period and is not repeated when it fails. Where the settings
   * reserve concurrency its runs do not overlap, which only spares them each other's work: that two
   * do no harm must rest on their conditional writes.
   *
   * @param maximumAge how long an invocation may wait for its turn
   */
  public LiveFunction job(FunctionDefinition definition, Duration period, Duration maximumAge) {
    var function =
        function(
            definition
                .reserved(1)
                .uses(Use.permission(jobFailures().getQueueArn(), "sqs:SendMessage")));
    function.invokedOnce(
        this, software.amazon.awscdk.Duration.seconds(maximumAge.toSeconds()), jobFailures());
    JobSchedule.create(this, function, period, maximumAge, scheduleDeadLetters());
    return function;
  }

  /**
   * Has new versions of a function take over by degrees, where the settings want it, and be taken
   * back by an alarm.
   */
  public void releaseByDegrees(LiveFunction function, Alarm alarm) {
    if (deployment.settings().canaryReleases()) {
      if (releases == null) {
        releases = LambdaApplication.Builder.create(this, "Releases").build();
      }
      CanaryRelease.of(function, releases, alarm);
    }
  }

  /** Has the snapshots of functions kept that may have no traffic for weeks. */
  public void keepSnapshots(LiveFunction... of) {
    new KeptSnapshots(this, "KeptSnapshots", List.of(of), scheduleDeadLetters());
  }

  /** Makes a resource known to the capabilities behind this one in the list. */
  public <T extends IConstruct> void declare(Class<T> kind, String id, T resource) {
    resources.add(capability.name(), kind, id, resource);
  }

  /** An output of the stack, for people and programs outside. */
  public void output(String id, String value) {
    CfnOutput.Builder.create(this, id).value(value).build();
  }

  /** Where runs of jobs end that failed or did not get their turn. */
  public Queue jobFailures() {
    return resources.queue(DeclaredResources.PLATFORM, "JobFailures");
  }

  private Queue scheduleDeadLetters() {
    return resources.queue(DeclaredResources.PLATFORM, "ScheduleDeadLetters");
  }
}
