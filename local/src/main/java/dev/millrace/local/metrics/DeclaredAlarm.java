package dev.millrace.local.metrics;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.local.template.CloudAssembly;
import dev.millrace.local.template.Intrinsics;
import dev.millrace.local.template.Resource;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * An alarm of the template.
 *
 * @param name the id of its construct, by which docs/OPERATIONS.md knows it
 * @param reference what {@code Ref} gives, and CloudWatch calls the alarm
 * @param watched the metric; several of one that is computed from them
 * @param properties as CloudFormation has them, without intrinsics
 */
public record DeclaredAlarm(
    String name, String reference, List<MetricSeries> watched, JsonNode properties) {
  private static final String ABOVE = "GreaterThanThreshold";
  private static final String BELOW = "LessThanThreshold";

  /** What an alarm would say. */
  public enum State {
    ON,
    OFF,
    /** Nothing was written of its metric. */
    NO_DATA,
    /** Its metric is computed from others, or AWS's own. */
    NOT_EVALUATED
  }

  /** All alarms of a template, in its order. */
  public static List<DeclaredAlarm> in(CloudAssembly assembly, Intrinsics intrinsics) {
    return assembly.resources("AWS::CloudWatch::Alarm").stream()
        .map(alarm -> of(id(alarm), alarm.name(), intrinsics.resolve(alarm, alarm.properties())))
        .toList();
  }

  private static String id(Resource alarm) {
    String path = alarm.metadata("aws:cdk:path").orElse(alarm.logicalId());
    return path.replaceFirst("/Resource$", "").replaceFirst("^.*/", "");
  }

  static DeclaredAlarm of(String name, String reference, JsonNode properties) {
    List<MetricSeries> watched = new ArrayList<>();
    if (properties.has("MetricName")) {
      watched.add(MetricSeries.of(properties));
    }
    for (JsonNode metric : properties.path("Metrics")) {
      if (metric.has("MetricStat")) {
        watched.add(MetricSeries.of(metric.at("/MetricStat/Metric")));
      }
    }
    return new DeclaredAlarm(name, reference, List.copyOf(watched), properties);
  }

  /** What it means when it goes off. */
  public String description() {
    return properties.path("AlarmDescription").asText();
  }

  /** {@code Sum above 0 in 900 s}, with {@code 3 times in a row} where that is asked for. */
  public String condition() {
    return "%s %s %s in %d s%s"
        .formatted(
            statistic().name(),
            operator().equals(ABOVE) ? "above" : "below",
            properties.path("Threshold").asText(),
            periodSeconds(),
            periods() == 1 ? "" : ", %d times in a row".formatted(periods()));
  }

  /**
   * What it would say in the period of the newest value of its metric.
   *
   * @param emissions all that was written, of any metric
   */
  public State state(List<Emission> emissions) {
    if (!isEvaluated()) {
      return State.NOT_EVALUATED;
    }
    TreeMap<Long, List<Double>> byPeriod = byPeriod(emissions);
    if (byPeriod.isEmpty()) {
      return State.NO_DATA;
    }
    return breachesUpTo(byPeriod.lastKey(), byPeriod) ? State.ON : State.OFF;
  }

  /**
   * What it says at a time: it is on when the periods that end with that of the time, or with the
   * one before, all breach. A metric of AWS's own is taken for evaluated.
   *
   * @param emissions all that was written, of any metric
   */
  boolean isOnAt(Instant time, List<Emission> emissions) {
    TreeMap<Long, List<Double>> byPeriod = byPeriod(emissions);
    long current = time.getEpochSecond() / periodSeconds();
    return breachesUpTo(current, byPeriod) || breachesUpTo(current - 1, byPeriod);
  }

  private TreeMap<Long, List<Double>> byPeriod(List<Emission> emissions) {
    return emissions.stream()
        .filter(emission -> emission.series().equals(watched.getFirst()))
        .collect(
            Collectors.groupingBy(
                emission -> emission.time().getEpochSecond() / periodSeconds(),
                TreeMap::new,
                Collectors.flatMapping(
                    emission -> emission.values().stream(), Collectors.toList())));
  }

  private boolean breachesUpTo(long last, Map<Long, List<Double>> byPeriod) {
    for (long back = 0; back < periods(); back++) {
      if (!breaches(byPeriod.get(last - back))) {
        return false;
      }
    }
    return true;
  }

  /** What no alarm of the template on a metric of the functions has is not imitated. */
  private boolean isEvaluated() {
    return isOnOneMetric() && !watched.getFirst().namespace().startsWith("AWS/");
  }

  /** Whether {@link #isOnAt} knows what it needs of the alarm. */
  boolean isOnOneMetric() {
    return properties.has("MetricName")
        && List.of(ABOVE, BELOW).contains(operator())
        && !properties.has("DatapointsToAlarm")
        && statistic().isKnown();
  }

  private boolean breaches(List<Double> values) {
    if (values == null) {
      return properties.path("TreatMissingData").asText().equals("breaching");
    }
    double threshold = properties.path("Threshold").asDouble();
    double value = statistic().of(values);
    return operator().equals(ABOVE) ? value > threshold : value < threshold;
  }

  private Statistic statistic() {
    return new Statistic(
        properties.path("Statistic").asText(properties.path("ExtendedStatistic").asText()));
  }

  private long periodSeconds() {
    return properties.path("Period").asLong();
  }

  private int periods() {
    return properties.path("EvaluationPeriods").asInt();
  }

  private String operator() {
    return properties.path("ComparisonOperator").asText();
  }
}
