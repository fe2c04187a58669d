package dev.millrace.local;

import dev.millrace.local.event.EventBuses;
import dev.millrace.local.event.EventDelivery;
import dev.millrace.local.process.LoopbackServer;
import dev.millrace.local.secret.SecretStore;
import dev.millrace.local.secret.SecretsApi;
import dev.millrace.local.statemachine.StateMachines;
import dev.millrace.local.support.AwsClients;
import dev.millrace.local.template.CloudAssembly;
import dev.millrace.local.template.Intrinsics;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The services that functions call and that the stack imitates. Only those run that the template
 * has resources of; functions know no endpoint of the others.
 */
final class CalledServices implements AutoCloseable {
  private final Map<String, URI> endpoints = new LinkedHashMap<>();
  private final Deque<AutoCloseable> open = new ArrayDeque<>();
  private StateMachines stateMachines;
  private LoopbackServer scheduler;

  /** What the services are made from. */
  record Setting(
      CloudAssembly assembly,
      Intrinsics intrinsics,
      AwsClients clients,
      SecretStore secrets,
      Path module,
      Path data,
      Path logs,
      Consumer<String> report) {}

  private CalledServices() {}

  /**
   * Starts the services.
   *
   * @param functions run the tasks of state machines, once there are any
   * @throws dev.millrace.local.template.TemplateException when the template has what the stack does
   *     not imitate
   */
  static CalledServices start(Setting setting, StateMachines.FunctionInvoker functions)
      throws IOException {
    CalledServices services = new CalledServices();
    try {
      services.startEach(setting, functions);
      return services;
    } catch (IOException | RuntimeException e) {
      services.close();
      throw e;
    }
  }

  private void startEach(Setting setting, StateMachines.FunctionInvoker functions)
      throws IOException {
    CloudAssembly assembly = setting.assembly();
    if (!assembly.resources("AWS::SecretsManager::Secret").isEmpty()) {
      SecretsApi secrets = opened(new SecretsApi(setting.secrets(), assembly.region()));
      endpoints.put("SECRETS_MANAGER", secrets.endpoint());
    }
    if (!assembly.resources("AWS::Events::EventBus", "AWS::Events::Rule").isEmpty()) {
      EventDelivery delivery =
          new EventDelivery(setting.clients().sqs(), assembly.region(), setting.report());
      EventBuses buses =
          opened(new EventBuses(assembly, setting.intrinsics(), delivery, Clock.systemUTC()));
      endpoints.put("EVENTBRIDGE", buses.endpoint());
    }
    if (!assembly.resources("AWS::StepFunctions::StateMachine").isEmpty()) {
      stateMachines =
          opened(
              new StateMachines(
                  assembly,
                  setting.intrinsics(),
                  functions,
                  setting.module(),
                  setting.data().resolve("executions"),
                  setting.logs(),
                  Clock.systemUTC(),
                  setting.report()));
      endpoints.put("SFN", stateMachines.endpoint());
    }
    if (!assembly.resources("AWS::Scheduler::ScheduleGroup").isEmpty()) {
      scheduler = opened(LoopbackServer.bind(0));
      endpoints.put("SCHEDULER", scheduler.endpoint());
    }
  }

  private <T extends AutoCloseable> T opened(T closeable) {
    open.push(closeable);
    return closeable;
  }

  /** Where they answer, by the name that AWS_ENDPOINT_URL_ takes. */
  Map<String, URI> endpoints() {
    return Map.copyOf(endpoints);
  }

  Optional<StateMachines> stateMachines() {
    return Optional.ofNullable(stateMachines);
  }

  /** Bound, for whoever makes schedules at run time; callers wait until it serves. */
  Optional<LoopbackServer> scheduler() {
    return Optional.ofNullable(scheduler);
  }

  @Override
  public void close() {
    while (!open.isEmpty()) {
      try {
        open.pop().close();
      } catch (Exception e) {
        throw new IllegalStateException("A service did not stop: " + e.getMessage(), e);
      }
    }
  }
}
