package dev.millrace.local.chain;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.local.metrics.DeclaredAlarm;
import dev.millrace.local.metrics.MetricSeries;
import dev.millrace.local.resource.LocalAttributes;
import dev.millrace.local.template.CloudAssembly;
import dev.millrace.local.template.Intrinsics;
import dev.millrace.local.template.Resource;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The metrics that alarms and dashboards of a template watch. */
final class WatchedMetrics {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final CloudAssembly assembly;
  private final Intrinsics intrinsics;
  private final Set<MetricSeries> all = new TreeSet<>();

  WatchedMetrics(CloudAssembly assembly) throws IOException {
    this.assembly = assembly;
    this.intrinsics =
        new Intrinsics(
            assembly, new LocalAttributes(assembly.region(), "http://queues", "http://api"));
    alarms().forEach(alarm -> all.addAll(alarm.watched()));
    for (Resource dashboard : assembly.resources("AWS::CloudWatch::Dashboard")) {
      String body = intrinsics.property(dashboard, "DashboardBody").asText();
      for (JsonNode widget : JSON.readTree(body).path("widgets")) {
        widget.at("/properties/metrics").forEach(this::addLine);
      }
    }
  }

  /** {@code [namespace, name, dimension, value, ..., options]}, or a formula's options alone. */
  private void addLine(JsonNode line) {
    int texts = 0;
    while (line.path(texts).isTextual()) {
      texts++;
    }
    if (texts > 0) {
      Map<String, String> dimensions = new TreeMap<>();
      for (int i = 2; i < texts; i += 2) {
        dimensions.put(line.get(i).asText(), line.get(i + 1).asText());
      }
      all.add(new MetricSeries(line.get(0).asText(), line.get(1).asText(), dimensions));
    }
  }

  List<DeclaredAlarm> alarms() {
    return DeclaredAlarm.in(assembly, intrinsics);
  }

  Set<MetricSeries> ofFunctions() {
    return all(series -> !series.namespace().startsWith("AWS/"));
  }

  Set<MetricSeries> ofAws() {
    return all(series -> series.namespace().startsWith("AWS/"));
  }

  private Set<MetricSeries> all(Predicate<MetricSeries> which) {
    return all.stream().filter(which).collect(Collectors.toCollection(TreeSet::new));
  }

  /** What a dimension of AWS's own metrics can be, by the resources of the template. */
  Set<String> existing(String dimension) {
    return switch (dimension) {
      case "FunctionName" -> names("AWS::Lambda::Function");
      case "Resource" -> aliases();
      case "EventSourceMappingUUID" ->
          assembly.resources("AWS::Lambda::EventSourceMapping").stream()
              .map(Resource::uuid)
              .collect(Collectors.toSet());
      case "QueueName" -> names("AWS::SQS::Queue");
      case "EndpointName" -> endpoints();
      case "VariantName" -> variants();
      case "ApiId" -> names("AWS::ApiGatewayV2::Api");
      case "Stage" -> properties("AWS::ApiGatewayV2::Stage", "StageName");
      default -> throw new AssertionError("No resource is known for the dimension " + dimension);
    };
  }

  /** By its local name, which functions and graphs get, and by that of the template. */
  private Set<String> endpoints() {
    Set<String> endpoints = new HashSet<>(names("AWS::SageMaker::Endpoint"));
    endpoints.addAll(properties("AWS::SageMaker::Endpoint", "EndpointName"));
    return endpoints;
  }

  private Set<String> names(String type) {
    return assembly.resources(type).stream().map(Resource::name).collect(Collectors.toSet());
  }

  private Set<String> properties(String type, String property) {
    return assembly.resources(type).stream()
        .map(resource -> intrinsics.property(resource, property).asText())
        .collect(Collectors.toSet());
  }

  private Set<String> aliases() {
    return assembly.resources("AWS::Lambda::Alias").stream()
        .map(
            alias ->
                intrinsics.property(alias, "FunctionName").asText()
                    + ":"
                    + intrinsics.property(alias, "Name").asText())
        .collect(Collectors.toSet());
  }

  private Set<String> variants() {
    return assembly.resources("AWS::SageMaker::EndpointConfig").stream()
        .flatMap(config -> variants(intrinsics.property(config, "ProductionVariants")))
        .collect(Collectors.toSet());
  }

  private static Stream<String> variants(JsonNode declared) {
    return declared.valueStream().map(variant -> variant.path("VariantName").asText());
  }
}
