package dev.millrace.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.features.document.DocumentParser;
import dev.millrace.features.document.DocumentRecord;
import dev.millrace.features.document.Rejection;
import dev.millrace.features.plan.FeatureOutcome;
import dev.millrace.features.plan.FeaturePlan;
import dev.millrace.features.plan.FeatureVector;
import dev.millrace.features.plan.ModelFeatures;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Thirty fields of a document of 12 KB: a plan against a tree, as one would write it by hand. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class ThirtyFields {
  static final long SEED = 20241118;
  static final int DOCUMENTS = 500;
  private static final Instant ARRIVAL = Instant.parse("2025-01-01T00:00:00Z");
  private static final ObjectMapper JSON = new ObjectMapper();

  private static final String MODEL =
      """
      {"name": "baskets", "version": "1.0.0", "features": [
       {"name": "returning", "from": "_source.visitor.returning", "as": "boolean"},
       {"name": "visits", "from": "_source.visitor.visits", "as": "number"},
       {"name": "consents", "from": "_source.visitor.consents", "as": "count"},
       {"name": "device", "from": "_source.device.type", "as": "category"},
       {"name": "browser", "from": "_source.device.browser", "as": "category"},
       {"name": "width", "from": "_source.device.screen.width", "as": "number"},
       {"name": "height", "from": "_source.device.screen.height", "as": "number"},
       {"name": "ratio", "from": "_source.device.screen.ratio", "as": "number"},
       {"name": "agent", "from": "_source.device.userAgent", "as": "length"},
       {"name": "zip", "from": "_source.zipCode", "as": "category"},
       {"name": "city", "from": "_source.city", "as": "category"},
       {"name": "campaign", "from": "_source.campaign", "as": "category", "default": "none"},
       {"name": "pages", "from": "_source.pages", "as": "count"},
       {"name": "age", "from": "_source.updatedDateTime", "as": "minutes_before_event"},
       {"name": "duration", "from": "_source.durationMillis", "as": "log1p"},
       {"name": "score", "from": "_score", "as": "number"},
       {"name": "total", "from": "_source.basket.total", "as": "number"},
       {"name": "currency", "from": "_source.basket.currency", "as": "category"},
       {"name": "items", "from": "_source.basket.items", "as": "number"},
       {"name": "discount", "from": "_source.basket.discount", "as": "number"},
       {"name": "coupon", "from": "_source.basket.coupon", "as": "category", "default": "none"},
       {"name": "shipping", "from": "_source.basket.shipping.cost", "as": "number"},
       {"name": "country", "from": "_source.basket.shipping.country", "as": "category"},
       {"name": "express", "from": "_source.basket.shipping.express", "as": "boolean"},
       {"name": "card", "from": "_source.basket.payment.method", "as": "equals", "value": "card"},
       {"name": "attempts", "from": "_source.basket.payment.attempts", "as": "bucket", "boundaries": [2, 3]},
       {"name": "wishlist", "from": "_source.basket.wishlist", "as": "clip", "max": 50},
       {"name": "session", "from": "_source.sessionId", "as": "length"}]}
      """;

  private final FeaturePlan plan = Plans.of(MODEL);
  private final DocumentParser parser = plan.parser();
  private final ModelFeatures features = plan.versions().getFirst();

  private List<byte[]> documents;
  private int next;

  /** Generates the documents, and fails unless both sides give the same values for each. */
  @Setup
  public void compareFeatures() throws IOException {
    documents = BasketDocuments.generate(SEED, DOCUMENTS);
    for (byte[] document : documents) {
      FeatureVector vector = millrace(document);
      Object[] actual = new Object[vector.size()];
      Arrays.setAll(actual, vector::value);
      if (!Arrays.equals(tree(document), actual)) {
        throw new IllegalStateException(
            "features held %s, expected %s"
                .formatted(Arrays.toString(actual), Arrays.toString(tree(document))));
      }
    }
  }

  @Benchmark
  public FeatureVector millrace() {
    return millrace(nextDocument());
  }

  @Benchmark
  public Object[] tree() throws IOException {
    return tree(nextDocument());
  }

  private FeatureVector millrace(byte[] document) {
    return switch (parser.parse(document, ARRIVAL)) {
      case DocumentRecord record ->
          switch (features.compute(record, List.of(), Map.of())) {
            case FeatureOutcome.Computed(FeatureVector vector) -> vector;
            case FeatureOutcome.Refused refused ->
                throw new IllegalStateException(refused.detail());
          };
      case Rejection rejection -> throw new IllegalStateException(rejection.detail());
    };
  }

  private static Object[] tree(byte[] document) throws IOException {
    JsonNode hit = JSON.readTree(document);
    JsonNode source = hit.get("_source");
    String id = hit.get("_id").asText();
    long created = source.get("createdDateTime").asLong();
    if (id.isEmpty() || Instant.ofEpochMilli(created).isAfter(ARRIVAL.plus(Duration.ofDays(1)))) {
      throw new IllegalStateException("no record");
    }
    JsonNode visitor = source.get("visitor");
    JsonNode device = source.get("device");
    JsonNode screen = device.get("screen");
    JsonNode basket = source.get("basket");
    JsonNode shipping = basket.get("shipping");
    JsonNode payment = basket.get("payment");
    int attempts = payment.get("attempts").asInt();
    return new Object[] {
      visitor.get("returning").asBoolean() ? 1.0 : 0.0,
      visitor.get("visits").asDouble(),
      (double) visitor.get("consents").size(),
      device.get("type").asText(),
      device.get("browser").asText(),
      screen.get("width").asDouble(),
      screen.get("height").asDouble(),
      screen.get("ratio").asDouble(),
      (double) device.get("userAgent").asText().length(),
      source.get("zipCode").asText(),
      source.get("city").asText(),
      source.get("campaign").asText("none"),
      (double) source.get("pages").size(),
      (created - source.get("updatedDateTime").asLong()) / 60_000.0,
      Math.log1p(source.get("durationMillis").asDouble()),
      hit.get("_score").asDouble(),
      basket.get("total").asDouble(),
      basket.get("currency").asText(),
      basket.get("items").asDouble(),
      basket.get("discount").asDouble(),
      basket.get("coupon").asText("none"),
      shipping.get("cost").asDouble(),
      shipping.get("country").asText(),
      shipping.get("express").asBoolean() ? 1.0 : 0.0,
      payment.get("method").asText().equals("card") ? 1.0 : 0.0,
      attempts < 2 ? 0.0 : attempts < 3 ? 1.0 : 2.0,
      Math.min(basket.get("wishlist").asDouble(), 50),
      (double) source.get("sessionId").asText().length()
    };
  }

  /** Mean size of the documents, in bytes. */
  static long meanSize() {
    return Math.round(
        BasketDocuments.generate(SEED, DOCUMENTS).stream()
            .mapToInt(document -> document.length)
            .average()
            .orElseThrow());
  }

  private byte[] nextDocument() {
    next = next + 1 == DOCUMENTS ? 0 : next + 1;
    return documents.get(next);
  }
}
