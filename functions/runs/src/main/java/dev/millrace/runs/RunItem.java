package dev.millrace.runs;

import dev.millrace.runs.failure.FailureCategory;
import dev.millrace.runs.failure.RunError;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** A row's attributes. */
record RunItem(Map<String, AttributeValue> attributes) {
  RunItem {
    attributes = Map.copyOf(attributes);
  }

  Optional<String> text(String name) {
    return Optional.ofNullable(attributes.get(name)).map(AttributeValue::s);
  }

  String required(String name) {
    return text(name).orElseThrow(() -> invalid(name, "a string"));
  }

  Optional<Instant> time(String name) {
    return text(name).map(Instant::parse);
  }

  RunCounts counts() {
    Map<String, Long> counts = new TreeMap<>();
    map("counts").forEach((name, count) -> counts.put(name, Long.valueOf(count.n())));
    return new RunCounts(counts);
  }

  Optional<RunError> error() {
    Map<String, AttributeValue> error = map("error");
    if (error.isEmpty()) {
      return Optional.empty();
    }
    RunItem fields = new RunItem(error);
    return Optional.of(
        new RunError(
            FailureCategory.find(fields.required("category"))
                .orElseThrow(() -> invalid("error", "a category")),
            fields.required("message"),
            fields.required("field")));
  }

  private Map<String, AttributeValue> map(String name) {
    AttributeValue value = attributes.get(name);
    return value == null ? Map.of() : value.m();
  }

  /** Whether the row is past its time, and only not deleted yet. */
  boolean isExpired(Instant now) {
    AttributeValue expiresAt = attributes.get("expires_at");
    return expiresAt != null && Long.parseLong(expiresAt.n()) <= now.getEpochSecond();
  }

  IllegalStateException invalid(String name, String expected) {
    return new IllegalStateException(
        "Attribute %s of the run %s holds %s, expected %s"
            .formatted(name, attributes.get("id"), attributes.get(name), expected));
  }
}
