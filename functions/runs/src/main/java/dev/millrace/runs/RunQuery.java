package dev.millrace.runs;

import java.util.Set;

/**
 * Which runs to list.
 *
 * @param subject only those about it; empty for all
 * @param owner only theirs; empty for everybody's
 * @param statuses only of these; empty for any
 */
record RunQuery(String kind, String subject, String owner, Set<RunStatus> statuses) {
  RunQuery {
    statuses = Set.copyOf(statuses);
  }

  /**
   * Whether runs may be read that are not asked for: no index has owner and subject, or a status.
   */
  boolean isFiltered() {
    return !statuses.isEmpty() || (!subject.isEmpty() && !owner.isEmpty());
  }
}
