package dev.millrace.local;

import dev.millrace.local.template.CloudAssembly;
import dev.millrace.local.template.Resource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The resources of a template that do nothing on this machine. */
final class NotImitated {
  private static final Set<String> IMITATED =
      Set.of(
          "AWS::ApiGatewayV2::Api",
          "AWS::ApiGatewayV2::Authorizer",
          "AWS::ApiGatewayV2::Integration",
          "AWS::ApiGatewayV2::Route",
          "AWS::DynamoDB::Table",
          "AWS::DynamoDB::GlobalTable",
          "AWS::Glue::Database",
          "AWS::Glue::Table",
          "AWS::Kinesis::Stream",
          "AWS::Kinesis::StreamConsumer",
          "AWS::Lambda::Alias",
          "AWS::Lambda::EventInvokeConfig",
          "AWS::Lambda::EventSourceMapping",
          "AWS::Lambda::Function",
          "AWS::Lambda::Version",
          "AWS::S3::Bucket",
          "AWS::SQS::Queue",
          "AWS::Scheduler::Schedule",
          "AWS::SageMaker::Endpoint",
          "AWS::SageMaker::EndpointConfig",
          "AWS::SageMaker::Model");

  private NotImitated() {}

  /** Writes how many there are of each type, for whoever wonders. */
  static void write(CloudAssembly assembly, Path file) throws IOException {
    Map<String, Long> counts =
        assembly.resources().stream()
            .filter(resource -> !IMITATED.contains(resource.type()))
            .collect(Collectors.groupingBy(Resource::type, TreeMap::new, Collectors.counting()));
    Files.createDirectories(file.getParent());
    Files.write(
        file,
        counts.entrySet().stream()
            .map(entry -> "%4d %s".formatted(entry.getValue(), entry.getKey()))
            .toList());
  }
}
