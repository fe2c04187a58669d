package dev.millrace.local.demo;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the demo prints at its end.
 *
 * @param retried records that were delivered more than once
 * @param seconds from the first put to the last outcome
 */
record Summary(Ledger ledger, long retried, double seconds) {
  private static final List<String> ALWAYS_SHOWN =
      List.of("predicted", "duplicate", "superseded", "quarantined", "failed");

  String text() {
    Map<String, Integer> statuses = new TreeMap<>();
    Map<String, Integer> reasons = new TreeMap<>();
    Latencies latencies = new Latencies();
    for (Document document : ledger.documents()) {
      Outcome outcome = ledger.outcome(document).orElse(null);
      statuses.merge(outcome == null ? "missing" : outcome.status(), 1, Integer::sum);
      if (outcome instanceof Outcome.Quarantined quarantined) {
        reasons.merge(quarantined.reason(), 1, Integer::sum);
      }
      if (outcome instanceof Outcome.Logged logged && outcome.status().equals("predicted")) {
        latencies.add(
            Instant.parse(logged.row().path("arrival_time").asText()),
            logged.row().path("latency_ms").asDouble());
      }
    }
    StringBuilder text = new StringBuilder();
    row(text, "read", ledger.documents().size());
    for (String status : ALWAYS_SHOWN) {
      row(text, status, statuses.getOrDefault(status, 0));
      if (status.equals("quarantined")) {
        reasons.forEach((reason, count) -> row(text, "  " + reason, count));
      }
    }
    statuses.keySet().stream()
        .filter(status -> !ALWAYS_SHOWN.contains(status))
        .forEach(status -> row(text, status, statuses.get(status)));
    row(text, "retried", retried);
    latencies.rows().forEach(row -> text.append(row).append('\n'));
    text.append(
        String.format(
            Locale.ROOT,
            "%-34s %10.1f documents/s%n",
            "throughput",
            ledger.documents().size() / seconds));
    text.append(
        """

        The documents were put on the stream at no more than %d a second, of a stack that had just
        been started: docs/PERFORMANCE.md has the latency of a warm one.
        """
            .formatted(StreamFeed.rate(ledger.documents().size())));
    return text.toString();
  }

  private static void row(StringBuilder text, String name, long count) {
    text.append("%-34s %10d%n".formatted(name, count));
  }
}
