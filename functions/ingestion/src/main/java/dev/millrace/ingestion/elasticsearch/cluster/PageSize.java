package dev.millrace.ingestion.elasticsearch.cluster;

/**
 * How many documents a page is asked for: as many as the source declares, fewer where documents are
 * large, more where so many have one time that a page cannot leave it. Not thread-safe.
 */
final class PageSize {
  /** An index' {@code index.max_result_window}, unless it was changed. */
  static final int MAXIMUM = 10_000;

  private final int declared;
  private int current;

  /** No page of more has fitted since the time last moved on. */
  private int ceiling = MAXIMUM;

  PageSize(int declared) {
    this.declared = declared;
    this.current = declared;
  }

  int current() {
    return current;
  }

  /** A page fitted: the next one may be larger, or had better be smaller. */
  void fitted(int bytes) {
    if (bytes > ClusterConnection.MAXIMUM_ANSWER_BYTES / 2) {
      current = Math.max(1, current / 2);
    } else if (current > declared) {
      current = declared;
    } else if (bytes < ClusterConnection.MAXIMUM_ANSWER_BYTES / 8 && current < declared) {
      current = Math.min(2 * current, declared);
    }
  }

  /** A page was too large: whether there are smaller ones. */
  boolean halve() {
    if (current == 1) {
      return false;
    }
    current /= 2;
    ceiling = current;
    return true;
  }

  /** All of a page, of so many documents, has one time: whether there are larger pages. */
  boolean raiseAbove(int held) {
    int raised = Math.min(2 * held, ceiling);
    if (raised <= held) {
      return false;
    }
    current = raised;
    return true;
  }

  /** The pages have come to a later time. */
  void movedOn() {
    ceiling = MAXIMUM;
  }
}
