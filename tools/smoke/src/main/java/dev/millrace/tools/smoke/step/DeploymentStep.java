package dev.millrace.tools.smoke.step;

import dev.millrace.tools.smoke.deployment.AccessToken;
import dev.millrace.tools.smoke.deployment.Deployment;
import dev.millrace.tools.smoke.deployment.HttpApi;
import dev.millrace.tools.smoke.deployment.SmokeClients;
import dev.millrace.tools.smoke.deployment.SmokeDocuments;
import dev.millrace.tools.smoke.deployment.StackOutputs;
import dev.millrace.tools.smoke.deployment.StepFailure;
import java.net.http.HttpClient;
import java.time.Instant;
import java.util.Map;
import java.util.function.Consumer;
import software.amazon.awssdk.services.cloudformation.CloudFormationClient;

/** The environment's stacks are there, and there is a token for its API. */
public final class DeploymentStep implements Step {
  private final SmokeArguments arguments;
  private final Map<String, String> environment;
  private final SmokeClients clients;
  private final HttpClient http;
  private final Consumer<String> report;
  private final String runId;
  private final Instant start;
  private Deployment found;

  /**
   * @param environment may hold {@code MILLRACE_TOKEN}
   */
  public DeploymentStep(
      SmokeArguments arguments,
      Map<String, String> environment,
      String runId,
      Instant start,
      SmokeClients clients,
      HttpClient http,
      Consumer<String> report) {
    this.arguments = arguments;
    this.environment = environment;
    this.clients = clients;
    this.http = http;
    this.report = report;
    this.runId = runId;
    this.start = start;
  }

  @Override
  public String name() {
    return "stacks";
  }

  @Override
  public String run() throws StepFailure, InterruptedException {
    StackOutputs outputs;
    try (CloudFormationClient cloudFormation = clients.cloudFormation()) {
      outputs = StackOutputs.read(cloudFormation, arguments.environment());
    }
    String token = AccessToken.of(environment, outputs, http, clients);
    found =
        new Deployment(
            runId,
            start,
            new HttpApi(http, arguments.url(), token),
            outputs,
            clients,
            new SmokeDocuments(runId, outputs),
            arguments.patience(),
            report);
    return "%d stacks, and a token".formatted(outputs.stacks());
  }

  /** What was found, once the step has passed. */
  public Deployment found() {
    return found;
  }
}
