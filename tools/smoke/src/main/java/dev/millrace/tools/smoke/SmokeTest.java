package dev.millrace.tools.smoke;

import dev.millrace.tools.smoke.deployment.AwsFailure;
import dev.millrace.tools.smoke.deployment.Deployment;
import dev.millrace.tools.smoke.deployment.ServiceEvents;
import dev.millrace.tools.smoke.deployment.SmokeClients;
import dev.millrace.tools.smoke.deployment.StepFailure;
import dev.millrace.tools.smoke.step.DeploymentStep;
import dev.millrace.tools.smoke.step.DocumentsStep;
import dev.millrace.tools.smoke.step.EndpointFailureStep;
import dev.millrace.tools.smoke.step.HealthStep;
import dev.millrace.tools.smoke.step.JobsStep;
import dev.millrace.tools.smoke.step.LakeStep;
import dev.millrace.tools.smoke.step.LatencyStep;
import dev.millrace.tools.smoke.step.LeftoverPolicyStep;
import dev.millrace.tools.smoke.step.RequarantineStep;
import dev.millrace.tools.smoke.step.SmokeArguments;
import dev.millrace.tools.smoke.step.Step;
import java.io.PrintStream;
import java.net.http.HttpClient;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import software.amazon.awssdk.core.exception.SdkException;

/** The steps in their order, up to the first that does not pass, with a line for each. */
final class SmokeTest {
  private static final DateTimeFormatter SECOND =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
  private static final Duration CONNECT_LIMIT = Duration.ofSeconds(10);

  private final SmokeArguments arguments;
  private final Map<String, String> environment;
  private final PrintStream out;

  /**
   * @param environment may hold {@code MILLRACE_TOKEN}
   */
  SmokeTest(SmokeArguments arguments, Map<String, String> environment, PrintStream out) {
    this.arguments = arguments;
    this.environment = environment;
    this.out = out;
  }

  /** Whether every step passed. */
  boolean run() throws InterruptedException {
    Instant start = Instant.now();
    long random = ThreadLocalRandom.current().nextLong();
    String runId = SECOND.format(start) + "-" + HexFormat.of().toHexDigits(random, 12);
    out.printf("Smoke test %s of %s%n", runId, arguments.url());
    try (SmokeClients clients = new SmokeClients();
        HttpClient http = HttpClient.newBuilder().connectTimeout(CONNECT_LIMIT).build()) {
      DeploymentStep deployment =
          new DeploymentStep(arguments, environment, runId, start, clients, http, this::report);
      return run(List.of(deployment)) && run(steps(deployment.found()));
    }
  }

  private List<Step> steps(Deployment deployment) {
    ServiceEvents events = ServiceEvents.of(deployment.runId(), deployment.start());
    List<Step> steps = new ArrayList<>();
    if (arguments.faults()) {
      steps.add(new LeftoverPolicyStep(deployment));
    }
    steps.add(new HealthStep(deployment.api()));
    steps.add(new DocumentsStep(deployment));
    steps.add(new LatencyStep(deployment, arguments.latencyLimit()));
    steps.add(new JobsStep(deployment, events));
    steps.add(new LakeStep(deployment, events));
    if (arguments.faults()) {
      steps.add(new EndpointFailureStep(deployment, arguments.outage(), arguments.faultPatience()));
      steps.add(new RequarantineStep(deployment));
    }
    return steps;
  }

  private boolean run(List<Step> steps) throws InterruptedException {
    for (Step step : steps) {
      if (!passes(step)) {
        List<Step> left = steps.subList(steps.indexOf(step) + 1, steps.size());
        if (!left.isEmpty()) {
          out.printf(
              "      not run: %s%n",
              left.stream().map(Step::name).collect(Collectors.joining(", ")));
        }
        return false;
      }
    }
    return true;
  }

  private boolean passes(Step step) throws InterruptedException {
    long start = System.nanoTime();
    String line;
    boolean passed = false;
    try {
      line = step.run();
      passed = true;
    } catch (StepFailure e) {
      line = e.getMessage();
    } catch (SdkException e) {
      line = "expected an answer of AWS; saw " + AwsFailure.inWords(e);
    }
    out.printf(
        "%-4s  %-10s %6.1f s  %s%n",
        passed ? "ok" : "FAIL", step.name(), (System.nanoTime() - start) / 1e9, line);
    return passed;
  }

  private void report(String line) {
    out.printf("      %s%n", line);
  }
}
