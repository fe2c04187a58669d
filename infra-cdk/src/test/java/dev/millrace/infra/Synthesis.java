package dev.millrace.infra;

import dev.millrace.infra.artifact.Artifacts;
import dev.millrace.infra.costs.Templates;
import dev.millrace.infra.settings.Environments;
import dev.millrace.infra.settings.SettingsReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import software.amazon.awscdk.AppProps;

/**
 * What the app wrote of an environment called {@code test}; a synthesis takes seconds, so that each
 * is made once for all tests.
 */
public record Synthesis(Path directory) {
  static final String ENVIRONMENT = "test";

  private static final Path TARGET = Path.of("target").toAbsolutePath();

  public static Synthesis byDefault() {
    return Default.SYNTHESIS;
  }

  /**
   * In a VPC, polled, with provisioned shards and reserved concurrency, released all at once, with
   * CORS and an x86 instance, and nothing retained; the lake's databases have a prefix, some of
   * bronze expires early or never, alarms have other thresholds, sessions are read from a time on,
   * and given up at an age, and documents of Elasticsearch are pulled.
   */
  public static Synthesis otherwise() {
    return Other.SYNTHESIS;
  }

  private static final class Default {
    static final Synthesis SYNTHESIS = of("default", Map.of());
  }

  private static final class Other {
    static final Synthesis SYNTHESIS =
        of(
            "other",
            Map.ofEntries(
                Map.entry("vpc", "true"),
                Map.entry("reserveConcurrency", "true"),
                Map.entry("canaryReleases", "false"),
                Map.entry("enhancedFanOut", "false"),
                Map.entry("shards", "2"),
                Map.entry("corsOrigins", "https://example.com"),
                Map.entry("endpointInstanceType", "ml.m5d.large"),
                Map.entry("alarmEmails", "oncall@example.com"),
                Map.entry("databasePrefix", "trial_"),
                Map.entry("bronzeSessionsDays", "forever"),
                Map.entry("bronzePredictionsDays", "60"),
                Map.entry("serviceMetricsDays", "400"),
                Map.entry("quarantineRetentionDays", "forever"),
                Map.entry("maximumRecordAge", "PT2H"),
                Map.entry("startingPosition", "2025-01-01T00:00:00Z"),
                Map.entry("retain", "false"),
                Map.entry("iteratorAgeAlarm", "PT2M"),
                Map.entry("quarantineAlarmPercent", "7"),
                Map.entry("latencyAlarmMilliseconds", "250"),
                Map.entry("modelLatencyAlarmMilliseconds", "80"),
                Map.entry("apiLatencyAlarmMilliseconds", "2000"),
                Map.entry("archiveLagAlarm", "PT20M"),
                Map.entry("metricsBehindAlarm", "PT40M"),
                Map.entry("rejectedAlarmPercent", "9"),
                Map.entry("anomaliesAlarm", "3"),
                Map.entry("elasticsearchPeriod", "PT5M"),
                Map.entry(
                    "elasticsearchSources",
                    """
                    [{"name": "visits", "url": "https://search.example.com", "index": "visits-*",
                      "stream": "visits"}]""")));
  }

  public static Synthesis of(String name, Map<String, String> settings) {
    return of(name, settings, Capabilities::of);
  }

  static Synthesis of(
      String name,
      Map<String, String> settings,
      Function<SettingsReader, Capabilities> capabilities) {
    try {
      var templates =
          MillraceApp.synthesize(
              ProjectFixture.at(TARGET.resolve("project").resolve(name)),
              AppProps.builder()
                  .context(MillraceApp.context(Path.of("cdk.json")))
                  .outdir(TARGET.resolve("synthesis").resolve(name).toString()),
              new Environments(Map.of(ENVIRONMENT, new TreeMap<>(settings))),
              Regions.read(Path.of("regions.json")),
              capabilities);
      return new Synthesis(templates.get(ENVIRONMENT).directory());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public Templates templates() {
    return new Templates(directory);
  }

  public List<Templates.Resource> resources() {
    return templates().resources();
  }

  public List<Templates.Resource> resources(String... types) {
    return templates().resources(types);
  }

  public Templates.Resource resource(String type, String path) {
    return resources(type).stream()
        .filter(resource -> resource.path().equals(path))
        .findAny()
        .orElseThrow(() -> new AssertionError("There is no %s at %s".formatted(type, path)));
  }

  /** Errors and warnings that constructs and cdk-nag left. */
  public List<String> complaints() {
    var complaints = new ArrayList<String>();
    try (var files = Files.list(directory)) {
      files
          .filter(
              file ->
                  file.getFileName().toString().endsWith("manifest.json")
                      || file.getFileName().toString().endsWith(".metadata.json"))
          .map(Artifacts::json)
          .flatMap(json -> json.findParents("type").stream())
          .filter(
              entry ->
                  Set.of("aws:cdk:error", "aws:cdk:warning").contains(entry.path("type").asText()))
          .forEach(entry -> complaints.add(entry.path("data").asText()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return complaints;
  }
}
