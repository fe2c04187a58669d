package dev.millrace.lake.aggregation;

import java.time.Instant;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.UpdateProperties;

/**
 * How far the metrics are, as the gold table's own properties say: they move in the commit of the
 * rows.
 *
 * @param computed empty before the first run has come to its end
 * @param rebuild one that is under way
 * @param append one that is under way, after what was computed
 */
record AggregationProgress(
    Optional<AggregationResult> computed,
    Optional<AggregationStep.Rebuild> rebuild,
    Optional<AggregationStep.Append> append) {
  static final String CURSOR = "millrace.cursor.silver-snapshot";

  private static final String REVISION = "millrace.metrics.revision";
  private static final String SILVER_COMMITTED_AT = "millrace.metrics.silver-committed-at";
  private static final String COMPUTED_AT = "millrace.metrics.computed-at";
  private static final String LATEST_MINUTE = "millrace.metrics.latest-minute";
  private static final String WATERMARK = "millrace.metrics.watermark";
  private static final String REBUILD_SNAPSHOT = "millrace.rebuild.silver-snapshot";
  private static final String REBUILD_REVISION = "millrace.rebuild.revision";
  private static final String REBUILD_FIRST = "millrace.rebuild.first-day";
  private static final String APPEND_SNAPSHOT = "millrace.append.silver-snapshot";
  private static final String APPEND_REVISION = "millrace.append.revision";
  private static final String APPEND_FIRST = "millrace.append.first-day";
  private static final List<String> ALL =
      List.of(
          CURSOR,
          REVISION,
          SILVER_COMMITTED_AT,
          COMPUTED_AT,
          LATEST_MINUTE,
          WATERMARK,
          REBUILD_SNAPSHOT,
          REBUILD_REVISION,
          REBUILD_FIRST,
          APPEND_SNAPSHOT,
          APPEND_REVISION,
          APPEND_FIRST);

  /** All is computed, and nothing under way. */
  static AggregationProgress complete(AggregationResult computed) {
    return new AggregationProgress(Optional.of(computed), Optional.empty(), Optional.empty());
  }

  /** Without the cursor's property nothing counts as computed, which is how to start over. */
  static AggregationProgress read(Map<String, String> properties) {
    return new AggregationProgress(
        Optional.ofNullable(properties.get(CURSOR))
            .map(
                cursor ->
                    new AggregationResult(
                        Long.parseLong(cursor),
                        Long.parseLong(properties.get(REVISION)),
                        Instant.parse(properties.get(SILVER_COMMITTED_AT)),
                        Instant.parse(properties.get(COMPUTED_AT)),
                        Optional.ofNullable(properties.get(LATEST_MINUTE)).map(Instant::parse),
                        Optional.ofNullable(properties.get(WATERMARK)).map(Instant::parse))),
        Optional.ofNullable(properties.get(REBUILD_SNAPSHOT))
            .map(
                snapshot ->
                    new AggregationStep.Rebuild(
                        Long.parseLong(snapshot),
                        Long.parseLong(properties.get(REBUILD_REVISION)),
                        LocalDate.parse(properties.get(REBUILD_FIRST)))),
        properties.containsKey(CURSOR) ? append(properties) : Optional.empty());
  }

  private static Optional<AggregationStep.Append> append(Map<String, String> properties) {
    return Optional.ofNullable(properties.get(APPEND_SNAPSHOT))
        .map(
            snapshot ->
                new AggregationStep.Append(
                    Long.parseLong(properties.get(CURSOR)),
                    Long.parseLong(snapshot),
                    Long.parseLong(properties.get(APPEND_REVISION)),
                    LocalDate.parse(properties.get(APPEND_FIRST))));
  }

  /** What was computed stays, and a rebuild goes on from a day. */
  AggregationProgress rebuiltUpTo(AggregationStep.Rebuild step, LocalDate next) {
    return new AggregationProgress(
        computed,
        Optional.of(new AggregationStep.Rebuild(step.snapshotId(), step.revision(), next)),
        Optional.empty());
  }

  /** What was computed stays, and an append goes on from a day. */
  AggregationProgress appendedUpTo(AggregationStep.Append step, LocalDate next) {
    return new AggregationProgress(computed, Optional.empty(), Optional.of(step.from(next)));
  }

  /** Makes a table's properties say this. */
  void write(Map<String, String> held, UpdateProperties update) {
    Map<String, String> own = properties();
    own.forEach(update::set);
    for (String name : ALL) {
      if (held.containsKey(name) && !own.containsKey(name)) {
        update.remove(name);
      }
    }
  }

  private Map<String, String> properties() {
    Map<String, String> own = new HashMap<>();
    computed.ifPresent(
        held -> {
          own.put(CURSOR, Long.toString(held.snapshotId()));
          own.put(REVISION, Long.toString(held.revision()));
          own.put(SILVER_COMMITTED_AT, held.silverCommittedAt().toString());
          own.put(COMPUTED_AT, held.at().toString());
          held.latestMinute().ifPresent(minute -> own.put(LATEST_MINUTE, minute.toString()));
          held.watermark().ifPresent(minute -> own.put(WATERMARK, minute.toString()));
        });
    rebuild.ifPresent(
        held -> {
          own.put(REBUILD_SNAPSHOT, Long.toString(held.snapshotId()));
          own.put(REBUILD_REVISION, Long.toString(held.revision()));
          own.put(REBUILD_FIRST, held.first().toString());
        });
    append.ifPresent(
        held -> {
          own.put(APPEND_SNAPSHOT, Long.toString(held.snapshotId()));
          own.put(APPEND_REVISION, Long.toString(held.revision()));
          own.put(APPEND_FIRST, held.first().toString());
        });
    return own;
  }
}
