package dev.millrace.infra.artifact;

import java.util.SortedMap;
import java.util.TreeMap;

/** The zip of a capability's functions: each is one class of the capability's Java package. */
public record FunctionPackage(String capability) {
  /** Of the metrics that every function writes. */
  public static final String NAMESPACE = "Millrace";

  /** Path of the zip below the project's root. */
  public String zip() {
    return "%s/target/%s.zip".formatted(module(), capability);
  }

  /** Path of what the functions declare of themselves, in one of the zip's jars. */
  public String contract() {
    return "dev/millrace/%s/contract.json".formatted(capability);
  }

  /** The Maven module that builds it. */
  public String module() {
    return "functions/" + capability;
  }

  /**
   * The handler of a function.
   *
   * @param function the simple name of its class
   */
  public String handler(String function) {
    return "dev.millrace.%s.%s::handleRequest".formatted(capability, function);
  }

  /** What every function of the package is told, for its logs and metrics. */
  public SortedMap<String, String> environment() {
    var environment = new TreeMap<String, String>();
    environment.put("POWERTOOLS_SERVICE_NAME", capability);
    environment.put("POWERTOOLS_METRICS_NAMESPACE", NAMESPACE);
    return environment;
  }
}
