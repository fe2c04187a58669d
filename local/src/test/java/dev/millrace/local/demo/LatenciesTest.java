package dev.millrace.local.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class LatenciesTest {
  private static final Instant START = Instant.parse("2026-01-31T12:00:00Z");

  @Test
  void aPercentileIsTheNearestRank() {
    Latencies latencies = new Latencies();
    for (int millis = 1; millis <= 200; millis++) {
      latencies.add(START.plusMillis(millis), millis);
    }

    assertThat(words(latencies))
        .containsExactly("latency p50 100 ms", "latency p95 190 ms", "latency p99 198 ms");
  }

  @Test
  void theFirstTenSecondsOfALongerRunAreShownApart() {
    Latencies latencies = new Latencies();
    latencies.add(START.plusSeconds(10), 20);
    latencies.add(START, 500);
    latencies.add(START.plusMillis(9_999), 300);
    latencies.add(START.plusSeconds(12), 30);

    assertThat(words(latencies).subList(0, 6))
        .containsExactly(
            "latency p50 30 ms",
            "in the first 10 s 300 ms",
            "after that 20 ms",
            "latency p95 500 ms",
            "in the first 10 s 500 ms",
            "after that 30 ms");
  }

  @Test
  void withoutAPredictionThereIsNoLatency() {
    assertThat(words(new Latencies())).startsWith("latency p50 - ms").hasSize(3);
  }

  private static List<String> words(Latencies latencies) {
    return latencies.rows().stream().map(row -> row.strip().replaceAll(" +", " ")).toList();
  }
}
