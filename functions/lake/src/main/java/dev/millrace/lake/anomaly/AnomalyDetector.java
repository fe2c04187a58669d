package dev.millrace.lake.anomaly;

import dev.millrace.lake.metrics.Bucket;
import dev.millrace.lake.metrics.ServiceMinute;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Compares a minute of a service with the 60 minutes before it, by a robust z-score: the distance
 * from their median, in standard deviations as the median absolute deviation estimates them (times
 * 1.4826, as of a normal distribution), so that a few odd minutes do not move the norm. A deviation
 * is never taken for less than what chance alone gives a count (the root of the median, as of a
 * Poisson distribution) or a share (the binomial one, of the minute's own size).
 *
 * <p>A score from 5 on, above or below, is an anomaly: three figures of every service are looked at
 * each minute, and at the customary 3.5 chance would report one of two thousand. A service with
 * rows in fewer than 30 of the 60 minutes has no norm.
 */
final class AnomalyDetector {
  static final int TRAILING_MINUTES = 60;
  static final int NORM_MINUTES = 30;
  static final double SCORE = 5;

  /** Median absolute deviation to standard deviation, of a normal distribution. */
  private static final double NORMAL = 1.4826;

  private AnomalyDetector() {}

  /**
   * The anomalies of the minutes from {@code first} up to, without, {@code end}.
   *
   * @param rows of these minutes and of the 60 before them
   */
  static List<Anomaly> find(List<ServiceMinute> rows, Instant first, Instant end) {
    Map<String, Map<Instant, ServiceMinute>> services = new TreeMap<>();
    for (ServiceMinute row : rows) {
      services
          .computeIfAbsent(row.bucket().service(), service -> new HashMap<>())
          .put(row.bucket().minute(), row);
    }
    List<Anomaly> anomalies = new ArrayList<>();
    services.forEach(
        (service, minutes) -> {
          for (Instant at = first; at.isBefore(end); at = at.plus(1, ChronoUnit.MINUTES)) {
            anomalies.addAll(find(new Bucket(at, service), minutes));
          }
        });
    return anomalies;
  }

  private static List<Anomaly> find(Bucket bucket, Map<Instant, ServiceMinute> minutes) {
    List<ServiceMinute> trailing = new ArrayList<>();
    for (int back = 1; back <= TRAILING_MINUTES; back++) {
      ServiceMinute row = minutes.get(bucket.minute().minus(back, ChronoUnit.MINUTES));
      if (row != null) {
        trailing.add(row);
      }
    }
    ServiceMinute row = minutes.getOrDefault(bucket.minute(), ServiceMinute.empty(bucket));
    List<Anomaly> anomalies = new ArrayList<>();
    if (trailing.size() >= NORM_MINUTES) {
      volume(row, trailing).ifPresent(anomalies::add);
      share(Anomaly.Kind.ERROR_RATE, row, trailing, AnomalyDetector::errors)
          .ifPresent(anomalies::add);
      share(Anomaly.Kind.MISSING_LATENCIES, row, trailing, AnomalyDetector::missing)
          .ifPresent(anomalies::add);
    }
    return anomalies;
  }

  private static Optional<Anomaly> volume(ServiceMinute row, List<ServiceMinute> trailing) {
    // A minute without a row is one without events.
    double[] counts = new double[TRAILING_MINUTES];
    for (int i = 0; i < trailing.size(); i++) {
      counts[i] = trailing.get(i).requestCount();
    }
    double chance = Math.sqrt(Math.max(1, median(counts)));
    return judge(Anomaly.Kind.VOLUME, row.bucket(), (double) row.requestCount(), counts, chance);
  }

  /** A share of events, and of how many. */
  private record Share(OptionalDouble value, long of) {}

  private static Share errors(ServiceMinute row) {
    return new Share(row.errorRate(), row.statusCount());
  }

  private static Share missing(ServiceMinute row) {
    return new Share(
        row.isEmpty()
            ? OptionalDouble.empty()
            : OptionalDouble.of(1 - (double) row.latencyCount() / row.requestCount()),
        row.requestCount());
  }

  private static Optional<Anomaly> share(
      Anomaly.Kind kind,
      ServiceMinute row,
      List<ServiceMinute> trailing,
      Function<ServiceMinute, Share> of) {
    double[] norm =
        trailing.stream()
            .map(of)
            .map(Share::value)
            .flatMapToDouble(OptionalDouble::stream)
            .toArray();
    Share share = of.apply(row);
    if (share.value().isEmpty() || norm.length < NORM_MINUTES) {
      return Optional.empty();
    }
    // One success and one failure more than were seen, or no chance would be left to a norm of 0.
    double likely = (median(norm) * share.of() + 1) / (share.of() + 2);
    double chance = Math.sqrt(likely * (1 - likely) / share.of());
    return judge(kind, row.bucket(), share.value().getAsDouble(), norm, chance);
  }

  private static Optional<Anomaly> judge(
      Anomaly.Kind kind, Bucket bucket, double value, double[] norm, double chance) {
    double median = median(norm);
    double deviation =
        NORMAL * median(Arrays.stream(norm).map(held -> Math.abs(held - median)).toArray());
    double score = (value - median) / Math.max(deviation, chance);
    return Math.abs(score) >= SCORE
        ? Optional.of(new Anomaly(kind, bucket, value, median, score))
        : Optional.empty();
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
