package dev.millrace.modelserver;

import java.util.Objects;

/** A version of a model, written {@code MODEL/VERSION}. */
record VersionName(String model, String version) implements Comparable<VersionName> {
  VersionName {
    Objects.requireNonNull(model, "model");
    Objects.requireNonNull(version, "version");
  }

  @Override
  public int compareTo(VersionName other) {
    return toString().compareTo(other.toString());
  }

  @Override
  public String toString() {
    return model + "/" + version;
  }
}
