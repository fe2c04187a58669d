package dev.millrace.infra;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.infra.artifact.Artifacts;
import dev.millrace.infra.settings.InvalidSettingException;
import dev.millrace.infra.settings.PlatformSettings;
import java.nio.file.Path;

/**
 * Which AWS regions lack something that Millrace needs, by {@code regions.json}. A region that the
 * file does not know is taken: AWS opens new ones.
 */
record Regions(JsonNode json) {
  /** Reads the file. */
  static Regions read(Path file) {
    return new Regions(Artifacts.json(file));
  }

  /**
   * Checks the region of an environment; one that the file leaves to the credentials is not known.
   *
   * @throws InvalidSettingException when Millrace cannot be deployed there with these settings
   */
  void check(PlatformSettings settings) {
    settings.region().ifPresent(region -> check(region, settings.catalog().tableOptimizers()));
  }

  private void check(String region, boolean tableOptimizers) {
    if (json.path("unsupported").has(region)) {
      throw new InvalidSettingException(
          "region",
          region,
          "another region: this one lacks %s (%s, as of %s)"
              .formatted(
                  json.at("/unsupported/" + region).asText(),
                  json.path("source").asText(),
                  json.path("as_of").asText()));
    }
    if (tableOptimizers && isListed("without_table_optimizers", region)) {
      throw new InvalidSettingException(
          "tableOptimizers",
          true,
          "false in %s, where Glue has no table optimizers (%s, as of %s)"
              .formatted(region, json.path("source").asText(), json.path("as_of").asText()));
    }
  }

  private boolean isListed(String list, String region) {
    return json.path(list).valueStream().anyMatch(listed -> listed.asText().equals(region));
  }
}
