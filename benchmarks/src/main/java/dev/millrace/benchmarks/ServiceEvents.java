package dev.millrace.benchmarks;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Generated service events, evenly spread over ten services and over a period. */
final class ServiceEvents {
  static final int SERVICES = 10;

  private static final int ONE_IN_A_HUNDRED = 100;
  private static final List<Integer> STATUS_CODES = List.of(200, 200, 200, 201, 204, 404, 500);

  private ServiceEvents() {}

  /**
   * Events of about 220 bytes, the same for the same arguments. One in a hundred comes twice, one
   * in a hundred has no timestamp.
   *
   * @param seed two seeds have no event id in common
   */
  static List<byte[]> generate(long seed, int count, Instant from, Duration period) {
    Random random = new Random(seed);
    List<byte[]> events = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      events.add(
          i % ONE_IN_A_HUNDRED == 1
              ? events.getLast()
              : event(seed, i, time(from, period, i, count), random)
                  .getBytes(StandardCharsets.UTF_8));
    }
    return events;
  }

  /** When an event of a period happened. */
  static Instant time(Instant from, Duration period, int number, int count) {
    return from.plusMillis(period.toMillis() * number / count);
  }

  static String service(int number) {
    return "service-" + number % SERVICES;
  }

  private static String event(long seed, int number, Instant time, Random random) {
    return """
    {"event_id":"event-%d-%d","%s":"%s","service":"%s","event_type":"request_completed",\
    "latency_ms":%d,"status_code":%d,"user_id":"user-%d","region":"eu-central-1","trace":"%016x"}\
    """
        .formatted(
            seed,
            number,
            number % ONE_IN_A_HUNDRED == 2 ? "time" : "timestamp",
            time,
            service(number),
            random.nextInt(2_000),
            STATUS_CODES.get(random.nextInt(STATUS_CODES.size())),
            random.nextInt(100_000),
            random.nextLong());
  }
}
