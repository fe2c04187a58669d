package dev.millrace.scoring.prediction;

import dev.millrace.common.Json;
import dev.millrace.common.stream.StreamPosition;
import dev.millrace.scoring.model.PredictedValue;
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
  static final String MODEL = "model";
  static final String VERSION_ORDER = "version_order";
  static final String ORDER_KEY = "order_key";
  static final String CONTENT_HASH = "content_hash";
  private static final String PREDICTION = "prediction";
  private static final String PROBABILITIES = "probabilities";

  /** The least magnitude of a DynamoDB number other than zero. */
  private static final double LEAST_MAGNITUDE = 1e-130;

  private PredictionItem() {}

  static Map<String, AttributeValue> of(Prediction prediction) {
    Map<String, AttributeValue> features = new HashMap<>();
    prediction.features().forEach((name, value) -> features.put(name, feature(value)));
    Map<String, AttributeValue> item = new HashMap<>(predicted(prediction.prediction()));
    item.putAll(
        Map.ofEntries(
            Map.entry(ID, AttributeValue.fromS(prediction.id())),
            Map.entry(ORDER_KEY, AttributeValue.fromS(prediction.orderKey())),
            Map.entry(CONTENT_HASH, AttributeValue.fromS(prediction.contentHash())),
            Map.entry("event_time", time(prediction.eventTime())),
            Map.entry("arrival_time", time(prediction.arrivalTime())),
            Map.entry("predicted_at", time(prediction.predictedAt())),
            Map.entry("stream", AttributeValue.fromS(prediction.position().stream())),
            Map.entry("shard_id", AttributeValue.fromS(prediction.position().shardId())),
            Map.entry(
                "sequence_number", AttributeValue.fromS(prediction.position().sequenceNumber())),
            Map.entry(
                "sub_sequence_number",
                AttributeValue.fromN(Long.toString(prediction.position().subSequenceNumber()))),
            Map.entry("features", AttributeValue.fromM(features)),
            Map.entry(MODEL, AttributeValue.fromS(prediction.model())),
            Map.entry(VERSION_ORDER, AttributeValue.fromS(prediction.versionOrder())),
            Map.entry("model_version", AttributeValue.fromS(prediction.modelVersion()))));
    return item;
  }

  /** A number, a text, or null for a missing value. */
  private static AttributeValue feature(Object value) {
    return switch (value) {
      case null -> AttributeValue.fromNul(true);
      case Double number -> number(number);
      default -> AttributeValue.fromS((String) value);
    };
  }

  private static Map<String, AttributeValue> predicted(PredictedValue prediction) {
    return switch (prediction) {
      case PredictedValue.OfNumber(double number) -> Map.of(PREDICTION, number(number));
      case PredictedValue.OfClass(String label, Map<String, Double> probabilities) -> {
        Map<String, AttributeValue> byClass = new HashMap<>();
        probabilities.forEach((name, value) -> byClass.put(name, number(value)));
        yield Map.of(
            PREDICTION, AttributeValue.fromS(label), PROBABILITIES, AttributeValue.fromM(byClass));
      }
    };
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
        read(item, "features", PredictionItem::features),
        predicted(item),
        text(item, MODEL),
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

  /**
   * The order of the version that the prediction is by.
   *
   * @throws ForeignItem when the item holds none
   */
  static String versionOrder(Map<String, AttributeValue> item) {
    return text(item, VERSION_ORDER);
  }

  private static String text(Map<String, AttributeValue> item, String attribute) {
    return read(item, attribute, AttributeValue::s);
  }

  private static Instant time(Map<String, AttributeValue> item, String attribute) {
    String text = text(item, attribute);
    return read(item, attribute, value -> Instant.parse(text));
  }

  private static PredictedValue predicted(Map<String, AttributeValue> item) {
    String label = read(item, PREDICTION, value -> Objects.requireNonNullElse(value.s(), ""));
    return label.isEmpty()
        ? new PredictedValue.OfNumber(
            read(item, PREDICTION, value -> Double.valueOf(digits(value))))
        : new PredictedValue.OfClass(label, read(item, PROBABILITIES, PredictionItem::numbers));
  }

  private static Map<String, Object> features(AttributeValue value) {
    Map<String, Object> features = new TreeMap<>();
    value
        .m()
        .forEach(
            (name, feature) ->
                features.put(
                    name,
                    Boolean.TRUE.equals(feature.nul())
                        ? null
                        : feature.s() == null ? Double.valueOf(digits(feature)) : feature.s()));
    return value.hasM() ? features : null;
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
