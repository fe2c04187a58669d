package dev.millrace.local.event;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.local.template.Intrinsics;
import dev.millrace.local.template.Resource;
import dev.millrace.local.template.TemplateException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A rule of an event bus: events of certain sources and types go to queues.
 *
 * @param bus the name of its bus
 * @param sources empty for any
 * @param detailTypes empty for any
 */
record EventRule(
    String name, String bus, Set<String> sources, Set<String> detailTypes, List<Target> targets) {
  static final String DEFAULT_BUS = "default";

  private static final Set<String> TARGET_PROPERTIES =
      Set.of("Arn", "Id", "DeadLetterConfig", "RetryPolicy", "RoleArn");

  /**
   * A queue that gets the events.
   *
   * @param queue ARN
   * @param deadLetterQueue ARN of the queue for events that the first does not take
   */
  record Target(String queue, Optional<String> deadLetterQueue) {}

  EventRule {
    sources = Set.copyOf(sources);
    detailTypes = Set.copyOf(detailTypes);
    targets = List.copyOf(targets);
  }

  /**
   * The rule that a template's resource declares.
   *
   * @throws TemplateException when its pattern asks for more than sources and types, or a target is
   *     not a queue that gets the event as it is
   */
  static EventRule of(Resource resource, Intrinsics intrinsics) {
    JsonNode properties = intrinsics.resolve(resource, resource.properties());
    JsonNode pattern = properties.path("EventPattern");
    for (var field : pattern.properties()) {
      if (!field.getKey().equals("source") && !field.getKey().equals("detail-type")) {
        throw new TemplateException(
            "The pattern of %s asks for '%s'; the local stack matches source and detail-type"
                .formatted(resource, field.getKey()));
      }
    }
    if (pattern.isEmpty()) {
      throw new TemplateException(
          resource
              + " has no EventPattern; the local stack expects one with source or detail-type");
    }
    List<Target> targets = new ArrayList<>();
    properties.path("Targets").forEach(target -> targets.add(target(target, resource)));
    String bus = properties.path("EventBusName").asText(DEFAULT_BUS);
    return new EventRule(
        resource.name(),
        bus.substring(bus.lastIndexOf('/') + 1),
        words(pattern, "source", resource),
        words(pattern, "detail-type", resource),
        properties.path("State").asText("ENABLED").equals("DISABLED") ? List.of() : targets);
  }

  private static Set<String> words(JsonNode pattern, String field, Resource resource) {
    Set<String> words = new HashSet<>();
    for (JsonNode word : pattern.path(field)) {
      if (!word.isTextual()) {
        throw new TemplateException(
            "The pattern of %s matches '%s' by %s; the local stack compares strings"
                .formatted(resource, field, word));
      }
      words.add(word.asText());
    }
    return words;
  }

  private static Target target(JsonNode target, Resource resource) {
    String arn = target.path("Arn").asText();
    for (var property : target.properties()) {
      if (!TARGET_PROPERTIES.contains(property.getKey())) {
        throw new TemplateException(
            "A target of %s has '%s'; the local stack sends the event as it is"
                .formatted(resource, property.getKey()));
      }
    }
    if (!arn.startsWith("arn:aws:sqs:")) {
      throw new TemplateException(
          "%s targets %s; the local stack sends events to queues only".formatted(resource, arn));
    }
    return new Target(
        arn, Optional.ofNullable(target.path("DeadLetterConfig").path("Arn").textValue()));
  }

  boolean matches(String eventBus, String source, String detailType) {
    return bus.equals(eventBus)
        && (sources.isEmpty() || sources.contains(source))
        && (detailTypes.isEmpty() || detailTypes.contains(detailType));
  }
}
