package dev.millrace.local;

import dev.millrace.local.sagemaker.DeclaredEndpoints;
import dev.millrace.local.sagemaker.EndpointRuntime;
import dev.millrace.local.sagemaker.ModelServer;
import dev.millrace.local.sagemaker.RoutedModels;
import dev.millrace.local.template.CloudAssembly;
import dev.millrace.local.template.Intrinsics;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** The template's endpoints: a model server for each, behind the runtime that functions call. */
final class ModelServers implements AutoCloseable {
  private final Map<String, ModelServer> byEndpoint = new LinkedHashMap<>();
  private final List<RoutedModels> routed = new ArrayList<>();
  private EndpointRuntime runtime;

  private ModelServers() {}

  /**
   * Starts them; they are not ready yet.
   *
   * @param services environment in which they find the services: endpoints, region and credentials
   * @param root the project's, which has the image's files
   * @param report told when one dies
   */
  static ModelServers start(
      CloudAssembly assembly,
      Intrinsics intrinsics,
      Map<String, String> services,
      DynamoDbClient dynamoDb,
      Path root,
      Path logs,
      Consumer<String> report)
      throws IOException {
    ModelServers servers = new ModelServers();
    try {
      Map<String, EndpointRuntime.Endpoint> served = new HashMap<>();
      for (DeclaredEndpoints.Declared declared :
          new DeclaredEndpoints(assembly, intrinsics, root).all()) {
        Map<String, String> environment = new HashMap<>(declared.environment());
        environment.putAll(services);
        RoutedModels.of(environment, dynamoDb, Instant.now()).ifPresent(servers.routed::add);
        ModelServer server = new ModelServer(declared.image(), environment, logs, report);
        servers.byEndpoint.put(declared.name(), server);
        server.start();
        served.put(
            declared.name(), new EndpointRuntime.Endpoint(declared.variant(), server.endpoint()));
      }
      servers.runtime = new EndpointRuntime(served);
      return servers;
    } catch (IOException | RuntimeException e) {
      servers.close();
      throw e;
    }
  }

  /** What functions call. */
  EndpointRuntime runtime() {
    return runtime;
  }

  /** The servers by their endpoints' names. */
  Map<String, ModelServer> byEndpoint() {
    return Map.copyOf(byEndpoint);
  }

  /**
   * Waits until each of them has loaded what its routing rows name now.
   *
   * @param logs where they say what goes wrong
   */
  void awaitRouted(Path logs) throws IOException, InterruptedException {
    for (RoutedModels models : routed) {
      models.awaitLoaded(logs);
    }
  }

  /** Waits until each of them answers pings. */
  void awaitReady() throws IOException, InterruptedException {
    for (ModelServer server : byEndpoint.values()) {
      server.awaitReady();
    }
  }

  @Override
  public void close() {
    if (runtime != null) {
      runtime.close();
    }
    byEndpoint.values().forEach(ModelServer::close);
  }
}
