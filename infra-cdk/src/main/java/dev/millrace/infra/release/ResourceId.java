package dev.millrace.infra.release;

import java.util.Comparator;

/**
 * A resource's place: the name of its stack, and its logical id there, which CloudFormation knows
 * it by.
 */
record ResourceId(String stack, String logicalId) implements Comparable<ResourceId> {
  private static final Comparator<ResourceId> ORDER =
      Comparator.comparing(ResourceId::stack).thenComparing(ResourceId::logicalId);

  @Override
  public int compareTo(ResourceId other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return stack + " " + logicalId;
  }
}
