package dev.millrace.runs;

import java.util.Objects;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;

/**
 * A run whose row its capability writes together with what belongs to it, in one transaction: made
 * by {@link Runs#prepare}, started by {@link Runs#started}. Immutable.
 */
public final class PreparedRun {
  private final Run run;
  private final TransactWriteItem write;

  PreparedRun(Run run, TransactWriteItem write) {
    this.run = Objects.requireNonNull(run);
    this.write = Objects.requireNonNull(write);
  }

  /** The run as its row will say: pending. */
  public Run run() {
    return run;
  }

  /** The write of its row, conditional on there being none of this id. */
  public TransactWriteItem write() {
    return write;
  }
}
