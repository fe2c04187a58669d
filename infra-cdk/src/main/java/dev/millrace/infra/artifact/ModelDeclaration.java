package dev.millrace.infra.artifact;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.infra.settings.InvalidSettingException;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The features of a model in its order, and the defaults of those that are looked up by zip code.
 */
public record ModelDeclaration(List<Feature> features) {

  /**
   * A feature; {@code defaultValue} is its text in {@code model.json}, or empty when it has none.
   */
  public record Feature(String name, String defaultValue) {}

  static ModelDeclaration of(JsonNode model, String path) {
    var features =
        model
            .path("features")
            .valueStream()
            .map(
                feature ->
                    new Feature(feature.path("name").asText(), feature.path("default").asText()))
            .toList();
    if (features.isEmpty() || features.stream().anyMatch(feature -> feature.name().isEmpty())) {
      throw new InvalidSettingException(
          path + " declares no usable features; expected \"features\": [{\"name\": ...}, ...].");
    }
    return new ModelDeclaration(features);
  }

  /** The value of {@code MODEL_FEATURES}. */
  public String featureNames() {
    return features.stream().map(Feature::name).collect(Collectors.joining(","));
  }

  /** The value of {@code ZIP_CODE_DEFAULTS}. */
  public String zipCodeDefaults() {
    return features.stream()
        .filter(feature -> !feature.defaultValue().isEmpty())
        .map(feature -> feature.name() + "=" + feature.defaultValue())
        .collect(Collectors.joining(","));
  }
}
