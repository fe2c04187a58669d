package dev.millrace.tools.preflight;

import java.util.List;
import software.amazon.awssdk.core.exception.SdkException;

/** Looks at one thing that a deployment needs. */
interface Check {
  /** What it looks at, as the subject of a sentence: "The quota of Lambda". */
  String subject();

  /**
   * Looks, and changes nothing.
   *
   * @throws SdkException when AWS refuses or does not answer
   */
  List<Finding> findings();
}
