package dev.millrace.lake.anomaly;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.lake.metrics.Bucket;
import dev.millrace.lake.metrics.ServiceMinute;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AnomalyDetectorTest {
  private static final Instant NOW = Instant.parse("2025-01-18T00:30:00Z");

  private static ServiceMinute row(
      int minutesAgo, String service, long requests, long latencies, long errors) {
    return new ServiceMinute(
        new Bucket(NOW.minus(minutesAgo, ChronoUnit.MINUTES), service),
        requests,
        latencies,
        latencies == 0 ? OptionalDouble.empty() : OptionalDouble.of(10),
        requests,
        OptionalDouble.of((double) errors / requests));
  }

  private static List<ServiceMinute> hour(IntFunction<ServiceMinute> of) {
    List<ServiceMinute> rows = new ArrayList<>();
    for (int ago = 1; ago <= AnomalyDetector.TRAILING_MINUTES; ago++) {
      rows.add(of.apply(ago));
    }
    return rows;
  }

  private static List<Anomaly> now(List<ServiceMinute> rows) {
    return AnomalyDetector.find(rows, NOW, NOW.plus(1, ChronoUnit.MINUTES));
  }

  private static List<Anomaly> afterASteadyHour(ServiceMinute now) {
    List<ServiceMinute> rows = hour(ago -> row(ago, "cart", 100 + ago % 5, 99 + ago % 5, ago % 3));
    rows.add(now);
    return now(rows);
  }

  @Test
  void aMinuteLikeTheHourBeforeIsNoAnomaly() {
    assertThat(afterASteadyHour(row(0, "cart", 103, 101, 2))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "200, 198, 2, VOLUME",
    "20, 20, 0, VOLUME",
    "102, 101, 40, ERROR_RATE",
    "102, 50, 1, MISSING_LATENCIES",
  })
  void whatIsFarFromTheHourBeforeIsAnAnomaly(
      long requests, long latencies, long errors, Anomaly.Kind kind) {
    assertThat(afterASteadyHour(row(0, "cart", requests, latencies, errors)))
        .extracting(Anomaly::kind)
        .containsExactly(kind);
  }

  @Test
  void aServiceThatFallsSilentIsAnAnomaly() {
    List<ServiceMinute> rows = hour(ago -> row(ago, "cart", 100, 100, 0));

    assertThat(now(rows))
        .singleElement()
        .satisfies(
            anomaly -> {
              assertThat(anomaly.kind()).isEqualTo(Anomaly.Kind.VOLUME);
              assertThat(anomaly.bucket()).isEqualTo(new Bucket(NOW, "cart"));
              assertThat(anomaly.value()).isZero();
              assertThat(anomaly.norm()).isEqualTo(100);
              assertThat(anomaly.score()).isEqualTo(-10);
            });
  }

  @Test
  void fewEventsAreLeftToChance() {
    List<ServiceMinute> rows = hour(ago -> row(ago, "cart", 2, 2, 0));
    rows.add(row(0, "cart", 4, 3, 1));

    assertThat(now(rows)).isEmpty();
  }

  @Test
  void aFewOddMinutesDoNotMoveTheNorm() {
    List<ServiceMinute> rows =
        hour(ago -> ago < 10 ? row(ago, "cart", 900, 900, 900) : row(ago, "cart", 100, 100, 0));
    rows.add(row(0, "cart", 900, 900, 900));

    assertThat(now(rows))
        .extracting(Anomaly::kind)
        .containsExactly(Anomaly.Kind.VOLUME, Anomaly.Kind.ERROR_RATE);
  }

  @Test
  void aServiceWithoutANormHasNoAnomalies() {
    List<ServiceMinute> rows = new ArrayList<>();
    for (int ago = 1; ago < AnomalyDetector.NORM_MINUTES; ago++) {
      rows.add(row(ago, "cart", 100, 100, 0));
    }
    rows.add(row(0, "cart", 5_000, 0, 5_000));

    assertThat(now(rows)).isEmpty();
  }

  @Test
  void eachServiceHasItsOwnNorm() {
    List<ServiceMinute> rows = hour(ago -> row(ago, "cart", 100, 100, 0));
    rows.addAll(hour(ago -> row(ago, "search", 1_000, 1_000, 0)));
    rows.add(row(0, "cart", 1_000, 1_000, 0));
    rows.add(row(0, "search", 1_000, 1_000, 0));

    assertThat(now(rows)).extracting(anomaly -> anomaly.bucket().service()).containsExactly("cart");
  }

  @Test
  void chanceAloneIsNotReported() {
    Random random = new Random(5);
    List<ServiceMinute> rows = new ArrayList<>();
    int minutes = 2_000;
    for (int ago = 0; ago < minutes; ago++) {
      long requests = Math.max(1, Math.round(50 + Math.sqrt(50) * random.nextGaussian()));
      long errors = 0;
      long missing = 0;
      for (int i = 0; i < requests; i++) {
        errors += random.nextInt(20) == 0 ? 1 : 0;
        missing += random.nextInt(10) == 0 ? 1 : 0;
      }
      rows.add(row(ago, "cart", requests, requests - missing, errors));
    }

    assertThat(
            AnomalyDetector.find(
                rows, NOW.minus(minutes - 61, ChronoUnit.MINUTES), NOW.plus(1, ChronoUnit.MINUTES)))
        .hasSizeLessThan(6);
  }
}
