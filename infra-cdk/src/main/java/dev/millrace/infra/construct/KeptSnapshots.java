package dev.millrace.infra.construct;

import dev.millrace.infra.artifact.Resources;
import java.time.Duration;
import java.util.List;
import software.amazon.awscdk.services.sqs.Queue;
import software.constructs.Construct;

/**
 * Invokes once a day what may have no traffic for weeks. Lambda drops a version's snapshot that was
 * not used for 14 days, and the next invocations, a user's or the stream's, fail until it has made
 * another. The events ask for nothing, so that nothing is stored or counted.
 */
public final class KeptSnapshots extends Construct {
  /** A cron expression and no rate, because the local stack may set the rates. */
  private static final String EACH_DAY = "cron(17 4 * * ? *)";

  public KeptSnapshots(
      Construct scope, String id, List<LiveFunction> functions, Queue deadLetters) {
    super(scope, id);
    var role = JobSchedule.role(this, "Role", functions, deadLetters);
    for (var function : functions) {
      var name = function.function().getNode().getId();
      JobSchedule.create(
          this,
          name,
          "Keeps the snapshot of %s".formatted(name),
          EACH_DAY,
          JobSchedule.target(function, role, deadLetters)
              .input(Resources.json("events/%s.json".formatted(name)).toString())
              .retryPolicy(JobSchedule.retries(Duration.ofHours(1))));
    }
  }
}
