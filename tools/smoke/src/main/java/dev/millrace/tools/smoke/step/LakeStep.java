package dev.millrace.tools.smoke.step;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.tools.smoke.deployment.Deployment;
import dev.millrace.tools.smoke.deployment.LakeQuery;
import dev.millrace.tools.smoke.deployment.ServiceEvents;
import dev.millrace.tools.smoke.deployment.StepFailure;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import software.amazon.awssdk.services.athena.AthenaClient;

/** Athena finds the events of {@link JobsStep}, and no others of the run, in all three layers. */
public final class LakeStep implements Step {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final DateTimeFormatter DAY = DateTimeFormatter.ISO_LOCAL_DATE;
  private static final DateTimeFormatter HOUR = DateTimeFormatter.ofPattern("HH");

  private final Deployment deployment;
  private final ServiceEvents events;

  public LakeStep(Deployment deployment, ServiceEvents events) {
    this.deployment = deployment;
    this.events = events;
  }

  @Override
  public String name() {
    return "athena";
  }

  @Override
  public String run() throws StepFailure, InterruptedException {
    try (AthenaClient athena = deployment.clients().athena()) {
      LakeQuery query = new LakeQuery(athena, deployment.outputs(), deployment.patience());
      requireIds("bronze", "ArchiveStreams", bronze(query));
      requireIds("silver", "CleanEvents", silver(query));
      gold(query);
    }
    return "the %d events, and no others of this run, in bronze, silver and gold"
        .formatted(events.ids().size());
  }

  private void requireIds(String layer, String job, Collection<String> found) throws StepFailure {
    Set<String> missing = new TreeSet<>(events.ids());
    found.forEach(missing::remove);
    if (!missing.isEmpty() || found.size() != events.ids().size()) {
      throw new StepFailure(
          "the %d events of this run in %s".formatted(events.ids().size(), layer),
          "%d, without %s".formatted(found.size(), missing.isEmpty() ? "repetition" : missing),
          "the log of %s, and the table".formatted(job));
    }
  }

  /** A record may be there twice, as delivery to a stream is at least once. */
  private Set<String> bronze(LakeQuery query) throws StepFailure, InterruptedException {
    Set<String> ids = new TreeSet<>();
    for (List<String> row : query.rows("bronze.sql", values())) {
      try {
        ids.add(JSON.readTree(row.getFirst()).path("event_id").asText());
      } catch (JsonProcessingException e) {
        throw new StepFailure(
            "events of this run in bronze as they were put",
            "one that is not JSON",
            "the column data of the table");
      }
    }
    return ids;
  }

  private List<String> silver(LakeQuery query) throws StepFailure, InterruptedException {
    return query.rows("silver.sql", values()).stream().map(List::getFirst).toList();
  }

  /** Gold knows no ids: it must count what silver has of the service in that minute. */
  private void gold(LakeQuery query) throws StepFailure, InterruptedException {
    List<List<String>> expected = query.rows("silver-minute.sql", values());
    List<List<String>> found = query.rows("gold.sql", values());
    if (!found.equals(expected)) {
      throw new StepFailure(
          "one row of service %s and minute %s in gold, with request_count %s as in silver"
              .formatted(ServiceEvents.SERVICE, events.minute(), expected.getFirst().getFirst()),
          "%d rows, with request_count %s".formatted(found.size(), found),
          "the log of AggregateMetrics; or another smoke test ran in that minute");
    }
  }

  private Map<String, String> values() {
    ZonedDateTime minute = events.minute().atZone(ZoneOffset.UTC);
    return Map.of(
        "service",
        ServiceEvents.SERVICE,
        "prefix",
        events.idPrefix(),
        "hours",
        hours(),
        "day",
        DAY.format(minute),
        "hour",
        Integer.toString(minute.getHour()),
        "minute",
        Integer.toString(minute.getMinute()));
  }

  /** The partitions in which the events can be: the hours since the run began. */
  private String hours() {
    List<String> partitions = new ArrayList<>();
    Instant now = Instant.now();
    for (Instant hour = deployment.start().truncatedTo(ChronoUnit.HOURS);
        !hour.isAfter(now);
        hour = hour.plus(1, ChronoUnit.HOURS)) {
      ZonedDateTime time = hour.atZone(ZoneOffset.UTC);
      partitions.add("(dt = '%s' AND hr = '%s')".formatted(DAY.format(time), HOUR.format(time)));
    }
    return String.join(" OR ", partitions);
  }
}
