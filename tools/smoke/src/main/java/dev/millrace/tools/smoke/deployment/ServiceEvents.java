package dev.millrace.tools.smoke.deployment;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Events of a service called {@code smoke}, all of one minute.
 *
 * @param minute in which they say that they happened
 */
public record ServiceEvents(String runId, Instant minute) {
  public static final String SERVICE = "smoke";
  private static final int COUNT = 12;

  /** The events of a run that started at a time. */
  public static ServiceEvents of(String runId, Instant start) {
    return new ServiceEvents(runId, start.truncatedTo(ChronoUnit.MINUTES));
  }

  /** What the ids of the run begin with. */
  public String idPrefix() {
    return "smoke-%s-".formatted(runId);
  }

  public Set<String> ids() {
    return IntStream.rangeClosed(1, COUNT)
        .mapToObj(number -> idPrefix() + number)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** Each event as a line of JSON. */
  public String[] lines() {
    return ids().stream().map(this::line).toArray(String[]::new);
  }

  private String line(String id) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("event_id", id)
        .put("service", SERVICE)
        .put("event_type", "request")
        .put("timestamp", minute.toString())
        .put("latency_ms", 12.5)
        .put("status_code", 200)
        .toString();
  }
}
