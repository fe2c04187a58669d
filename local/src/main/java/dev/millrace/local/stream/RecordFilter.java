package dev.millrace.local.stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.local.template.TemplateException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Which records of a stream reach a function: those whose data one of the mapping's patterns
 * matches. Immutable.
 */
public final class RecordFilter {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String DATA = "data";

  private final List<DataPattern> patterns;

  private RecordFilter(List<DataPattern> patterns) {
    this.patterns = List.copyOf(patterns);
  }

  /**
   * The filter of a mapping.
   *
   * @param criteria {@code FilterCriteria} of the mapping; a missing node where every record is to
   *     reach the function
   * @param mapping named in errors
   * @throws TemplateException when a pattern has what the local stack does not match by
   */
  static RecordFilter of(JsonNode criteria, Object mapping) {
    List<DataPattern> patterns = new ArrayList<>();
    for (JsonNode filter : criteria.path("Filters")) {
      JsonNode pattern = parsed(filter.path("Pattern").asText(), mapping);
      for (var member : pattern.properties()) {
        if (!member.getKey().equals(DATA)) {
          throw new TemplateException(
              "A filter of %s asks for '%s'; the local stack filters by data"
                  .formatted(mapping, member.getKey()));
        }
      }
      patterns.add(DataPattern.of(pattern.path(DATA), mapping));
    }
    return new RecordFilter(patterns);
  }

  private static JsonNode parsed(String pattern, Object mapping) {
    try {
      JsonNode parsed = JSON.readTree(pattern);
      if (parsed.isObject() && !parsed.isEmpty()) {
        return parsed;
      }
    } catch (IOException e) {
      throw new TemplateException(notAnObject(pattern, mapping), e);
    }
    throw new TemplateException(notAnObject(pattern, mapping));
  }

  private static String notAnObject(String pattern, Object mapping) {
    return "A filter of %s has the pattern '%s'; the local stack expects a JSON object with data"
        .formatted(mapping, pattern);
  }

  /** Whether a record with this data reaches the function; what is no JSON object does not. */
  boolean passes(byte[] data) {
    if (patterns.isEmpty()) {
      return true;
    }
    try {
      JsonNode document = JSON.readTree(data);
      return document != null
          && document.isObject()
          && patterns.stream().anyMatch(pattern -> pattern.matches(document));
    } catch (IOException notJson) {
      return false;
    }
  }
}
