package dev.millrace.infra;

import software.amazon.awscdk.services.cloudwatch.Alarm;
import software.amazon.awscdk.services.cloudwatch.ComparisonOperator;
import software.amazon.awscdk.services.cloudwatch.IMetric;
import software.amazon.awscdk.services.cloudwatch.TreatMissingData;
import software.amazon.awscdk.services.cloudwatch.actions.SnsAction;
import software.constructs.Construct;

/** Alarms that tell one topic. Periods are how many of the metric's own in a row must be so. */
record Alarms(Construct scope, SnsAction tell) {
  /** Goes off above a threshold; where nothing is measured, nothing is wrong. */
  void above(String id, String description, IMetric metric, double threshold, int periods) {
    alarm(id, description, metric, periods)
        .threshold(threshold)
        .comparisonOperator(ComparisonOperator.GREATER_THAN_THRESHOLD)
        .treatMissingData(TreatMissingData.NOT_BREACHING)
        .build()
        .addAlarmAction(tell);
  }

  /** Goes off when a count is zero or nothing is counted at all. */
  void none(String id, String description, IMetric metric, int periods) {
    alarm(id, description, metric, periods)
        .threshold(1)
        .comparisonOperator(ComparisonOperator.LESS_THAN_THRESHOLD)
        .treatMissingData(TreatMissingData.BREACHING)
        .build()
        .addAlarmAction(tell);
  }

  private Alarm.Builder alarm(String id, String description, IMetric metric, int periods) {
    return Alarm.Builder.create(scope, id)
        .alarmDescription(description)
        .metric(metric)
        .evaluationPeriods(periods);
  }
}
