package dev.millrace.routing;

import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromL;
import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromM;
import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromN;
import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromS;

import dev.millrace.common.Json;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** A routing row as an item of its table, whose partition key is {@code model}. */
public final class RoutingItem {
  private RoutingItem() {}

  /** The whole item of a row. */
  public static Map<String, AttributeValue> of(RoutingRow row) {
    Map<String, AttributeValue> item = versions(row.versions());
    item.put("model", fromS(row.model()));
    item.put("revision", number(row.revision()));
    row.lastGood().ifPresent(version -> item.put("last_good", fromS(version)));
    row.rollout().ifPresent(rollout -> item.put("rollout", rollout(rollout)));
    item.put("streams", texts(row.streams()));
    row.inEffect().ifPresent(routes -> item.put("in_effect", inEffect(routes)));
    return item;
  }

  /** The attribute {@code in_effect}. */
  public static AttributeValue inEffect(RoutesInEffect routes) {
    Map<String, AttributeValue> members = versions(routes.versions());
    members.put("revision", number(routes.revision()));
    members.put("since", fromS(Json.time(routes.since())));
    return fromM(members);
  }

  private static Map<String, AttributeValue> versions(RoutedVersions versions) {
    Map<String, AttributeValue> members = new HashMap<>();
    members.put("active", fromS(versions.active()));
    versions
        .canary()
        .ifPresent(
            canary ->
                members.put(
                    "canary",
                    fromM(
                        Map.of(
                            "version", fromS(canary.version()),
                            "weight",
                                fromN(
                                    BigDecimal.valueOf(canary.weight())
                                        .stripTrailingZeros()
                                        .toPlainString())))));
    members.put("shadow", texts(versions.shadow()));
    return members;
  }

  private static AttributeValue rollout(RolloutStep rollout) {
    return fromM(
        Map.of(
            "id", fromS(rollout.id()),
            "step", number(rollout.step()),
            "first_revision", number(rollout.firstRevision())));
  }

  /**
   * The row that an item holds.
   *
   * @throws IllegalStateException when it holds none; the message names the model
   */
  public static RoutingRow read(Map<String, AttributeValue> item) {
    try {
      return new RoutingRow(
          item.get("model").s(),
          readVersions(item),
          Long.parseLong(item.get("revision").n()),
          Optional.ofNullable(item.get("last_good")).map(AttributeValue::s),
          Optional.ofNullable(item.get("rollout")).map(value -> readRollout(value.m())),
          readTexts(item.get("streams")),
          Optional.ofNullable(item.get("in_effect")).map(value -> readInEffect(value.m())));
    } catch (RuntimeException foreign) {
      throw new IllegalStateException(
          "The routing row of %s is none of ours".formatted(item.get("model")), foreign);
    }
  }

  private static RoutedVersions readVersions(Map<String, AttributeValue> members) {
    return new RoutedVersions(
        members.get("active").s(),
        Optional.ofNullable(members.get("canary"))
            .map(AttributeValue::m)
            .map(
                canary ->
                    new Canary(
                        canary.get("version").s(), Double.parseDouble(canary.get("weight").n()))),
        readTexts(members.get("shadow")));
  }

  private static RolloutStep readRollout(Map<String, AttributeValue> members) {
    return new RolloutStep(
        members.get("id").s(),
        Integer.parseInt(members.get("step").n()),
        Long.parseLong(members.get("first_revision").n()));
  }

  private static RoutesInEffect readInEffect(Map<String, AttributeValue> members) {
    return new RoutesInEffect(
        readVersions(members),
        Long.parseLong(members.get("revision").n()),
        Instant.parse(members.get("since").s()));
  }

  private static List<String> readTexts(AttributeValue list) {
    return list == null ? List.of() : list.l().stream().map(AttributeValue::s).toList();
  }

  private static AttributeValue texts(List<String> texts) {
    return fromL(texts.stream().map(AttributeValue::fromS).toList());
  }

  private static AttributeValue number(long number) {
    return fromN(Long.toString(number));
  }
}
