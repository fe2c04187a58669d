package dev.millrace.local.chain;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/**
 * Service events of every fate, as lines.
 *
 * @param first when the first of them happened, some hours ago
 */
record ServiceEvents(Instant first) {
  private static final int QUIET_MINUTES = 40;
  private static final int BUSY = 100;

  String good() {
    return event("good", 0);
  }

  /**
   * An event for each reason for rejection that events can bring about, one that is delivered
   * again, and a minute that is far from the quiet ones before it.
   */
  String badAndAnomalous() {
    List<String> lines =
        new ArrayList<>(
            List.of(
                good(),
                "no JSON",
                "{\"service\":\"s\",\"event_type\":\"t\"}",
                "{\"event_id\":\"a\"}",
                "{\"event_id\":\"b\",\"service\":\"s\"}",
                "{\"event_id\":\"c\",\"service\":\"s\",\"event_type\":\"t\"}",
                event("d", 0).replaceFirst("\"timestamp\":\"[^\"]*\"", "\"timestamp\":\"soon\""),
                event("far", 0)
                    .replaceFirst(
                        "\"timestamp\":\"[^\"]*\"", "\"timestamp\":\"1970-01-01T00:00:00Z\""),
                // The same id with other content.
                event("good", 1)));
    for (int minute = 1; minute <= QUIET_MINUTES; minute++) {
      lines.add(event("quiet-" + minute, minute));
    }
    for (int i = 0; i < BUSY; i++) {
      lines.add(event("busy-" + i, QUIET_MINUTES + 1));
    }
    // A minute is looked at once there is a newer one.
    lines.add(event("later", QUIET_MINUTES + 2));
    return String.join("\n", lines);
  }

  private String event(String id, int minute) {
    return "{\"event_id\":\"%s\",\"timestamp\":\"%s\",\"service\":\"s\",\"event_type\":\"t\"}"
        .formatted(id, first.plus(minute, ChronoUnit.MINUTES).truncatedTo(ChronoUnit.SECONDS));
  }
}
