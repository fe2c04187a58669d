package dev.millrace.infra;

import java.util.Map;

/** A zip of functions that share a capability: each is one class of its Java package. */
enum FunctionPackage {
  SCORING("scoring"),
  LAKE("lake");

  private final String capability;

  FunctionPackage(String capability) {
    this.capability = capability;
  }

  /** Path of the zip below the project's root. */
  String zip() {
    return "%s/target/%s.zip".formatted(module(), capability);
  }

  /** The Maven module that builds it. */
  String module() {
    return "functions/" + capability;
  }

  /**
   * @param function the simple name of its class
   */
  String handler(String function) {
    return "dev.millrace.%s.%s::handleRequest".formatted(capability, function);
  }

  /** What every function of the package is told, for its logs and metrics. */
  Map<String, String> environment() {
    return Map.of(
        "POWERTOOLS_SERVICE_NAME", capability, "POWERTOOLS_METRICS_NAMESPACE", "Millrace");
  }
}
