package dev.millrace.infra.monitoring;

import dev.millrace.infra.construct.LiveFunction;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.services.cloudwatch.Alarm;
import software.amazon.awscdk.services.cloudwatch.ComparisonOperator;
import software.amazon.awscdk.services.cloudwatch.IMetric;
import software.amazon.awscdk.services.cloudwatch.TreatMissingData;
import software.amazon.awscdk.services.cloudwatch.actions.SnsAction;
import software.constructs.Construct;

/** Alarms that tell one topic. Periods are how many of the metric's own in a row must be so. */
public record Alarms(Construct scope, SnsAction tell) {
  private static final Duration MINUTE = Duration.minutes(1);

  /** Goes off above a threshold; where nothing is measured, nothing is wrong. */
  public Alarm whenAbove(
      String id, String description, IMetric metric, double threshold, int periods) {
    var alarm =
        alarm(id, description, metric, periods)
            .threshold(threshold)
            .comparisonOperator(ComparisonOperator.GREATER_THAN_THRESHOLD)
            .treatMissingData(TreatMissingData.NOT_BREACHING)
            .build();
    alarm.addAlarmAction(tell);
    return alarm;
  }

  /** Goes off when a count is zero or nothing is counted at all. */
  public void whenSilent(String id, String description, IMetric metric, int periods) {
    alarm(id, description, metric, periods)
        .threshold(1)
        .comparisonOperator(ComparisonOperator.LESS_THAN_THRESHOLD)
        .treatMissingData(TreatMissingData.BREACHING)
        .build()
        .addAlarmAction(tell);
  }

  /**
   * For a function that runs all the time: errors or throttles in three minutes in a row.
   *
   * @return the alarm of errors: throttles say more of the account than of the function's version
   */
  public Alarm ofFunction(LiveFunction function) {
    var name = function.function().getNode().getId();
    whenAbove(
        name + "Throttles",
        name + " is throttled: the account has no concurrency left for it",
        function.metric("Throttles", "Sum", MINUTE),
        0,
        3);
    return whenAbove(
        name + "Errors", name + " fails", function.metric("Errors", "Sum", MINUTE), 0, 3);
  }

  private Alarm.Builder alarm(String id, String description, IMetric metric, int periods) {
    return Alarm.Builder.create(scope, id)
        .alarmDescription(description)
        .metric(metric)
        .evaluationPeriods(periods);
  }
}
