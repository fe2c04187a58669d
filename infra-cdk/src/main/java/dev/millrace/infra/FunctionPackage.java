package dev.millrace.infra;

import java.util.Map;

/** A zip of functions that share a capability: each is one class of its Java package. */
enum FunctionPackage {
  SCORING("scoring"),
  LAKE("lake");

  /** Of the metrics that every function writes. */
  static final String NAMESPACE = "Millrace";

  private final String capability;

  FunctionPackage(String capability) {
    this.capability = capability;
  }

  /** Path of the zip below the project's root. */
  String zip() {
    return "%s/target/%s.zip".formatted(module(), capability);
  }

  /** The value of the dimension {@code service} of its metrics. */
  String capability() {
    return capability;
  }

  /** Path of what the functions declare of themselves, in one of the zip's jars. */
  String contract() {
    return "dev/millrace/%s/contract.json".formatted(capability);
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
    return InOrder.map(
        "POWERTOOLS_SERVICE_NAME", capability, "POWERTOOLS_METRICS_NAMESPACE", NAMESPACE);
  }
}
