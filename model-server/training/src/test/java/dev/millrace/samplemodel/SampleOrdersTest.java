package dev.millrace.samplemodel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.features.definition.ModelDefinition;
import dev.millrace.features.document.DocumentParser;
import dev.millrace.features.document.DocumentRecord;
import dev.millrace.features.document.ParsedDocument;
import dev.millrace.features.document.Rejection;
import dev.millrace.features.lookup.LookupKey;
import dev.millrace.features.lookup.LookupRow;
import dev.millrace.features.plan.FeatureOutcome;
import dev.millrace.features.plan.FeaturePlan;
import dev.millrace.features.plan.FeatureVector;
import dev.millrace.features.plan.ModelFeatures;
import dev.millrace.inference.Model;
import dev.millrace.inference.Predictions;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The second sample as it stands in the repository, read by the model that stands there. */
class SampleOrdersTest {
  private static final Path EVENTS = Path.of("../../events/orders");
  private static final Path MODEL = Path.of("../models/order-returns/1.0.0");
  private static final Instant PAST_THE_LAST = Instant.parse("2026-01-02T00:00:00Z");

  private static List<String> lines;
  private static DocumentParser parser;
  private static ModelFeatures features;
  private static Map<LookupKey, Optional<LookupRow>> products;

  @BeforeAll
  static void read() throws Exception {
    lines = Files.readAllLines(EVENTS.resolve("orders.ndjson"));
    ModelDefinition model = ModelDefinition.parse(Files.readAllBytes(MODEL.resolve("model.json")));
    FeaturePlan plan = FeaturePlan.of(List.of(model), Duration.ofDays(1));
    parser = plan.parser();
    features = plan.versions().getFirst();
    products = new HashMap<>();
    for (String row : Files.readAllLines(EVENTS.resolve("products.csv")).subList(1, 61)) {
      String[] cells = row.split(",", 4);
      products.put(
          new LookupKey("products", cells[0]),
          Optional.of(
              new LookupRow(
                  Map.of("return_rate", Double.valueOf(cells[2])), Map.of("category", cells[1]))));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"orders.ndjson", "products.csv"})
  void generatingAgainGivesTheFilesInTheRepository(String file, @TempDir Path directory)
      throws Exception {
    GenerateEvents.main(new String[] {directory.toString()});

    assertThat(directory.resolve("orders").resolve(file))
        .hasSameBinaryContentAs(EVENTS.resolve(file));
  }

  @Test
  void everyFaultyLineHasItsReason() {
    Map<String, Long> reasons =
        lines.stream()
            .map(SampleOrdersTest::reason)
            .filter(reason -> !reason.isEmpty())
            .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));

    assertThat(reasons)
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "malformed_json", 6L,
                "id_missing", 4L,
                "created_date_time_missing", 4L,
                "created_date_time_invalid", 4L,
                "created_date_time_out_of_range", 4L,
                "feature_missing", 2L,
                "feature_invalid", 4L));
  }

  @Test
  void everyOtherLineScores() throws Exception {
    List<FeatureVector> vectors = vectors();
    try (Model model = Model.load(MODEL, 1)) {
      Predictions answers = model.predict(HeldOutData.rows(vectors, model.columns()));
      Set<String> classes = new HashSet<>();
      for (int row = 0; row < answers.count(); row++) {
        assertThat(answers.isFinite(row)).isTrue();
        assertThat(answers.value(row, 0) + answers.value(row, 1) + answers.value(row, 2))
            .isBetween(1 - 1e-9, 1 + 1e-9);
        classes.add(answers.classes().get(answers.mostProbable(row)));
      }
      assertThat(answers.count()).isEqualTo(272);
      assertThat(classes).containsExactlyInAnyOrder("kept", "exchanged", "returned");
    }
  }

  @Test
  void eachFeatureVariesAndThoseThatMayBeMissingAreMissingInSome() {
    List<FeatureVector> vectors = vectors();

    assertThat(features.names())
        .allSatisfy(
            name ->
                assertThat(vectors.stream().map(vector -> vector.value(name)).distinct())
                    .as(name)
                    .hasSizeGreaterThan(1));
    for (String nullable : List.of("minutes_to_payment", "minutes_as_customer")) {
      assertThat(vectors)
          .anyMatch(vector -> vector.value(nullable) == null)
          .anyMatch(vector -> vector.value(nullable) != null);
    }
  }

  @Test
  void someOrdersComeAgainUnchangedUpdatedOrTooLate() {
    Map<String, List<String>> byId =
        lines.stream()
            .filter(line -> reason(line).isEmpty())
            .collect(Collectors.groupingBy(line -> record(line).id()));
    List<List<String>> pairs = byId.values().stream().filter(all -> all.size() > 1).toList();

    assertThat(pairs).hasSize(18).allSatisfy(pair -> assertThat(pair).hasSize(2));
    assertThat(pairs).filteredOn(pair -> pair.get(0).equals(pair.get(1))).hasSize(6);
    assertThat(pairs).filteredOn(pair -> time(pair.get(1)).isBefore(time(pair.get(0)))).hasSize(6);
    assertThat(pairs)
        .filteredOn(pair -> time(pair.get(0)).equals(time(pair.get(1))))
        .filteredOn(pair -> !pair.get(0).equals(pair.get(1)))
        .hasSize(6);
  }

  @Test
  void theDocumentsHoldWhatDocumentsOfOthersHold() {
    assertThat(lines)
        .anyMatch(line -> line.contains("{\"$date\":"))
        .anyMatch(line -> line.contains("{\"$numberLong\":"))
        .anyMatch(line -> line.contains("{\"$numberDecimal\":"))
        .anyMatch(line -> line.contains("\"total\":\""))
        .anyMatch(line -> !line.contains("\"note\""))
        .noneMatch(line -> line.contains("\"_source\"") || line.contains("\"_id\""));
    assertThat(record(lines.getFirst()).id()).isEqualTo("köln-süd/100004");
    assertThat(time(lines.getFirst())).isEqualTo("2024-03-16T11:45:06Z");
  }

  @Test
  void theReadmeCountsWhatIsThere() throws Exception {
    Map<String, Integer> counts = new SampleOrders().counts();

    assertThat(Files.readString(EVENTS.resolve("../README.md")))
        .contains(
            counts.get("order") + " orders",
            counts.get("order of a product that is not known") + " of a product",
            counts.get("order updated in place") + " updated in place",
            counts.get("older state of an order, too late") + " older states",
            counts.get("order sent twice") + " sent twice");
    assertThat(counts.values().stream().mapToInt(count -> count).sum()).isEqualTo(300);
  }

  private static List<FeatureVector> vectors() {
    List<FeatureVector> vectors = new ArrayList<>();
    for (String line : lines) {
      if (parse(line) instanceof DocumentRecord read
          && compute(read) instanceof FeatureOutcome.Computed(FeatureVector vector)) {
        vectors.add(vector);
      }
    }
    return vectors;
  }

  private static ParsedDocument parse(String line) {
    return parser.parse(line.getBytes(StandardCharsets.UTF_8), PAST_THE_LAST);
  }

  private static DocumentRecord record(String line) {
    return (DocumentRecord) parse(line);
  }

  private static Instant time(String line) {
    return record(line).eventTime();
  }

  private static FeatureOutcome compute(DocumentRecord read) {
    return features.compute(read, features.keys(read), products);
  }

  /** Why a line cannot be scored; empty when it can. */
  private static String reason(String line) {
    return switch (parse(line)) {
      case Rejection rejection -> rejection.reason().code();
      case DocumentRecord read ->
          switch (compute(read)) {
            case FeatureOutcome.Refused refused -> refused.reason().code();
            case FeatureOutcome.Computed _ -> "";
          };
    };
  }
}
