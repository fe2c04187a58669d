package dev.millrace.infra.ingestion;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.infra.capability.CapabilityFunctions;
import dev.millrace.infra.capability.DeclaredResources;
import dev.millrace.infra.construct.FunctionDefinition;
import dev.millrace.infra.construct.LiveFunction;
import dev.millrace.infra.construct.Use;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import software.amazon.awscdk.ArnComponents;

/** The function that pulls documents of Elasticsearch and OpenSearch, by a schedule. */
final class ElasticsearchFunctions {
  static final String ID = "PullElasticsearch";

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String NAMED_AFTER_SOURCES =
      "Objects are named after sources and their documents";

  /** Streams of the template, by the names that sources have for them. */
  private static final List<String> OWN_STREAMS = List.of("sessions", "service-events");

  private final CapabilityFunctions stack;
  private final IngestionResources resources;
  private final String sources;

  /**
   * @param sources the setting that declares them, a JSON array
   */
  ElasticsearchFunctions(CapabilityFunctions stack, String sources) {
    this.stack = stack;
    this.resources = new IngestionResources(stack);
    this.sources = sources;
  }

  /**
   * Declares the function and its schedule. It asks other systems, which a VPC without a way out
   * does not reach.
   *
   * @param memory in MB
   * @param secretPrefix of the names of secrets that sources may name
   */
  LiveFunction declare(int memory, Duration period, String secretPrefix) {
    return stack.job(
        FunctionDefinition.of(
                ID,
                "Puts new documents of Elasticsearch and OpenSearch on a stream",
                memory,
                software.amazon.awscdk.Duration.minutes(5))
            .reachingTheInternet()
            .environment("ELASTICSEARCH_SOURCES", sources)
            .uses(streams())
            .uses(
                resources.state("dynamodb:DeleteItem", "dynamodb:GetItem", "dynamodb:PutItem"),
                Use.bucket("PAGES_BUCKET", resources.pages(), true),
                resources.objects(
                    IngestionData.OVERSIZE + "elasticsearch/", NAMED_AFTER_SOURCES, "s3:PutObject"),
                resources.objects(
                    IngestionData.WINDOWS, NAMED_AFTER_SOURCES, "s3:GetObject", "s3:PutObject"),
                resources.secretsOfSources(secretPrefix)),
        period,
        period);
  }

  private Use[] streams() {
    var platform = stack.resources();
    List<Use> uses = new ArrayList<>();
    uses.add(
        Use.stream(
            "SESSIONS_STREAM",
            platform.stream(DeclaredResources.PLATFORM, "Sessions"),
            "kinesis:PutRecords"));
    uses.add(
        Use.stream(
            "SERVICE_EVENTS_STREAM",
            platform.stream(DeclaredResources.PLATFORM, "ServiceEvents"),
            "kinesis:PutRecords"));
    for (String name : otherStreams()) {
      uses.add(
          Use.permission(
              stack.formatArn(
                  ArnComponents.builder()
                      .service("kinesis")
                      .resource("stream")
                      .resourceName(name)
                      .build()),
              "kinesis:PutRecords"));
    }
    return uses.toArray(Use[]::new);
  }

  /** Streams that the template does not have. */
  private List<String> otherStreams() {
    try {
      return JSON.readTree(sources).findValues("stream").stream()
          .map(JsonNode::asText)
          .filter(name -> !OWN_STREAMS.contains(name))
          .distinct()
          .toList();
    } catch (JsonProcessingException malformed) {
      throw new IllegalArgumentException(
          "The setting of the sources of Elasticsearch is not JSON; expected an array", malformed);
    }
  }
}
