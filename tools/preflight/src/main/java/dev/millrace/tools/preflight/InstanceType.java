package dev.millrace.tools.preflight;

import java.util.regex.Pattern;

/** A SageMaker instance type, {@code ml.<family>.<size>}. */
record InstanceType(String name) {
  private static final Pattern PATTERN = Pattern.compile("ml\\.[a-z][a-z0-9-]*\\.[a-z0-9]+");
  private static final Pattern GRAVITON = Pattern.compile("ml\\.[a-fh-z][a-z]*\\d+g[a-z]*\\..+");

  InstanceType {
    if (!PATTERN.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "endpointInstanceType held %s, expected a SageMaker instance type such as ml.c6g.large"
              .formatted(name));
    }
  }

  /** What Docker calls its processor. */
  String platform() {
    return GRAVITON.matcher(name).matches() ? "linux/arm64" : "linux/amd64";
  }
}
