package dev.millrace.scoring.prediction;

import dev.millrace.common.Json;
import dev.millrace.common.stream.StreamPosition;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** A prediction as an item of the predictions table. */
final class PredictionItem {
  static final String ID = "id";
  static final String ORDER_KEY = "order_key";
  static final String CONTENT_HASH = "content_hash";

  /** The least magnitude of a DynamoDB number other than zero. */
  private static final double LEAST_MAGNITUDE = 1e-130;

  private PredictionItem() {}

  static Map<String, AttributeValue> of(Prediction prediction) {
    Map<String, AttributeValue> features = new HashMap<>();
    prediction.features().forEach((name, value) -> features.put(name, number(value)));
    return Map.ofEntries(
        Map.entry(ID, AttributeValue.fromS(prediction.id())),
        Map.entry(ORDER_KEY, AttributeValue.fromS(prediction.orderKey())),
        Map.entry(CONTENT_HASH, AttributeValue.fromS(prediction.contentHash())),
        Map.entry("event_time", time(prediction.eventTime())),
        Map.entry("arrival_time", time(prediction.arrivalTime())),
        Map.entry("predicted_at", time(prediction.predictedAt())),
        Map.entry("stream", AttributeValue.fromS(prediction.position().stream())),
        Map.entry("shard_id", AttributeValue.fromS(prediction.position().shardId())),
        Map.entry("sequence_number", AttributeValue.fromS(prediction.position().sequenceNumber())),
        Map.entry(
            "sub_sequence_number",
            AttributeValue.fromN(Long.toString(prediction.position().subSequenceNumber()))),
        Map.entry("features", AttributeValue.fromM(features)),
        Map.entry("prediction", number(prediction.prediction())),
        Map.entry("model", AttributeValue.fromS(prediction.model())),
        Map.entry("model_version", AttributeValue.fromS(prediction.modelVersion())));
  }

  /**
   * The prediction that an item holds.
   *
   * @throws ForeignItem when it holds none
   */
  static Prediction read(Map<String, AttributeValue> item) {
    return new Prediction(
        text(item, ID),
        time(item, "event_time"),
        time(item, "arrival_time"),
        time(item, "predicted_at"),
        new StreamPosition(
            text(item, "stream"),
            text(item, "shard_id"),
            text(item, "sequence_number"),
            read(item, "sub_sequence_number", value -> Long.valueOf(digits(value)))),
        text(item, CONTENT_HASH),
        read(item, "features", PredictionItem::numbers),
        read(item, "prediction", value -> Double.valueOf(digits(value))),
        text(item, "model"),
        text(item, "model_version"));
  }

  /**
   * The order key that an item holds: its prediction's, or that of a later duplicate.
   *
   * @throws ForeignItem when it holds none
   */
  static String orderKey(Map<String, AttributeValue> item) {
    return text(item, ORDER_KEY);
  }

  private static String text(Map<String, AttributeValue> item, String attribute) {
    return read(item, attribute, AttributeValue::s);
  }

  private static Instant time(Map<String, AttributeValue> item, String attribute) {
    String text = text(item, attribute);
    return read(item, attribute, value -> Instant.parse(text));
  }

  private static Map<String, Double> numbers(AttributeValue value) {
    Map<String, Double> numbers = new TreeMap<>();
    value.m().forEach((name, number) -> numbers.put(name, Double.valueOf(digits(number))));
    return value.hasM() ? numbers : null;
  }

  private static String digits(AttributeValue number) {
    return Objects.requireNonNullElse(number.n(), "");
  }

  private static <T> T read(
      Map<String, AttributeValue> item, String attribute, Function<AttributeValue, T> as) {
    String id = item.containsKey(ID) ? item.get(ID).s() : "without an id";
    try {
      T value = item.containsKey(attribute) ? as.apply(item.get(attribute)) : null;
      if (value != null) {
        return value;
      }
    } catch (DateTimeException | NumberFormatException otherForm) {
      throw new ForeignItem(id, attribute, otherForm);
    }
    throw new ForeignItem(id, attribute, null);
  }

  private static AttributeValue time(Instant time) {
    return AttributeValue.fromS(Json.time(time));
  }

  private static AttributeValue number(double value) {
    return AttributeValue.fromN(Math.abs(value) < LEAST_MAGNITUDE ? "0" : Double.toString(value));
  }
}
