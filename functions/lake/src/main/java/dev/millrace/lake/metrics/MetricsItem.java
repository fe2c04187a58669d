package dev.millrace.lake.metrics;

import dev.millrace.common.Json;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Rows, days and the summary as items of the metrics table. */
final class MetricsItem {
  static final String DAY = "day";
  static final String MINUTE_SERVICE = "minute_service";
  static final String EVENT_TS = "event_ts";
  static final String SERVICE = "service";
  static final String REVISION = "revision";

  /** Partition of the items that list the days. */
  static final String DAYS = "_days";

  private static final String SUMMARY = "_summary";

  private MetricsItem() {}

  static Map<String, AttributeValue> of(ServiceMinute row, long revision) {
    Bucket bucket = row.bucket();
    String service = StoredService.of(bucket.service());
    Map<String, AttributeValue> item = new HashMap<>();
    item.put(DAY, text(bucket.day().toString()));
    item.put(MINUTE_SERVICE, text(RowKey.of(bucket)));
    item.put(EVENT_TS, text(bucket.minute().toString()));
    item.put(SERVICE, text(service));
    item.put("request_count", number(row.requestCount()));
    item.put("latency_count", number(row.latencyCount()));
    item.put("status_count", number(row.statusCount()));
    // As texts: a double reaches beyond DynamoDB's numbers, which end at 1e126.
    row.averageLatencyMillis().ifPresent(value -> item.put("avg_latency_ms", decimal(value)));
    row.errorRate().ifPresent(value -> item.put("error_rate", decimal(value)));
    item.put(REVISION, number(revision));
    return item;
  }

  static ServiceMinute read(Map<String, AttributeValue> item) {
    return new ServiceMinute(
        new Bucket(Instant.parse(item.get(EVENT_TS).s()), item.get(SERVICE).s()),
        count(item, "request_count"),
        count(item, "latency_count"),
        optional(item, "avg_latency_ms"),
        count(item, "status_count"),
        optional(item, "error_rate"));
  }

  static Map<String, AttributeValue> of(LocalDate day) {
    Map<String, AttributeValue> item = new HashMap<>();
    item.put(DAY, text(DAYS));
    item.put(MINUTE_SERVICE, text(day.toString()));
    return item;
  }

  /** Has DynamoDB delete an item of a day once so many more days are over. */
  static void expire(Map<String, AttributeValue> item, LocalDate day, int keptDays) {
    long end = day.plusDays(1L + keptDays).atStartOfDay().toEpochSecond(ZoneOffset.UTC);
    item.put("expires_at", number(end));
  }

  static LocalDate readDay(Map<String, AttributeValue> item) {
    return LocalDate.parse(item.get(MINUTE_SERVICE).s());
  }

  static Map<String, AttributeValue> summaryKey() {
    return Map.of(DAY, text(SUMMARY), MINUTE_SERVICE, text(SUMMARY));
  }

  static Map<String, AttributeValue> of(MetricsSummary summary) {
    Map<String, AttributeValue> item = new HashMap<>(summaryKey());
    item.put("metrics_rows", number(summary.rows()));
    summary.latestMinute().ifPresent(minute -> item.put("latest_minute", text(minute.toString())));
    summary.watermark().ifPresent(minute -> item.put("watermark", text(minute.toString())));
    item.put("computed_at", text(Json.time(summary.computedAt())));
    item.put("silver_committed_at", text(Json.time(summary.silverCommittedAt())));
    item.put(REVISION, number(summary.revision()));
    return item;
  }

  static MetricsSummary readSummary(Map<String, AttributeValue> item) {
    return new MetricsSummary(
        count(item, "metrics_rows"),
        minute(item, "latest_minute"),
        minute(item, "watermark"),
        Instant.parse(item.get("computed_at").s()),
        Instant.parse(item.get("silver_committed_at").s()),
        count(item, REVISION));
  }

  private static Optional<Instant> minute(Map<String, AttributeValue> item, String name) {
    return Optional.ofNullable(item.get(name)).map(AttributeValue::s).map(Instant::parse);
  }

  private static long count(Map<String, AttributeValue> item, String name) {
    return Long.parseLong(item.get(name).n());
  }

  private static OptionalDouble optional(Map<String, AttributeValue> item, String name) {
    AttributeValue value = item.get(name);
    return value == null
        ? OptionalDouble.empty()
        : OptionalDouble.of(Double.parseDouble(value.s()));
  }

  private static AttributeValue text(String value) {
    return AttributeValue.fromS(value);
  }

  static AttributeValue number(long value) {
    return AttributeValue.fromN(Long.toString(value));
  }

  private static AttributeValue decimal(double value) {
    return text(Double.toString(value));
  }
}
