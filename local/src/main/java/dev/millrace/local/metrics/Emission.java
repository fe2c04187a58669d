package dev.millrace.local.metrics;

import java.time.Instant;
import java.util.List;

/**
 * What a function wrote of a metric at once.
 *
 * @param unit CloudWatch's word for it, such as {@code Milliseconds}
 */
public record Emission(MetricSeries series, String unit, Instant time, List<Double> values) {
  public Emission {
    values = List.copyOf(values);
  }
}
