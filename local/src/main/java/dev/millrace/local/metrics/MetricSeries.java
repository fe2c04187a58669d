package dev.millrace.local.metrics;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** What CloudWatch keeps apart: a metric with its namespace, its name and its exact dimensions. */
public record MetricSeries(String namespace, String name, SortedMap<String, String> dimensions)
    implements Comparable<MetricSeries> {
  public MetricSeries {
    dimensions = Collections.unmodifiableSortedMap(new TreeMap<>(dimensions));
  }

  public MetricSeries(String namespace, String name, Map<String, String> dimensions) {
    this(namespace, name, new TreeMap<>(dimensions));
  }

  /** Of an alarm's properties, or of the {@code Metric} of one of its {@code MetricStat}s. */
  static MetricSeries of(JsonNode metric) {
    SortedMap<String, String> dimensions = new TreeMap<>();
    metric
        .path("Dimensions")
        .forEach(each -> dimensions.put(each.path("Name").asText(), each.path("Value").asText()));
    return new MetricSeries(
        metric.path("Namespace").asText(), metric.path("MetricName").asText(), dimensions);
  }

  @Override
  public int compareTo(MetricSeries other) {
    return toString().compareTo(other.toString());
  }

  /** {@code Millrace/ArchiveLag {service=lake, stream=sessions}}. */
  @Override
  public String toString() {
    return "%s/%s %s".formatted(namespace, name, dimensions);
  }
}
