package dev.millrace.runs;

import java.util.List;
import java.util.Optional;

/** Some runs of a list, newest first. */
public final class RunPage {
  private final List<Run> runs;
  private final RunId last;

  private RunPage(List<Run> runs, RunId last) {
    this.runs = List.copyOf(runs);
    this.last = last;
  }

  static RunPage last(List<Run> runs) {
    return new RunPage(runs, null);
  }

  /** A page behind whose last id there may be more. */
  static RunPage until(RunId last, List<Run> runs) {
    return new RunPage(runs, last);
  }

  /** May be fewer than asked for, even none, and there be more all the same. */
  public List<Run> runs() {
    return runs;
  }

  /** Where the next page begins, behind this id; empty on the last page. */
  public Optional<RunId> next() {
    return Optional.ofNullable(last);
  }
}
