package dev.millrace.infra.monitoring;

import dev.millrace.infra.construct.InOrder;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.services.cloudwatch.IMetric;
import software.amazon.awscdk.services.cloudwatch.MathExpression;
import software.amazon.awscdk.services.cloudwatch.MetricOptions;
import software.amazon.awscdk.services.sqs.Queue;

/** What is in a queue of failures, and what comes to it. */
public final class QueueMetrics {
  private static final Duration MINUTE = Duration.minutes(1);
  private static final Duration QUARTER_OF_AN_HOUR = Duration.minutes(15);

  private QueueMetrics() {}

  /** How many messages are in a queue. */
  public static IMetric waiting(Queue queue) {
    return queue.metricApproximateNumberOfMessagesVisible(minutely());
  }

  /**
   * How many messages came to a queue that a service sends to. An alarm on it ends by itself and
   * goes off anew at the next message, while one on what waits is on for as long as a message is
   * left, two weeks, and says nothing of those that come meanwhile.
   */
  public static IMetric arrived(Queue queue) {
    return queue.metricNumberOfMessagesSent(
        MetricOptions.builder().statistic("Sum").period(QUARTER_OF_AN_HOUR).build());
  }

  /**
   * The same of a queue to which SQS itself moves messages, which it does not count as sent: by how
   * much the queue grew. Those that somebody is reading are in it still.
   */
  public static IMetric grown(Queue queue) {
    return MathExpression.Builder.create()
        .expression("DIFF(FILL(visible, 0) + FILL(being_read, 0))")
        .usingMetrics(
            InOrder.map(
                "visible",
                waiting(queue),
                "being_read",
                queue.metricApproximateNumberOfMessagesNotVisible(minutely())))
        .label("Messages that came")
        .period(MINUTE)
        .build();
  }

  private static MetricOptions minutely() {
    return MetricOptions.builder().statistic("Maximum").period(MINUTE).build();
  }
}
