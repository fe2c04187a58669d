package dev.millrace.modelserver;

import java.nio.file.Path;

/** Where the versions come from that a server answers for. */
sealed interface ModelSource {

  /** One version, in a folder of {@code model.onnx} and {@code model.json}. */
  record Folder(Path directory) implements ModelSource {}

  /**
   * Whatever the routing rows name, from the registry.
   *
   * @param routingTable name of the table of routing rows
   * @param heartbeatsTable name of the table that the server tells what it has loaded
   * @param bucket name of the registry's bucket
   * @param memoryBytes what the versions may take together
   */
  record Registry(String routingTable, String heartbeatsTable, String bucket, long memoryBytes)
      implements ModelSource {}
}
