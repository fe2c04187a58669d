package dev.millrace.training;

import static dev.millrace.training.TrainingLake.DEADLINE;
import static dev.millrace.training.TrainingLake.HOUR;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.common.Json;
import dev.millrace.features.document.DocumentRecord;
import dev.millrace.features.document.ParsedDocument;
import dev.millrace.features.document.Reason;
import dev.millrace.features.document.Rejection;
import dev.millrace.features.lookup.HeldKey;
import dev.millrace.features.lookup.LookupKey;
import dev.millrace.features.lookup.LookupRow;
import dev.millrace.features.plan.FeatureOutcome;
import dev.millrace.features.plan.FeaturePlan;
import dev.millrace.features.plan.FeatureVector;
import dev.millrace.features.plan.ModelFeatures;
import dev.millrace.tables.bronze.BronzeRecord;
import dev.millrace.tables.lookup.StoredAttributes;
import dev.millrace.training.model.TrainingModel;
import dev.millrace.training.run.TrainingLimits;
import dev.millrace.training.run.TrainingRequest.ModelChoice;
import dev.millrace.training.run.TrainingRequest.ModelChoice.Inline;
import dev.millrace.training.run.TrainingRequest.Source;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Documents of many shapes give the same values in a training set as by the plan that serves: from
 * the documents, with the rows of look-ups as they were, and from the log of what was served.
 */
class TrainedAsServedTest {
  private static final String MODEL =
      """
      {"name": "visits", "version": "1.0.0",
       "record": {"id": {"paths": ["shop", "visit.id"], "join": "/"}, "event_time": "at"},
       "lookups": {"shops": {"key": "shop"}, "zip_codes": {"key": "zip", "as": "us_zip_code"}},
       "features": [
         {"name": "hour_in_berlin", "from": "event_time", "as": "hour_of_day", "zone": "Europe/Berlin"},
         {"name": "month_in_kathmandu", "from": "event_time", "as": "month", "zone": "Asia/Kathmandu"},
         {"name": "weekend", "from": "event_time", "as": "is_weekend"},
         {"name": "pages", "from": "visit.pages", "as": "count", "default": 0},
         {"name": "score", "from": "visit.score", "as": "number", "default": null},
         {"name": "browser", "from": "visit.browser", "as": "category", "default": "other"},
         {"name": "campaign", "from": "visit.campaign", "as": "category", "default": null},
         {"name": "new", "from": "visit.new", "as": "boolean"},
         {"name": "shop_size", "lookup": "shops", "attribute": "size", "default": -1},
         {"name": "shop_city", "lookup": "shops", "attribute": "city", "as": "category", "default": null},
         {"name": "shop_found", "lookup": "shops", "as": "found"},
         {"name": "income", "lookup": "zip_codes", "attribute": "income", "default": 64000}]}""";

  private static final int DOCUMENTS = 400;
  private static final String[] SHOPS = {"a", "b", "no such shop"};
  private static final String[] VALUES = {
    "null",
    "true",
    "false",
    "0",
    "7",
    "-0.5",
    "\"12.25\"",
    "\"\"",
    "\"web\"",
    "\"Größe\"",
    "[]",
    "[1,2,3]",
    "[{\"x\":1}]",
    "[\"one\"]",
    "{}",
    "{\"$numberLong\":\"9\"}",
    "1e400",
    "\"NaN\""
  };

  @TempDir private static Path folder;
  private static TrainingServers servers;

  private final TrainingLake lake =
      new TrainingLake(servers, new TrainingLimits(Duration.ofDays(15), 5, DOCUMENTS, 10));
  private final ModelChoice model = new Inline(MODEL.getBytes(StandardCharsets.UTF_8));
  private final TrainingModel parsed = TrainingLake.model(MODEL);
  private final FeaturePlan plan = FeaturePlan.of(List.of(parsed.definition()), Duration.ofDays(1));
  private final ModelFeatures features = plan.versions().getFirst();
  private final Map<LookupKey, List<Stored>> stored = new HashMap<>();

  private record Stored(Instant validFrom, StoredAttributes attributes) {}

  @BeforeAll
  static void start() throws Exception {
    servers = new TrainingServers(folder);
  }

  @AfterAll
  static void stop() {
    servers.close();
  }

  @Test
  void generatedDocumentsGiveTheValuesThatServingComputes() throws Exception {
    Random random = new Random(20_241_117);
    loadRows(random);
    BronzeRecord[] records =
        IntStream.range(0, DOCUMENTS)
            .mapToObj(i -> lake.record("sessions", 0, "key", document(random, i)))
            .toArray(BronzeRecord[]::new);
    lake.object("sessions", records);
    List<String> expected = new ArrayList<>();
    List<BronzeRecord> served = new ArrayList<>();
    int refused = 0;
    for (BronzeRecord record : records) {
      ParsedDocument document = plan.parser().parse(record.data(), HOUR);
      switch (document) {
        case Rejection rejection -> refused++;
        case DocumentRecord visit -> {
          switch (compute(visit)) {
            case FeatureOutcome.Refused(Reason reason, String detail) -> refused++;
            case FeatureOutcome.Computed(FeatureVector vector) -> {
              expected.add(row(visit.id(), vector));
              served.add(logRow(record, visit, vector));
            }
          }
        }
      }
    }
    lake.object("predictions", served.toArray(BronzeRecord[]::new));

    String documents = built(Source.DOCUMENTS);
    String log = built(Source.LOG);

    assertThat(expected).as("documents of all kinds").hasSizeBetween(100, DOCUMENTS - 50);
    assertThat(rows(documents)).containsExactlyInAnyOrderElementsOf(expected);
    assertThat(lake.quarantined(documents)).hasSize(refused);
    assertThat(rows(log)).containsExactlyInAnyOrderElementsOf(expected);
    assertThat(lake.sets.resume(log, DEADLINE).skewed()).isZero();
  }

  private String built(Source source) throws InterruptedException {
    String run = lake.begin(source, model);
    lake.build(lake.messages());
    return run;
  }

  private List<String> rows(String run) throws Exception {
    List<String> columns = new ArrayList<>(List.of("id"));
    columns.addAll(features.names());
    return lake.rows("visits", run, columns.toArray(String[]::new));
  }

  private static String row(String id, FeatureVector vector) {
    StringBuilder row = new StringBuilder(id);
    for (int i = 0; i < vector.size(); i++) {
      row.append(' ').append(vector.value(i));
    }
    return row.toString();
  }

  private void loadRows(Random random) {
    for (int i = 0; i < 12; i++) {
      Instant validFrom = HOUR.minusSeconds(random.nextInt(2_000_000));
      load(
          new LookupKey("shops", SHOPS[i % 2]),
          validFrom,
          i % 3 == 0
              ? new StoredAttributes(Map.of("city", "Kiel"), Set.of())
              : new StoredAttributes(Map.of("size", "" + i, "city", "12"), Set.of("size")));
      load(
          new LookupKey("zip_codes", "01099"),
          validFrom,
          new StoredAttributes(Map.of("income", "5" + i), Set.of("income")));
    }
  }

  private void load(LookupKey key, Instant validFrom, StoredAttributes attributes) {
    lake.load(key, validFrom.toString(), attributes);
    stored.computeIfAbsent(key, added -> new ArrayList<>()).add(new Stored(validFrom, attributes));
  }

  private FeatureOutcome compute(DocumentRecord visit) {
    List<HeldKey> keys = features.keys(visit);
    Map<LookupKey, Optional<LookupRow>> rows = new HashMap<>();
    for (LookupKey key : features.lookupKeys(keys)) {
      Stored newest = null;
      for (Stored each : stored.getOrDefault(key, List.of())) {
        boolean valid = !each.validFrom().isAfter(visit.eventTime());
        if (valid && (newest == null || each.validFrom().isAfter(newest.validFrom()))) {
          newest = each;
        }
      }
      rows.put(key, Optional.ofNullable(newest).map(row -> row.attributes().row()));
    }
    return features.compute(visit, keys, rows);
  }

  private static String document(Random random, int number) {
    StringBuilder visit = new StringBuilder("{\"id\":\"v%d\"".formatted(number));
    for (String field : List.of("pages", "score", "browser", "campaign")) {
      if (random.nextInt(4) > 0) {
        visit.append(",\"%s\":%s".formatted(field, VALUES[random.nextInt(VALUES.length)]));
      }
    }
    if (random.nextInt(6) > 0) {
      visit.append(",\"new\":").append(random.nextBoolean());
    }
    return "{\"at\":%d,\"shop\":\"%s\",\"zip\":%s,\"visit\":%s}}"
        .formatted(
            HOUR.minusSeconds(random.nextInt(3_000_000)).toEpochMilli(),
            SHOPS[random.nextInt(SHOPS.length)],
            random.nextBoolean() ? "1099" : "\"94105\"",
            visit);
  }

  /** As serving writes what it computed. */
  private BronzeRecord logRow(BronzeRecord record, DocumentRecord visit, FeatureVector vector) {
    String row =
        new String(
            Json.bytes(
                json -> {
                  json.writeStartObject();
                  json.writeStringField(
                      "record_id", "sessions/shard/" + record.sequenceNumber() + "/0");
                  json.writeStringField("id", visit.id());
                  json.writeStringField("event_time", Json.time(visit.eventTime()));
                  json.writeStringField("model", "visits");
                  json.writeObjectFieldStart("features");
                  for (int i = 0; i < vector.size(); i++) {
                    json.writeFieldName(vector.names().get(i));
                    switch (vector.value(i)) {
                      case null -> json.writeNull();
                      case Double number -> Json.number(json, number);
                      default -> json.writeString(vector.text(i));
                    }
                  }
                  json.writeEndObject();
                  json.writeEndObject();
                }),
            StandardCharsets.UTF_8);
    return lake.record("predictions", 0, visit.id(), row);
  }
}
