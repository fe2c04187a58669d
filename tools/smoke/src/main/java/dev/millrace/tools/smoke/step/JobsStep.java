package dev.millrace.tools.smoke.step;

import dev.millrace.tools.smoke.deployment.Deployment;
import dev.millrace.tools.smoke.deployment.FunctionAlias;
import dev.millrace.tools.smoke.deployment.Patience;
import dev.millrace.tools.smoke.deployment.ServiceEvents;
import dev.millrace.tools.smoke.deployment.StepFailure;
import java.time.Duration;
import java.util.List;
import software.amazon.awssdk.services.lambda.LambdaClient;

/** Service events in, and the three jobs over them, invoked as their schedules do. */
public final class JobsStep implements Step {
  private static final List<String> JOBS =
      List.of("ArchiveStreams", "CleanEvents", "AggregateMetrics");

  /** Of a job, whose run ends after four minutes and goes on in the next. */
  private static final Duration LIMIT = Duration.ofMinutes(15);

  private final Deployment deployment;
  private final ServiceEvents events;

  public JobsStep(Deployment deployment, ServiceEvents events) {
    this.deployment = deployment;
    this.events = events;
  }

  @Override
  public String name() {
    return "jobs";
  }

  @Override
  public String run() throws StepFailure, InterruptedException {
    deployment.api().putEvents("service-events", events.lines());
    try (LambdaClient lambda = deployment.clients().lambda()) {
      for (String job : JOBS) {
        run(job, new FunctionAlias(lambda, deployment.outputs(), job));
      }
    }
    return "%d service events put; %s ran".formatted(events.ids().size(), String.join(", ", JOBS));
  }

  private static void run(String job, FunctionAlias function)
      throws StepFailure, InterruptedException {
    Patience patience = new Patience(LIMIT);
    while (!function.invoke("{}").path("complete").asBoolean()) {
      patience.pause(
          () ->
              new StepFailure(
                  "%s to complete within %d s".formatted(job, LIMIT.toSeconds()),
                  "run after run that leaves something to do",
                  "its log and its duration"));
    }
  }
}
