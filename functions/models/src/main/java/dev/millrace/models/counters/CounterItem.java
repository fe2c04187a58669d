package dev.millrace.models.counters;

import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromB;
import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromM;
import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromN;
import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromS;

import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Counts as an item of the table of counters. */
final class CounterItem {
  private CounterItem() {}

  static Map<String, AttributeValue> key(CounterKey key) {
    return Map.of("counted", fromS(key.counted()), "slot", fromS(key.slot()));
  }

  static Map<String, AttributeValue> of(CounterKey key, VersionCounts counts, long expiresAt) {
    Map<String, AttributeValue> item = new HashMap<>(key(key));
    item.put("role", fromS(key.role()));
    item.put("revision", number(key.revision()));
    item.put("asked", number(counts.asked()));
    item.put("answered", number(counts.answered()));
    item.put("errors", number(counts.errors()));
    item.put("latencies", bytes(counts.latencies()));
    item.put("scores", bytes(counts.scores()));
    Map<String, AttributeValue> classes = new HashMap<>();
    counts.classes().forEach((name, count) -> classes.put(name, number(count)));
    item.put("classes", fromM(classes));
    item.put("expires_at", number(expiresAt));
    return item;
  }

  static VersionCounts read(Map<String, AttributeValue> item) {
    SortedMap<String, Long> classes = new TreeMap<>();
    item.get("classes").m().forEach((name, count) -> classes.put(name, Long.valueOf(count.n())));
    return VersionCounts.of(
        Long.parseLong(item.get("asked").n()),
        Long.parseLong(item.get("answered").n()),
        LogHistogram.of(item.get("latencies").b().asByteArray()),
        LogHistogram.of(item.get("scores").b().asByteArray()),
        classes);
  }

  static AttributeValue number(long number) {
    return fromN(Long.toString(number));
  }

  private static AttributeValue bytes(LogHistogram histogram) {
    return fromB(SdkBytes.fromByteArray(histogram.bytes()));
  }
}
