package dev.millrace.local.schedule;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.millrace.local.support.LocalAccount;
import dev.millrace.local.template.Intrinsics;
import dev.millrace.local.template.Resource;
import dev.millrace.local.template.TemplateException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.UUID;

/**
 * A schedule that calls a function or a state machine.
 *
 * @param group {@code default} where none was named
 * @param target ARN of a function's alias, or of a state machine
 * @param input the event, with the scheduler's own attributes not yet filled in; empty for the
 *     notice that the scheduler sends then
 * @param created from when a rate counts
 */
record Schedule(
    String name,
    String group,
    String region,
    String target,
    ScheduleExpression expression,
    boolean enabled,
    Optional<String> input,
    Instant created) {
  static final String DEFAULT_GROUP = "default";

  /**
   * The schedule that a template's resource declares.
   *
   * @throws TemplateException when its expression cannot be read
   */
  static Schedule of(Resource resource, Intrinsics intrinsics, String region, Instant created) {
    try {
      return of(
          resource.name(), intrinsics.resolve(resource, resource.properties()), region, created);
    } catch (TemplateException e) {
      throw new TemplateException("%s: %s".formatted(resource, e.getMessage()));
    }
  }

  /**
   * A schedule in the JSON that CloudFormation and the scheduler's API have in common.
   *
   * @throws TemplateException when its expression or its time zone cannot be read
   */
  static Schedule of(String name, JsonNode properties, String region, Instant created) {
    try {
      ZoneId zone = ZoneId.of(properties.path("ScheduleExpressionTimezone").asText("UTC"));
      return new Schedule(
          name,
          properties.path("GroupName").asText(DEFAULT_GROUP),
          region,
          properties.path("Target").path("Arn").asText(),
          ScheduleExpression.of(properties.path("ScheduleExpression").asText(), zone),
          properties.path("State").asText("ENABLED").equals("ENABLED"),
          Optional.ofNullable(properties.path("Target").path("Input").textValue()),
          created);
    } catch (DateTimeException e) {
      throw new TemplateException(e.getMessage());
    }
  }

  /** The same at another rate, if it has one. */
  Schedule at(Duration period) {
    return expression instanceof ScheduleExpression.Rate
        ? new Schedule(
            name,
            group,
            region,
            target,
            new ScheduleExpression.Rate(period),
            enabled,
            input,
            created)
        : this;
  }

  /** No other schedule has it. */
  String id() {
    return id(group, name);
  }

  static String id(String group, String name) {
    return group + "/" + name;
  }

  static String arn(String region, String id) {
    return LocalAccount.arn("scheduler", region, "schedule/" + id);
  }

  String arn() {
    return arn(region, id());
  }

  /** The event of a run. */
  String event(Instant due) {
    String time = due.truncatedTo(ChronoUnit.SECONDS).toString();
    String execution = UUID.randomUUID().toString();
    return input
        .map(
            text ->
                text.replace("<aws.scheduler.schedule-arn>", arn())
                    .replace("<aws.scheduler.scheduled-time>", time)
                    .replace("<aws.scheduler.execution-id>", execution)
                    .replace("<aws.scheduler.attempt-number>", "1"))
        .orElseGet(() -> notice(time, execution));
  }

  private String notice(String time, String execution) {
    var notice =
        JsonNodeFactory.instance
            .objectNode()
            .put("version", "0")
            .put("id", execution)
            .put("detail-type", "Scheduled Event")
            .put("source", "aws.scheduler")
            .put("account", LocalAccount.ID)
            .put("time", time)
            .put("region", region)
            .put("detail", "{}");
    notice.putArray("resources").add(arn());
    return notice.toString();
  }
}
