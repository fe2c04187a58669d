package dev.millrace.infra.model;

import java.util.regex.Pattern;

/** A SageMaker instance type, {@code ml.<family>.<size>}. */
record InstanceType(String name) {
  static final Pattern PATTERN = Pattern.compile("ml\\.[a-z][a-z0-9-]*\\.[a-z0-9]+");
  private static final Pattern GRAVITON = Pattern.compile("ml\\.[a-z]+\\d+g[a-z]*\\..+");
  private static final Pattern LOCAL_STORAGE =
      Pattern.compile(
          "ml\\.([a-z]+\\d+[a-z]*d[a-z]*|g\\d+[a-z]*|p\\d+[a-z]*|inf\\d+|trn\\d+[a-z]*)\\..+");

  boolean isArm() {
    return GRAVITON.matcher(name).matches() && !name.startsWith("ml.g");
  }

  /**
   * Whether the instance has a disk of its own. Its hardware encrypts that disk, and SageMaker
   * rejects an endpoint configuration that gives a key for it.
   */
  boolean hasLocalStorage() {
    return LOCAL_STORAGE.matcher(name).matches();
  }
}
