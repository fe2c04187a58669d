package dev.millrace.modelserver;

import java.util.Map;

/** Models that others' exporters wrote, behind a server of their own. */
final class ExportedModel {
  private ExportedModel() {}

  /**
   * A server.
   *
   * @param name of a folder that the tests of functions/inference hold
   */
  static RunningServer serve(String name) {
    return new RunningServer(
        Map.of("MODEL_DIRECTORY", "../functions/inference/src/test/resources/exported/" + name));
  }
}
