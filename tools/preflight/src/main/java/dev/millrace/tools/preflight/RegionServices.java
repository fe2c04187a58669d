package dev.millrace.tools.preflight;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.RegionMetadata;

/**
 * Whether a region has what Millrace is made of. No call of AWS tells that, so a list does, {@code
 * infra-cdk/regions.json}, which says how old it is and where it is from.
 */
final class RegionServices implements Check {
  static final String FILE = "infra-cdk/regions.json";

  /** As in {@code target-partitions} of infra-cdk/cdk.json. */
  private static final String PARTITION = "aws";

  private static final String ELSEWHERE =
      "export AWS_REGION=eu-west-1  # or another region; then run this again";

  private final Target target;
  private final JsonNode list;

  /**
   * Reads the list.
   *
   * @param root the project's root
   * @throws IOException when the list cannot be read, or says of itself neither date nor source
   */
  RegionServices(Target target, Path root) throws IOException {
    this.target = target;
    try {
      list = new ObjectMapper().readTree(root.resolve(FILE).toFile());
    } catch (IOException e) {
      throw new IOException("%s cannot be read: %s".formatted(FILE, e.getMessage()), e);
    }
    for (String field : List.of("as_of", "source")) {
      if (!list.path(field).isTextual()) {
        throw new IOException(
            "%s of %s held %s, expected a text"
                .formatted(field, FILE, list.has(field) ? list.get(field).toString() : "nothing"));
      }
    }
  }

  @Override
  public String subject() {
    return "The region's services";
  }

  @Override
  public List<Finding> findings() {
    String region = target.region();
    JsonNode lacks = list.path("unsupported").path(region);
    if (lacks.isTextual()) {
      return List.of(
          Finding.missing(
              "%s does not have what Millrace needs, %s: it lacks %s"
                  .formatted(region, asOf(), lacks.asText()),
              ELSEWHERE));
    }
    RegionMetadata metadata = RegionMetadata.of(Region.of(region));
    if (metadata == null) {
      return List.of(
          Finding.unknown(
              "%s is no region that this program knows; it may be new, or misspelt"
                  .formatted(region),
              "aws account list-regions --query 'Regions[].RegionName'"));
    }
    if (!metadata.partition().id().equals(PARTITION)) {
      return List.of(
          Finding.missing(
              "%s is in the partition %s; the stacks are made for regions of the partition %s"
                  .formatted(region, metadata.partition().id(), PARTITION),
              ELSEWHERE));
    }
    if (isWithoutTableOptimizers(region) && target.environment().tableOptimizers()) {
      return List.of(
          Finding.missing(
              ("%s has no Glue table optimizers, %s, so that %sLake cannot be deployed: take"
                      + " another region, or set tableOptimizers to false for %s in %s and look"
                      + " after the tables yourself")
                  .formatted(
                      region,
                      asOf(),
                      target.environment().stackPrefix(),
                      target.environment().name(),
                      EnvironmentSettings.FILE),
              ELSEWHERE));
    }
    return List.of(Finding.ok("%s has what Millrace needs, %s".formatted(region, asOf())));
  }

  private boolean isWithoutTableOptimizers(String region) {
    return list.path("without_table_optimizers")
        .valueStream()
        .anyMatch(name -> name.asText().equals(region));
  }

  private String asOf() {
    return "as of %s (%s has the source)".formatted(list.path("as_of").asText(), FILE);
  }
}
