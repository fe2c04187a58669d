package dev.millrace.tools.smoke.step;

import dev.millrace.tools.smoke.deployment.DeniedEndpoint;
import dev.millrace.tools.smoke.deployment.Deployment;
import dev.millrace.tools.smoke.deployment.FailuresBucket;
import dev.millrace.tools.smoke.deployment.Patience;
import dev.millrace.tools.smoke.deployment.RedriveFunction;
import dev.millrace.tools.smoke.deployment.ScoringAlarms;
import dev.millrace.tools.smoke.deployment.SmokeClients;
import dev.millrace.tools.smoke.deployment.StepFailure;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * The scorer is denied its model for a while: what comes then is retried, an alarm goes off, and in
 * the end every document is predicted, by a redrive where it was given up.
 */
public final class EndpointFailureStep implements Step {
  /** The first number of the documents of this step; those of others are below it. */
  private static final int FIRST_NUMBER = 101;

  private static final int MOST_DOCUMENTS = 200;

  private final Deployment deployment;
  private final Duration outage;
  private final Duration limit;
  private final List<String> ids = new ArrayList<>();

  /**
   * @param outage how long the scorer is denied its model at least
   * @param limit how long to wait for an alarm, and for predictions after the failure: CloudWatch
   *     takes two or three minutes, and five where it is the iterator's age; IAM tells the rest of
   *     AWS of a change after a while
   */
  public EndpointFailureStep(Deployment deployment, Duration outage, Duration limit) {
    this.deployment = deployment;
    this.outage = outage;
    this.limit = limit;
  }

  @Override
  public String name() {
    return "failure";
  }

  @Override
  public String run() throws StepFailure, InterruptedException {
    SmokeClients clients = deployment.clients();
    try (IamClient iam = clients.iam();
        CloudWatchClient cloudWatch = clients.cloudWatch();
        LambdaClient lambda = clients.lambda();
        S3Client s3 = clients.s3()) {
      String role = deployment.outputs().value("ScoringRole");
      ScoringAlarms alarms = new ScoringAlarms(cloudWatch, deployment.outputs());
      awaitQuiet(alarms);
      Instant began = Instant.now();
      FailuresBucket failures =
          new FailuresBucket(s3, deployment.outputs().value("FailuresBucket"), began);
      Set<String> on;
      try (DeniedEndpoint _ = DeniedEndpoint.of(iam, role)) {
        deployment.report().accept("denied %s its model, from %s on".formatted(role, began));
        on = putWhileDenied(failures, alarms);
      }
      deployment.report().accept("allowed it again");
      RedriveFunction redrive = new RedriveFunction(lambda, deployment.outputs(), began);
      long redriven = recover(redrive, alarms, on);
      return "%s; alarm %s; %d records redriven; %d documents predicted"
          .formatted(retries(failures), String.join(", ", on), redriven, ids.size());
    }
  }

  /** An alarm that is on already could not be seen to go off. */
  private void awaitQuiet(ScoringAlarms alarms) throws StepFailure, InterruptedException {
    Patience patience = new Patience(limit);
    Set<String> on = alarms.on();
    while (!on.isEmpty()) {
      String names = String.join(", ", on);
      patience.pause(
          () ->
              new StepFailure(
                  "neither %s to be on before the failure".formatted(alarms),
                  "%s on for %d s".formatted(names, limit.toSeconds()),
                  "docs/OPERATIONS.md for what the alarm means"));
      on = alarms.on();
    }
  }

  /** Puts documents until records are given up or an alarm is on; the alarms that are on then. */
  private Set<String> putWhileDenied(FailuresBucket failures, ScoringAlarms alarms)
      throws StepFailure, InterruptedException {
    Patience patience = new Patience(outage.plus(limit));
    while (true) {
      if (ids.size() < MOST_DOCUMENTS) {
        String id = deployment.documents().id(FIRST_NUMBER + ids.size());
        ids.add(id);
        deployment.api().putEvents("sessions", deployment.documents().good(id));
      }
      Set<String> on = alarms.on();
      boolean isOver = patience.elapsed().compareTo(outage) >= 0;
      if (isOver && (!on.isEmpty() || !givenUp(failures).isEmpty())) {
        return on;
      }
      patience.pause(
          () ->
              new StepFailure(
                  "records given up, or %s on, while the scorer is denied its model"
                      .formatted(alarms),
                  "neither within %d s, in which %d documents were put"
                      .formatted(patience.elapsed().toSeconds(), ids.size()),
                  "whether the policy reached the role, and retryAttempts and maximumRecordAge"));
    }
  }

  private List<FailuresBucket.GivenUp> givenUp(FailuresBucket failures) {
    return failures.holding('"' + deployment.documents().idPrefix());
  }

  /**
   * Redrives what was given up, until every document is predicted and an alarm was seen.
   *
   * @param on the alarms that were seen; those that are seen from now on are added
   * @return how many records were sent
   */
  private long recover(RedriveFunction redrive, ScoringAlarms alarms, Set<String> on)
      throws StepFailure, InterruptedException {
    PredictedDocuments predicted =
        new PredictedDocuments(deployment.api(), deployment.documents(), ids);
    Patience patience = new Patience(limit);
    long redriven = redrive.failures();
    while (true) {
      on.addAll(alarms.on());
      boolean complete = predicted.areThere();
      if (complete && !on.isEmpty()) {
        return redriven;
      }
      if (!complete) {
        redriven += redrive.failures();
      }
      long sent = redriven;
      patience.pause(() -> complete ? noAlarm(alarms) : notPredicted(predicted, sent));
    }
  }

  private StepFailure noAlarm(ScoringAlarms alarms) {
    return new StepFailure(
        "%s on within %d s".formatted(alarms, limit.toSeconds()),
        "both off, though every document had to wait for its model and is predicted now",
        "the metric OnFailureDestinationDeliveredEventCount of ScoreSessions' event source mapping,"
            + " and the alarm's threshold");
  }

  private StepFailure notPredicted(PredictedDocuments predicted, long redriven) {
    return new StepFailure(
        "all of %d documents predicted within %d s after the failure"
            .formatted(ids.size(), limit.toSeconds()),
        "%d without a prediction after %d redriven records: %s"
            .formatted(predicted.missing(), redriven, predicted.lastSeen()),
        "the logs of ScoreSessions and Redrive, and the failures bucket");
  }

  private String retries(FailuresBucket failures) throws StepFailure {
    List<FailuresBucket.GivenUp> givenUp = givenUp(failures);
    if (givenUp.isEmpty()) {
      return "retried until the model was back";
    }
    int most = givenUp.stream().mapToInt(FailuresBucket.GivenUp::invocations).max().orElseThrow();
    if (most < 2) {
      throw new StepFailure(
          "records to be tried more than once before they are given up",
          "%d given up after %d invocation (%s)"
              .formatted(givenUp.size(), most, givenUp.getFirst().condition()),
          "retryAttempts and maximumRecordAge of the event source mapping");
    }
    return "%d records given up after %d invocations".formatted(givenUp.size(), most);
  }
}
