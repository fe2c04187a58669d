package dev.millrace.local.schedule;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.millrace.local.protocol.ApiException;
import dev.millrace.local.support.OwnerOnlyFile;
import dev.millrace.local.template.TemplateException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The schedules made at run time, in a file, as the scheduler's API describes them. Safe for use by
 * several threads.
 */
final class RuntimeSchedules {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String NAME = "[0-9A-Za-z_.-]{1,64}";

  /** Ours: a schedule of one time has had it. */
  private static final String COMPLETED = "Completed";

  private final Path file;
  private final Set<String> groups;
  private final Set<String> declared;
  private final String region;
  private final ScheduleRunner.Target targets;
  private final Clock clock;

  /** By their ids; replaced whole by each change. */
  @GuardedBy("this")
  private ObjectNode schedules;

  /**
   * @param file is made by the first change
   * @param groups those of the template and the default one
   * @param declared ids of the template's own schedules, which no other may have
   * @throws IOException when the file cannot be read or does not hold schedules
   */
  RuntimeSchedules(
      Path file,
      Set<String> groups,
      Set<String> declared,
      String region,
      ScheduleRunner.Target targets,
      Clock clock)
      throws IOException {
    this.file = file;
    this.groups = Set.copyOf(groups);
    this.declared = Set.copyOf(declared);
    this.region = region;
    this.targets = targets;
    this.clock = clock;
    this.schedules = read(file);
  }

  private static ObjectNode read(Path file) throws IOException {
    if (!Files.exists(file)) {
      return JSON.createObjectNode();
    }
    if (JSON.readTree(Files.readString(file)) instanceof ObjectNode schedules) {
      return schedules;
    }
    throw new IOException(file + " does not hold schedules: expected a JSON object");
  }

  /**
   * Those that may still run. One whose target is no longer in the template is passed over.
   *
   * @throws TemplateException when the file holds one that cannot be read
   */
  synchronized List<Schedule> current() {
    List<Schedule> current = new ArrayList<>();
    for (JsonNode described : schedules) {
      Schedule schedule = schedule(described);
      if (!described.has(COMPLETED) && targets.has(schedule.target())) {
        current.add(schedule);
      }
    }
    return current;
  }

  private Schedule schedule(JsonNode described) {
    Instant created =
        Instant.ofEpochMilli(Math.round(described.path("CreationDate").asDouble() * 1000));
    return Schedule.of(described.path("Name").asText(), described, region, created);
  }

  /**
   * Creates a schedule.
   *
   * @param request of {@code CreateSchedule}
   * @throws ApiException when it is there, or cannot be run
   */
  synchronized Schedule create(String name, JsonNode request) throws IOException {
    String id = Schedule.id(group(request.path("GroupName").asText("")), name);
    if (schedules.has(id) || declared.contains(id)) {
      throw new ApiException(
          "ConflictException", 409, "Schedule %s already exists.".formatted(name));
    }
    return put(id, name, request, now());
  }

  /**
   * Replaces a schedule.
   *
   * @param request of {@code UpdateSchedule}: what it leaves out has its default
   * @throws ApiException when it is not there, or cannot be run
   */
  synchronized Schedule update(String name, JsonNode request) throws IOException {
    String group = group(request.path("GroupName").asText(""));
    return put(
        Schedule.id(group, name),
        name,
        request,
        existing(group, name).path("CreationDate").asDouble());
  }

  @GuardedBy("this")
  private Schedule put(String id, String name, JsonNode request, double created)
      throws IOException {
    ObjectNode described = request.deepCopy();
    described.remove("ClientToken");
    described
        .put("Name", name)
        .put("GroupName", id.substring(0, id.indexOf('/')))
        .put("Arn", Schedule.arn(region, id))
        .put("State", request.path("State").asText("ENABLED"))
        .put("ScheduleExpressionTimezone", request.path("ScheduleExpressionTimezone").asText("UTC"))
        .put("ActionAfterCompletion", request.path("ActionAfterCompletion").asText("NONE"))
        .put("CreationDate", created)
        .put("LastModificationDate", now());
    Schedule schedule = checked(name, described);
    ObjectNode changed = schedules.deepCopy();
    changed.set(id, described);
    replace(changed);
    return schedule;
  }

  private Schedule checked(String name, JsonNode described) {
    if (!name.matches(NAME)) {
      throw invalid("Name is '%s'; expected %s".formatted(name, NAME));
    }
    String window = described.path("FlexibleTimeWindow").path("Mode").asText();
    if (!window.equals("OFF")) {
      throw invalid(
          "FlexibleTimeWindow.Mode is '%s'; the local stack expects OFF".formatted(window));
    }
    if (described.has("StartDate") || described.has("EndDate")) {
      throw invalid("The local stack has no StartDate and EndDate of schedules");
    }
    String target = described.path("Target").path("Arn").asText();
    if (!targets.has(target)) {
      throw invalid(
          "Target.Arn is '%s'; expected a function or a state machine of the template"
              .formatted(target));
    }
    if (described.path("Target").path("RoleArn").asText("").isEmpty()) {
      throw invalid("Target.RoleArn is missing; expected a role's ARN");
    }
    try {
      return schedule(described);
    } catch (TemplateException e) {
      throw invalid(e.getMessage());
    }
  }

  private static ApiException invalid(String message) {
    return new ApiException("ValidationException", message);
  }

  /**
   * A schedule as {@code GetSchedule} answers it.
   *
   * @throws ApiException when it is not there
   */
  synchronized ObjectNode describe(String group, String name) {
    ObjectNode described = existing(group(group), name).deepCopy();
    described.remove(COMPLETED);
    return described;
  }

  /**
   * Deletes a schedule.
   *
   * @return its id
   * @throws ApiException when it is not there
   */
  synchronized String delete(String group, String name) throws IOException {
    existing(group(group), name);
    String id = Schedule.id(group(group), name);
    ObjectNode changed = schedules.deepCopy();
    changed.remove(id);
    replace(changed);
    return id;
  }

  /** Notes that a schedule has had its last run, or deletes it where it asks for that. */
  synchronized void complete(Schedule schedule) throws IOException {
    JsonNode described = schedules.path(schedule.id());
    if (described.isMissingNode() || !schedule(described).equals(schedule)) {
      return;
    }
    ObjectNode changed = schedules.deepCopy();
    if (described.path("ActionAfterCompletion").asText().equals("DELETE")) {
      changed.remove(schedule.id());
    } else {
      changed.withObjectProperty(schedule.id()).put(COMPLETED, true);
    }
    replace(changed);
  }

  /**
   * Schedules as {@code ListSchedules} names them, in the order of their names.
   *
   * @param group an empty string for any
   * @param prefix that names begin with
   * @param state an empty string for any
   */
  synchronized List<ObjectNode> list(String group, String prefix, String state) {
    List<ObjectNode> listed = new ArrayList<>();
    for (JsonNode described : schedules) {
      boolean wanted =
          (group.isEmpty() || described.path("GroupName").asText().equals(group))
              && described.path("Name").asText().startsWith(prefix)
              && (state.isEmpty() || described.path("State").asText().equals(state));
      if (wanted) {
        ObjectNode listing = described.deepCopy();
        listing.retain(
            List.of("Arn", "CreationDate", "GroupName", "LastModificationDate", "Name", "State"));
        listing.putObject("Target").set("Arn", described.path("Target").path("Arn"));
        listed.add(listing);
      }
    }
    listed.sort((one, other) -> one.path("Name").asText().compareTo(other.path("Name").asText()));
    return listed;
  }

  @GuardedBy("this")
  private JsonNode existing(String group, String name) {
    JsonNode described = schedules.path(Schedule.id(group, name));
    if (described.isMissingNode()) {
      throw new ApiException(
          "ResourceNotFoundException", 404, "Schedule %s does not exist.".formatted(name));
    }
    return described;
  }

  private String group(String named) {
    String group = named.isEmpty() ? Schedule.DEFAULT_GROUP : named;
    if (!groups.contains(group)) {
      throw new ApiException(
          "ResourceNotFoundException", 404, "Schedule group %s does not exist.".formatted(group));
    }
    return group;
  }

  @GuardedBy("this")
  private void replace(ObjectNode changed) throws IOException {
    OwnerOnlyFile.write(file, JSON.writeValueAsString(changed));
    schedules = changed;
  }

  /** Epoch seconds, as the service's JSON has times. */
  private double now() {
    return clock.millis() / 1000.0;
  }
}
