package dev.millrace.training;

import static dev.millrace.training.TrainingLake.DEADLINE;
import static dev.millrace.training.TrainingLake.TABLE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.common.InvalidInput;
import dev.millrace.features.lookup.LookupKey;
import dev.millrace.tables.bronze.BronzeRecord;
import dev.millrace.tables.lookup.StoredAttributes;
import dev.millrace.testsupport.LakeServers;
import dev.millrace.training.run.PartMessages;
import dev.millrace.training.run.TrainingRequest.ModelChoice;
import dev.millrace.training.run.TrainingRequest.ModelChoice.Inline;
import dev.millrace.training.run.TrainingRequest.ModelChoice.Stored;
import dev.millrace.training.run.TrainingRequest.Source;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.types.Types.NestedField;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Training sets of models that a request brings along. */
class TrainingModelsTest {
  /** Orders of shops, which are no Elasticsearch hits. */
  private static final String ORDERS =
      """
      {"name": "order-returns", "version": "%s",
       "record": {"id": "order.id", "event_time": {"path": "placed", "as": "epoch_seconds"}},
       "lookups": {"stores": {"key": "store", "as": "text"}},
       "features": [
         {"name": "hour_of_day", "from": "event_time", "as": "hour_of_day", "zone": "Europe/Berlin"},
         {"name": "items", "from": "order.items", "as": "count", "default": 0},
         {"name": "channel", "from": "order.channel", "as": "category", "default": "other"},
         {"name": "coupon", "from": "order.coupon", "as": "category", "default": null},
         {"name": "Total (EUR)", "from": "order.total", "as": "number"},
         {"name": "store_size", "lookup": "stores", "attribute": "size", "default": -1},
         {"name": "store_city", "lookup": "stores", "attribute": "city", "default": "nowhere"},
         {"name": "store_known", "lookup": "stores", "as": "found"}%s]}""";

  private static final String[] COLUMNS = {
    "id",
    "hour_of_day",
    "items",
    "channel",
    "coupon",
    "total_eur_",
    "store_size",
    "store_city",
    "store_known"
  };

  /** 2024-11-17T21:53:01Z, which is 22:53 in Berlin. */
  private static final long PLACED = 1_731_880_381;

  @TempDir private static Path folder;
  private static TrainingServers servers;

  private final TrainingLake lake = new TrainingLake(servers);

  @BeforeAll
  static void start() throws Exception {
    servers = new TrainingServers(folder);
  }

  @AfterAll
  static void stop() {
    servers.close();
  }

  private static String version(String version, String moreFeatures) {
    return ORDERS.formatted(version, moreFeatures);
  }

  private static ModelChoice inline(String modelJson) {
    return new Inline(modelJson.getBytes(StandardCharsets.UTF_8));
  }

  private void order(String id, long placed, String members) throws InterruptedException {
    lake.object(
        "sessions",
        lake.record(
            "sessions",
            0,
            "key",
            "{\"placed\": %d, \"store\": \"s1\", \"order\": {\"id\": \"%s\"%s}}"
                .formatted(placed, id, members)));
  }

  private String built(ModelChoice model) throws InterruptedException {
    String run = lake.begin(Source.DOCUMENTS, model);
    lake.build(lake.messages());
    assertThat(lake.sets.resume(run, DEADLINE).isCommitted()).isTrue();
    return run;
  }

  @Test
  void aModelHasATableOfItsOwnWithNumbersTextsAndNulls() throws Exception {
    order("a", PLACED, ", \"items\": [1, 2], \"channel\": \"web\", \"total\": \"12.50\"");
    order("b", PLACED, ", \"coupon\": \"SPRING\", \"total\": {\"$numberLong\": \"3\"}");

    String run = built(inline(version("1.0.0", "")));

    assertThat(lake.rows("order-returns", run, COLUMNS))
        .containsExactlyInAnyOrder(
            "a 22.0 2.0 web null 12.5 -1.0 nowhere 0.0",
            "b 22.0 0.0 other SPRING 3.0 -1.0 nowhere 0.0");
    assertThat(lake.sets.resume(run, DEADLINE).toString())
        .contains(
            "\"model\":\"order-returns\"",
            "\"model_version\":\"1.0.0\"",
            "\"table\":\"features_order_returns\"");
  }

  @Test
  void aColumnIsOptionalAndItsDocIsTheFeaturesName() throws Exception {
    built(inline(version("1.0.0", "")));

    NestedField total = lake.state("order-returns").schema().findField("total_eur_");
    assertThat(total.doc()).isEqualTo("Total (EUR)");
    assertThat(total.isOptional()).isTrue();
    assertThat(total.type()).isEqualTo(Types.DoubleType.get());
    assertThat(lake.state("order-returns").schema().findField("channel").type())
        .isEqualTo(Types.StringType.get());
  }

  @Test
  void aTableIsKeptInOrderFromItsFirstRunOn() throws Exception {
    built(inline(version("1.0.0", "")));
    built(inline(version("1.0.0", "")));

    String table = lake.state("order-returns").toString();
    Map<String, JsonNode> optimizers = servers.lake.glue().optimizers();
    assertThat(optimizers)
        .containsKeys(table + " compaction", table + " retention", table + " orphan_file_deletion");
    assertThat(
            optimizers
                .get(table + " retention")
                .at("/retentionConfiguration/icebergConfiguration/snapshotRetentionPeriodInDays")
                .asInt())
        .isEqualTo(365);
    assertThat(optimizers.get(table + " orphan_file_deletion").path("roleArn").asText())
        .endsWith("role/orphans");
  }

  @Test
  void theRowsOfAnotherModelGoTooWhenTheyArePastTheirRetention() throws Exception {
    order("a", PLACED, ", \"total\": 1");
    String old = built(inline(version("1.0.0", "")));
    lake.now = lake.now.plus(Duration.ofDays(30));
    lake.begin(Source.DOCUMENTS);
    assertThat(lake.rows("order-returns", old, "id")).hasSize(1);

    lake.now = lake.now.plus(Duration.ofDays(1));
    lake.begin(Source.DOCUMENTS);

    assertThat(lake.rows("order-returns", old, "id")).isEmpty();
  }

  @Test
  void aLookUpGivesTheRowThatWasValidAtTheEventsTime() throws Exception {
    store("2024-11-01T00:00:00Z", "10", "Bremen");
    store("2024-11-17T21:53:01Z", "20", "Kiel");
    order("before", PLACED - 30 * 86_400, ", \"total\": 1");
    order("between", PLACED - 1, ", \"total\": 1");
    order("from then on", PLACED, ", \"total\": 1");

    String run = built(inline(version("1.0.0", "")));

    assertThat(lake.rows("order-returns", run, "id", "store_size", "store_city", "store_known"))
        .containsExactlyInAnyOrder(
            "before -1.0 nowhere 0.0", "between 10.0 Bremen 1.0", "from then on 20.0 Kiel 1.0");
  }

  @Test
  void whatIsLoadedBetweenTwoRunsIsSeenByTheSecond() throws Exception {
    order("a", PLACED, ", \"total\": 1");
    String first = built(inline(version("1.0.0", "")));
    store("2024-11-01T00:00:00Z", "10", "Bremen");

    String second = built(inline(version("1.0.0", "")));

    assertThat(lake.rows("order-returns", first, "store_city")).containsExactly("nowhere");
    assertThat(lake.rows("order-returns", second, "store_city")).containsExactly("Bremen");
  }

  private void store(String validFrom, String size, String city) {
    lake.load(
        new LookupKey("stores", "s1"),
        validFrom,
        new StoredAttributes(Map.of("size", size, "city", city), Set.of("size")));
  }

  @Test
  void aRecordWithoutAFeatureThatHasNoDefaultIsInTheQuarantine() throws Exception {
    order("missing", PLACED, "");
    order("invalid", PLACED, ", \"total\": true");
    order("good", PLACED, ", \"total\": 1");

    String run = built(inline(version("1.0.0", "")));

    assertThat(lake.quarantined(run))
        .hasSize(2)
        .anyMatch(row -> row.contains(" feature_missing missing "))
        .anyMatch(row -> row.contains(" feature_invalid invalid "));
    assertThat(lake.rows("order-returns", run, "id")).containsExactly("good");
    assertThat(lake.sets.resume(run, DEADLINE).toString()).contains("\"quarantined\":2");
  }

  @Test
  void aLaterVersionAddsItsFeaturesToTheTable() throws Exception {
    order("a", PLACED, ", \"total\": 1, \"note\": \"abc\"");
    String first = built(inline(version("1.0.0", "")));
    String more =
        ", {\"name\": \"total_eur_\", \"from\": \"order.note\", \"as\": \"length\", \"default\": 0}";

    String second = built(inline(version("1.1.0", more)));

    assertThat(lake.rows("order-returns", first, "total_eur_", "total_eur__2"))
        .containsExactly("1.0 null");
    assertThat(lake.rows("order-returns", second, "total_eur_", "total_eur__2"))
        .as("a feature keeps the column that it had, whatever a later one is called")
        .containsExactly("1.0 3.0");
  }

  @Test
  void aFeatureThatChangesItsTypeIsRefused() throws Exception {
    order("a", PLACED, ", \"total\": 1");
    built(inline(version("1.0.0", "")));
    String changed =
        version("2.0.0", "")
            .replace("\"as\": \"category\", \"default\": \"other\"", "\"as\": \"length\"");

    assertThatExceptionOfType(InvalidInput.class)
        .isThrownBy(() -> lake.begin(Source.DOCUMENTS, inline(changed)))
        .withMessage(
            "feature channel of order-returns 2.0.0 is a number, expected a category as in the training sets of earlier versions: give the changed feature another name");
    assertThat(lake.messages()).isEmpty();
  }

  @Test
  void theModelOfARequestCanBeInTheLakeBucket() throws Exception {
    order("a", PLACED, ", \"total\": 1");
    servers.lake.s3().put(LakeServers.BUCKET, "models/orders/model.json", version("1.0.0", ""));

    String run = built(new Stored("models/orders/model.json"));

    assertThat(lake.rows("order-returns", run, "id", "total_eur_")).containsExactly("a 1.0");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "models/none.json | model_key held \"models/none.json\", expected the key of a model.json in the lake bucket, below models/",
        "bronze/x | model_key held \"bronze/x\", expected the key of a model.json in the lake bucket, below models/",
        "models/bad.json | model_key models/bad.json: features[0].zone held \"Mars/Base\"",
      })
  void aModelThatCannotBeHadIsNamed(String key, String message) {
    servers
        .lake
        .s3()
        .put(
            LakeServers.BUCKET,
            "models/bad.json",
            version("1.0.0", "").replace("Europe/Berlin", "Mars/Base"));

    assertThatExceptionOfType(InvalidInput.class)
        .isThrownBy(() -> lake.begin(Source.DOCUMENTS, new Stored(key)))
        .withMessageStartingWith(message);
  }

  @Test
  void aDefinitionInARequestThatIsWrongIsToldWithThePlace() {
    assertThatExceptionOfType(InvalidInput.class)
        .isThrownBy(() -> lake.begin(Source.DOCUMENTS, inline("{\"name\": \"a\"}")))
        .withMessageStartingWith("model: ")
        .withMessageContaining("features");
  }

  @Test
  void aRunKeepsTheModelThatItWasBegunWith() throws Exception {
    lake.object("sessions", lake.session("a", 0));
    lake.object("sessions", lake.session("b", 1));
    String run = lake.begin(Source.DOCUMENTS);
    List<PartMessages.Message> parts = lake.steps();
    lake.perform(parts.getFirst());

    lake.deploy(TrainingLake.model(version("1.0.0", "")));
    // The message of the second part is lost with whoever had it; asked again, the run goes on.
    lake.sets.resume(run, DEADLINE);
    lake.build(lake.messages());

    assertThat(lake.sets.resume(run, DEADLINE).toString())
        .contains("\"state\":\"committed\"", "\"table\":\"" + TABLE + "\"", "\"rows\":2");
    assertThat(lake.rows("session-conversion", run, "id", "median_income"))
        .containsExactlyInAnyOrder("a 64000.0", "b 64000.0");
  }

  @Test
  void theLogGivesTextsAndNullsAndLeavesOutRowsOfOtherModels() throws Exception {
    lake.object(
        "predictions",
        served("a", "order-returns", "\"hour_of_day\":22,\"channel\":\"web\",\"coupon\":null"),
        served("b", "order-returns", "\"hour_of_day\":21,\"channel\":\"web\",\"coupon\":\"X\""),
        served("c", "another", "\"hour_of_day\":22,\"channel\":\"web\""),
        served("d", "order-returns", "\"hour_of_day\":22,\"channel\":7"));

    String run = lake.begin(Source.LOG, inline(version("1.0.0", "")));
    lake.build(lake.messages());

    assertThat(lake.rows("order-returns", run, "id", "hour_of_day", "channel", "coupon"))
        .containsExactlyInAnyOrder("a 22.0 web null", "b 21.0 web X");
    assertThat(lake.quarantined(run)).singleElement().asString().contains("log_row_invalid");
    assertThat(lake.sets.resume(run, DEADLINE).skewed())
        .as("21:53 in UTC is 22 o'clock in Berlin, where the feature's zone is")
        .isEqualTo(1);
  }

  private BronzeRecord served(String id, String model, String features) {
    return lake.record(
        "predictions",
        0,
        id,
        """
        {"record_id":"sessions/shard/%s/0","id":"%s","event_time":"2024-11-17T21:53:01.293Z",
         "features":{%s},"model":"%s","model_version":"1.0.0"}"""
            .formatted(id, id, features, model));
  }
}
