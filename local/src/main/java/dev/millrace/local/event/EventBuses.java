package dev.millrace.local.event;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.local.protocol.ApiException;
import dev.millrace.local.protocol.JsonApi;
import dev.millrace.local.support.LocalAccount;
import dev.millrace.local.template.CloudAssembly;
import dev.millrace.local.template.Intrinsics;
import dev.millrace.local.template.Resource;
import dev.millrace.local.template.TemplateException;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * An imitation of EventBridge's buses: PutEvents, and rules by source and type that lead to queues.
 * An event is in its queues before the call is answered.
 */
public final class EventBuses implements AutoCloseable {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
  private static final int MOST_ENTRIES = 10;
  private static final int MOST_BYTES = 256 * 1024;

  private final Set<String> buses = new HashSet<>(Set.of(EventRule.DEFAULT_BUS));
  private final List<EventRule> rules;
  private final EventDelivery delivery;
  private final String region;
  private final Clock clock;
  private final JsonApi api;

  /**
   * Serves on any free port.
   *
   * @throws TemplateException when a rule is not one that the local stack imitates
   */
  public EventBuses(
      CloudAssembly assembly, Intrinsics intrinsics, EventDelivery delivery, Clock clock)
      throws IOException {
    assembly.resources("AWS::Events::EventBus").stream().map(Resource::name).forEach(buses::add);
    this.rules =
        assembly.resources("AWS::Events::Rule").stream()
            .map(rule -> EventRule.of(rule, intrinsics))
            .toList();
    this.delivery = delivery;
    this.region = assembly.region();
    this.clock = clock;
    this.api = JsonApi.start("1.1", this::answer);
  }

  public URI endpoint() {
    return api.endpoint();
  }

  private ObjectNode answer(String operation, JsonNode request) {
    if (!operation.equals("PutEvents")) {
      throw new ApiException(
          "ValidationException",
          "The local stack imitates PutEvents; '%s' is another operation".formatted(operation));
    }
    JsonNode entries = request.path("Entries");
    if (entries.isEmpty() || entries.size() > MOST_ENTRIES) {
      throw new ApiException(
          "ValidationException",
          "Entries holds %d events; expected 1 to %d".formatted(entries.size(), MOST_ENTRIES));
    }
    if (bytes(entries) > MOST_BYTES) {
      throw new ApiException(
          "ValidationException",
          "Total size of the entries in the request is over the limit of %d bytes"
              .formatted(MOST_BYTES));
    }
    ObjectNode answer = JSON.createObjectNode();
    ArrayNode answers = answer.putArray("Entries");
    int failed = 0;
    for (JsonNode entry : entries) {
      try {
        String id = put(entry);
        answers.addObject().put("EventId", id);
      } catch (ApiException e) {
        failed++;
        answers.addObject().put("ErrorCode", e.type()).put("ErrorMessage", e.getMessage());
      }
    }
    return answer.put("FailedEntryCount", failed);
  }

  private static int bytes(JsonNode entries) {
    int bytes = 0;
    for (JsonNode entry : entries) {
      for (String field : List.of("Source", "DetailType", "Detail")) {
        bytes += entry.path(field).asText().getBytes(StandardCharsets.UTF_8).length;
      }
    }
    return bytes;
  }

  private String put(JsonNode entry) {
    String source = required(entry, "Source");
    String detailType = required(entry, "DetailType");
    String name = entry.path("EventBusName").asText(EventRule.DEFAULT_BUS);
    String bus = name.substring(name.lastIndexOf('/') + 1);
    if (!buses.contains(bus)) {
      throw new ApiException(
          "ResourceNotFoundException", "Event bus %s does not exist.".formatted(bus));
    }
    ObjectNode event =
        JSON.createObjectNode()
            .put("version", "0")
            .put("id", UUID.randomUUID().toString())
            .put("detail-type", detailType)
            .put("source", source)
            .put("account", LocalAccount.ID)
            .put("time", time(entry.path("Time")).truncatedTo(ChronoUnit.SECONDS).toString())
            .put("region", region);
    ArrayNode resources = event.putArray("resources");
    entry.path("Resources").forEach(resources::add);
    event.set("detail", detail(required(entry, "Detail")));
    for (EventRule rule : rules) {
      if (rule.matches(bus, source, detailType)) {
        rule.targets().forEach(target -> delivery.send(event.toString(), rule, target));
      }
    }
    return event.path("id").asText();
  }

  private static String required(JsonNode entry, String field) {
    String text = entry.path(field).asText("");
    if (text.isEmpty()) {
      throw new ApiException(
          "InvalidArgument",
          "Parameter %s is not valid. Reason: %s is a required argument.".formatted(field, field));
    }
    return text;
  }

  private static JsonNode detail(String detail) {
    try {
      JsonNode parsed = JSON.readTree(detail);
      if (parsed.isObject()) {
        return parsed;
      }
    } catch (JsonProcessingException e) {
      // Said below, as for any other JSON.
    }
    throw new ApiException("MalformedDetail", "Detail is malformed.");
  }

  private Instant time(JsonNode epochSeconds) {
    return epochSeconds.isNumber()
        ? Instant.ofEpochMilli(Math.round(epochSeconds.asDouble() * 1000))
        : clock.instant();
  }

  @Override
  public void close() {
    api.close();
  }
}
