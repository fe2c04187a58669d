package dev.millrace.tools.smoke.deployment;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.cloudwatch.model.MetricAlarm;
import software.amazon.awssdk.services.cloudwatch.model.StateValue;

/**
 * The alarms that must go off while the scorer cannot reach its model: when records are given up
 * after their retries, or, where they are retried for longer, when scoring falls behind.
 */
public final class ScoringAlarms {
  private static final List<String> OUTPUTS =
      List.of("SessionsOnFailureAlarm", "SessionsIteratorAgeAlarm");

  private final CloudWatchClient cloudWatch;
  private final List<String> names;

  /**
   * @throws StepFailure when no stack names them
   */
  public ScoringAlarms(CloudWatchClient cloudWatch, StackOutputs outputs) throws StepFailure {
    this.cloudWatch = cloudWatch;
    this.names = List.of(outputs.value(OUTPUTS.getFirst()), outputs.value(OUTPUTS.getLast()));
  }

  /** The names of those that are on. */
  public Set<String> on() {
    Set<String> on = new TreeSet<>();
    for (MetricAlarm alarm :
        cloudWatch.describeAlarms(request -> request.alarmNames(names)).metricAlarms()) {
      if (alarm.stateValue() == StateValue.ALARM) {
        on.add(alarm.alarmName());
      }
    }
    return on;
  }

  @Override
  public String toString() {
    return String.join(" or ", names);
  }
}
