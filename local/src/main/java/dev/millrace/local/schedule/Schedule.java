package dev.millrace.local.schedule;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.millrace.local.template.Intrinsics;
import dev.millrace.local.template.LocalAttributes;
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
 * A schedule that invokes a function.
 *
 * @param function ARN with its alias
 * @param input the event, with the scheduler's own attributes not yet filled in; empty for the
 *     notice that the scheduler sends then
 */
record Schedule(
    String name,
    String region,
    String function,
    ScheduleExpression expression,
    boolean enabled,
    Optional<String> input) {

  /**
   * The schedule that a template's resource declares.
   *
   * @throws TemplateException when its target is no function, or its expression cannot be read
   */
  static Schedule of(Resource resource, Intrinsics intrinsics, String region) {
    JsonNode properties = intrinsics.resolve(resource, resource.properties());
    String target = properties.path("Target").path("Arn").asText();
    if (!target.startsWith("arn:aws:lambda:")) {
      throw new TemplateException(
          "%s targets %s; the local stack schedules functions only".formatted(resource, target));
    }
    try {
      ZoneId zone = ZoneId.of(properties.path("ScheduleExpressionTimezone").asText("UTC"));
      return new Schedule(
          resource.name(),
          region,
          target,
          ScheduleExpression.of(properties.path("ScheduleExpression").asText(), zone),
          properties.path("State").asText("ENABLED").equals("ENABLED"),
          Optional.ofNullable(properties.path("Target").path("Input").textValue()));
    } catch (TemplateException | DateTimeException e) {
      throw new TemplateException("%s: %s".formatted(resource, e.getMessage()));
    }
  }

  /** The same at another rate, if it has one. */
  Schedule at(Duration period) {
    return expression instanceof ScheduleExpression.Rate
        ? new Schedule(name, region, function, new ScheduleExpression.Rate(period), enabled, input)
        : this;
  }

  private String arn() {
    return "arn:aws:scheduler:%s:%s:schedule/default/%s"
        .formatted(region, LocalAttributes.ACCOUNT, name);
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
            .put("account", LocalAttributes.ACCOUNT)
            .put("time", time)
            .put("region", region)
            .put("detail", "{}");
    notice.putArray("resources").add(arn());
    return notice.toString();
  }
}
