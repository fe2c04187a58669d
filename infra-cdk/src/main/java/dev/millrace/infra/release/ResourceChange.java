package dev.millrace.infra.release;

import java.util.List;

/**
 * What CloudFormation would do to a resource that runs.
 *
 * @param reasons why it is replaced, each a clause; none when it is removed
 * @param kept whether the old resource stays in the account, unused
 */
record ResourceChange(ResourceId id, String type, Kind kind, List<String> reasons, boolean kept) {

  /** What becomes of it. */
  enum Kind {
    REMOVED("is removed"),
    REPLACED("is replaced"),
    PERHAPS_REPLACED("is replaced in some cases");

    private final String text;

    Kind(String text) {
      this.text = text;
    }
  }

  ResourceChange {
    reasons = List.copyOf(reasons);
  }

  /** A line for the user: what changes, from what to what, and what is lost. */
  @Override
  public String toString() {
    var line = new StringBuilder("%s (%s) %s".formatted(id, type, kind.text));
    if (!reasons.isEmpty()) {
      line.append(": ").append(String.join("; ", reasons));
    }
    StatefulType.of(type)
        .ifPresent(
            stateful -> line.append(". ").append(kept ? stateful.setAside() : stateful.lost()));
    return line.append('.').toString();
  }
}
