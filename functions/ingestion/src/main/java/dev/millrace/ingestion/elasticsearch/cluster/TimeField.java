package dev.millrace.ingestion.elasticsearch.cluster;

import dev.millrace.common.Deadline;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What the indexes of a selection know of its time field. */
final class TimeField {
  private static final String NANOSECONDS = "date_nanos";
  private static final Set<String> DATES = Set.of("date", NANOSECONDS);
  private static final int MOST_SHOWN = 5;

  private TimeField() {}

  /**
   * Checks that there are indexes, and that the field is a date in each that has it.
   *
   * @return whether it has milliseconds in all of them, and nanoseconds in none
   * @throws ClusterFailure naming the index, what the field is there and what was expected
   */
  static boolean hasMilliseconds(ClusterConnection cluster, DocumentSelection of, Deadline deadline)
      throws ClusterFailure, InterruptedException {
    ClusterAnswer answer =
        cluster.send(
            "GET",
            of.path() + "/_field_caps?fields=" + DocumentSelection.encoded(of.timeField()),
            new byte[0],
            deadline);
    if (!answer.isOk()) {
      throw answer.failure("for the fields of " + of.index());
    }
    Map<?, ?> found = answer.object();
    if (found.get("indices") instanceof List<?> indexes && indexes.isEmpty()) {
      throw new ClusterFailure("No index matches %s; expected one or more".formatted(of.index()));
    }
    Map<?, ?> types = types(found, of.timeField());
    if (types.isEmpty()) {
      throw new ClusterFailure(
          "No index of %s has a field %s; expected a date there, or another time_field"
              .formatted(of.index(), of.timeField()));
    }
    Map<String, String> others = new TreeMap<>();
    types.forEach(
        (type, in) -> {
          if (!DATES.contains(type)) {
            others.put(String.valueOf(type), indexes(in, of.index()));
          }
        });
    if (!others.isEmpty()) {
      throw new ClusterFailure(
          "The field %s is of type %s; expected date or date_nanos in every index"
              .formatted(of.timeField(), others));
    }
    return !types.containsKey(NANOSECONDS);
  }

  private static Map<?, ?> types(Map<?, ?> answer, String field) {
    return answer.get("fields") instanceof Map<?, ?> fields
            && fields.get(field) instanceof Map<?, ?> types
        ? types
        : Map.of();
  }

  private static String indexes(Object type, String all) {
    return type instanceof Map<?, ?> map && map.get("indices") instanceof List<?> names
        ? names.stream().limit(MOST_SHOWN).toList() + (names.size() > MOST_SHOWN ? " and more" : "")
        : all;
  }
}
