package dev.millrace.training.run;

import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromN;
import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromS;

import dev.millrace.common.Json;
import dev.millrace.training.run.TrainingRequest.Source;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** A run as its item's attributes, without the item's key. */
final class TrainingRunItem {
  private static final List<String> TOTALS =
      List.of(
          "parts_done",
          "buckets_done",
          "row_count",
          "repeated_count",
          "quarantined_count",
          "skewed_count");

  private TrainingRunItem() {}

  /** The attributes of a run that has just been planned. */
  static Map<String, AttributeValue> of(TrainingRun run) {
    Map<String, AttributeValue> item = new HashMap<>();
    item.put("from", fromS(Json.time(run.from())));
    item.put("to", fromS(Json.time(run.to())));
    item.put("source", fromS(run.source().code()));
    item.put("model", fromS(run.model()));
    item.put("model_version", fromS(run.modelVersion()));
    item.put("parts", fromN(Integer.toString(run.parts())));
    item.put("buckets", fromN(Integer.toString(run.buckets())));
    TOTALS.forEach(total -> item.put(total, fromN("0")));
    return item;
  }

  static TrainingRun read(String runId, Map<String, AttributeValue> item) {
    return new TrainingRun(
        runId,
        Instant.parse(item.get("from").s()),
        Instant.parse(item.get("to").s()),
        Source.ofCode(item.get("source").s()).orElseThrow(),
        item.get("model").s(),
        item.get("model_version").s(),
        (int) number(item, "parts"),
        (int) number(item, "parts_done"),
        (int) number(item, "buckets"),
        (int) number(item, "buckets_done"),
        number(item, "row_count"),
        number(item, "repeated_count"),
        number(item, "quarantined_count"),
        number(item, "skewed_count"),
        item.containsKey("snapshot_id")
            ? OptionalLong.of(number(item, "snapshot_id"))
            : OptionalLong.empty(),
        Optional.ofNullable(item.get("failure")).map(AttributeValue::s));
  }

  private static long number(Map<String, AttributeValue> item, String name) {
    return Long.parseLong(item.get(name).n());
  }
}
