package dev.millrace.local;

import dev.millrace.local.sagemaker.DeclaredEndpoints;
import dev.millrace.local.sagemaker.EndpointRuntime;
import dev.millrace.local.sagemaker.ModelServer;
import dev.millrace.local.template.CloudAssembly;
import dev.millrace.local.template.Intrinsics;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/** The template's endpoints: a model server for each, behind the runtime that functions call. */
final class ModelServers implements AutoCloseable {
  private final Map<String, ModelServer> byEndpoint = new LinkedHashMap<>();
  private EndpointRuntime runtime;

  private ModelServers() {}

  /**
   * Starts them; they are not ready yet.
   *
   * @param root the project's, which has the image's files
   * @param report told when one dies
   */
  static ModelServers start(
      CloudAssembly assembly, Intrinsics intrinsics, Path root, Path logs, Consumer<String> report)
      throws IOException {
    ModelServers servers = new ModelServers();
    try {
      Map<String, EndpointRuntime.Endpoint> served = new HashMap<>();
      for (DeclaredEndpoints.Declared declared :
          new DeclaredEndpoints(assembly, intrinsics, root).all()) {
        ModelServer server =
            new ModelServer(declared.image(), declared.environment(), logs, report);
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

  /** Waits until each of them has loaded its model. */
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
