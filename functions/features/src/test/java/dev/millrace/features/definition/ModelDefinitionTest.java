package dev.millrace.features.definition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.features.json.InvalidMember;
import dev.millrace.features.kind.FeatureType;
import dev.millrace.features.plan.FeaturePlan;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ModelDefinitionTest {
  private static final int CHANGES = 40_000;
  private static final byte[] STRUCTURE =
      "\"\\{}[],:0123456789-+.eEtrufalsn \n\té$#".getBytes(StandardCharsets.UTF_8);

  static List<JsonNode> valid() {
    return DefinitionSamples.valid();
  }

  static List<DefinitionSamples.Refused> refused() {
    return DefinitionSamples.refused();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static void assertRefused(byte[] json, String says) {
    assertThatExceptionOfType(InvalidMember.class)
        .isThrownBy(() -> ModelDefinition.parse(json))
        .satisfies(
            refused ->
                assertThat(refused.getMessage())
                    .startsWith(says)
                    .hasSizeLessThan(1_000)
                    .doesNotContain("\n", "Exception", "null pointer", "jackson"));
  }

  @ParameterizedTest
  @MethodSource("valid")
  void aValidDefinitionBecomesAPlan(JsonNode model) {
    ModelDefinition definition = ModelDefinition.parse(DefinitionSamples.bytes(model));

    assertThat(definition.features()).hasSize(model.get("features").size());
    assertThat(FeaturePlan.of(List.of(definition), Duration.ofDays(1)).versions()).hasSize(1);
  }

  @ParameterizedTest
  @MethodSource("refused")
  void whatIsWrongIsToldByItsPlace(DefinitionSamples.Refused refused) {
    assertRefused(DefinitionSamples.bytes(refused.model()), refused.says());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "''; model.json held nothing, expected one JSON object",
        "{; model.json is malformed (the text ends inside an object",
        "{\"name\": 'a'}; model.json is malformed (a text in single quotes is not JSON",
        "{\"name\": NaN}; model.json is malformed (NaN is not JSON",
        "{\"a\": 1} {}; model.json held more behind its object, expected one JSON object",
        "{\"a\": 1} x; model.json is malformed (the text goes on after its end",
        "[]; model.json held an array of 0, expected a JSON object",
        "7; model.json held 7, expected a JSON object",
        "\"a\"; model.json held \"a\", expected a JSON object",
        "null; model.json held null, expected a JSON object",
        "{\"a\": 1, \"a\": 2}; model.json has a name twice in one object, expected each once",
        "{\"a\": {\"b\": 1, \"\\u0062\": 2}}; model.json has a name twice in one object",
        "\uFEFF{}; model.json is malformed (a byte order mark is not JSON",
        "{\"name\": \"\\ud800\"}; model.json held \"\\ud800\", expected texts without half a surrogate",
        "{\"\\udc00\": 1}; model.json held \"\\udc00\", expected texts without half a surrogate"
      })
  void whatIsNotOneJsonObjectIsRefused(String json, String says) {
    assertRefused(bytes(json), says);
  }

  @Test
  void sizeAndDepthAreLimited() {
    assertRefused(new byte[2 << 20], "model.json held 2,097,152 bytes, expected at most 1,048,576");
    String deep = "{\"x\": " + "[".repeat(100) + "]".repeat(100) + "}";
    assertRefused(
        bytes(deep),
        "model.json is malformed (objects and arrays are nested deeper than 30 levels");
  }

  @Test
  void onlyUtf8IsRead() {
    String json = "{\"name\": \"é\"}";
    assertRefused(
        json.getBytes(StandardCharsets.ISO_8859_1),
        "model.json held 0xE9 at byte 10, which is no UTF-8 there, expected one JSON object in UTF-8");
    assertRefused(json.getBytes(StandardCharsets.UTF_16LE), "model.json held 0xE9 at byte 20");
    assertRefused(new byte[] {0, 0, 0, '{'}, "model.json is malformed");
  }

  @Test
  void whatADefinitionLeavesOutIsAsInAHit() {
    ModelDefinition definition =
        ModelDefinition.parse(
            bytes(
                "{\"name\": \"m\", \"version\": \"1.0.0\", \"features\": [{\"name\": \"zip_known\"}]}"));

    assertThat(definition.task()).isEqualTo(Task.BINARY);
    assertThat(definition.record()).isEqualTo(RecordDefinition.HIT);
    assertThat(definition.lookups()).containsExactly(LookupDefinition.ZIP_CODES);
  }

  @Test
  void oneThousandFeaturesAreTheMost() {
    String feature = "{\"name\": \"f%d\", \"default\": 0}";
    StringBuilder features = new StringBuilder(feature.formatted(0));
    for (int i = 1; i < 1_000; i++) {
      features.append(',').append(feature.formatted(i));
    }
    String json = "{\"name\": \"m\", \"version\": \"1.0.0\", \"features\": [%s]}";

    assertThat(ModelDefinition.parse(bytes(json.formatted(features))).features()).hasSize(1_000);
    assertRefused(
        bytes(json.formatted(features.append(',').append(feature.formatted(1_000)))),
        "features held an array of 1001, expected an array of 1 to 1,000 features");
  }

  @Test
  void aFeaturesTypeIsThatOfItsKindOrDefault() {
    ModelDefinition definition =
        ModelDefinition.parse(DefinitionSamples.bytes(DefinitionSamples.valid().getLast()));

    assertThat(definition.features())
        .extracting(FeatureDefinition::type)
        .containsExactly(
            FeatureType.NUMBER,
            FeatureType.CATEGORY,
            FeatureType.CATEGORY,
            FeatureType.NUMBER,
            FeatureType.NUMBER,
            FeatureType.NUMBER);
    assertThat(definition.features())
        .extracting(FeatureDefinition::isNullable)
        .containsExactly(false, false, false, true, false, false);
  }

  /** A run prints its seed; {@code -Dfuzz.seed=N} repeats it. */
  @Test
  void noChangeOfADefinitionThrowsAnythingElse() {
    long seed = Long.getLong("fuzz.seed", new Random().nextLong());
    System.out.println("ModelDefinitionTest: -Dfuzz.seed=" + seed);
    Random random = new Random(seed);
    List<byte[]> valid = DefinitionSamples.valid().stream().map(DefinitionSamples::bytes).toList();
    int refused = 0;
    for (int i = 0; i < CHANGES; i++) {
      byte[] changed = changed(random, valid.get(i % valid.size()));
      try {
        FeaturePlan.of(List.of(ModelDefinition.parse(changed)), Duration.ofDays(1));
      } catch (InvalidMember expected) {
        refused++;
      } catch (RuntimeException | Error broken) {
        throw new AssertionError(
            "seed %d: %s".formatted(seed, new String(changed, StandardCharsets.UTF_8)), broken);
      }
    }
    assertThat(refused).isBetween(CHANGES / 10, CHANGES * 99 / 100);
  }

  private static byte[] changed(Random random, byte[] valid) {
    byte[] bytes = valid.clone();
    switch (random.nextInt(4)) {
      case 0 -> {
        // One value in place of another.
        String text = new String(bytes, StandardCharsets.UTF_8);
        String[] values = text.split("(?<=[:,\\[])|(?=[,\\]}])");
        values[random.nextInt(values.length)] = values[random.nextInt(values.length)];
        return bytes(String.join("", values));
      }
      case 1 -> {
        return Arrays.copyOf(bytes, random.nextInt(bytes.length));
      }
      default -> {
        for (int changes = random.nextInt(3); changes >= 0; changes--) {
          bytes[random.nextInt(bytes.length)] =
              random.nextInt(8) == 0
                  ? (byte) random.nextInt(256)
                  : STRUCTURE[random.nextInt(STRUCTURE.length)];
        }
        return bytes;
      }
    }
  }
}
