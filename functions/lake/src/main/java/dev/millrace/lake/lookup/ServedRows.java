package dev.millrace.lake.lookup;

import dev.millrace.common.Deadline;
import dev.millrace.common.concurrent.BoundedTasks;
import dev.millrace.common.concurrent.TaskOutcome;
import dev.millrace.features.lookup.LookupKey;
import dev.millrace.tables.lookup.StoredAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;

/** Writes the rows of a file for serving, a chunk after the other, a bounded number at a time. */
public final class ServedRows {
  private static final int CHUNK_ROWS = 1_000;

  /** After so many attempts at a chunk that wrote nothing the run is given up. */
  private static final int FRUITLESS_ATTEMPTS = 6;

  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);

  private static final Logger LOG = LoggerFactory.getLogger(ServedRows.class);

  private final ServedTable table;
  private final BoundedTasks puts;

  /**
   * Writes to a table.
   *
   * @param concurrentWrites the most puts that are under way at once
   */
  public ServedRows(ServedTable table, int concurrentWrites) {
    this.table = Objects.requireNonNull(table);
    this.puts = new BoundedTasks(concurrentWrites);
  }

  /**
   * How far it came.
   *
   * @param next how many rows of the file, from its beginning, are served
   * @param written how many of them this run wrote
   * @param newer of how many of them the table had newer rows
   * @param stopped why it went no further although there was time; empty where it did
   */
  record Progress(int next, int written, int newer, Optional<String> stopped) {}

  /**
   * Writes rows until the file's end.
   *
   * @param after how many rows are left out, from the file's beginning
   * @param begin no chunk is begun after it
   * @param end when the last one must be done
   */
  Progress write(
      String lookup, Instant validFrom, CheckedFile file, int after, Deadline begin, Deadline end)
      throws InterruptedException {
    Run run = new Run(lookup, validFrom, end, after);
    int[] passed = {0};
    file.forEachRow(
        (line, key, attributes) -> {
          if (passed[0]++ >= after) {
            run.chunk.add(new Row(new LookupKey(lookup, key), attributes));
          }
          return run.chunk.size() < CHUNK_ROWS || (run.writeChunk() && !begin.hasPassed());
        });
    if (!run.gaveUp) {
      run.writeChunk();
    }
    if (run.interruption.isPresent()) {
      throw run.interruption.get();
    }
    return new Progress(
        run.next, run.written, run.newer, run.gaveUp ? run.failure : Optional.empty());
  }

  private record Row(LookupKey key, StoredAttributes attributes) {}

  /** One run over a file. */
  private final class Run {
    private final String lookup;
    private final Instant validFrom;
    private final Deadline end;
    private final List<Row> chunk = new ArrayList<>(CHUNK_ROWS);
    private int next;
    private int written;
    private int newer;
    private boolean gaveUp;
    private Optional<String> failure = Optional.empty();
    private Optional<InterruptedException> interruption = Optional.empty();

    Run(String lookup, Instant validFrom, Deadline end, int next) {
      this.lookup = lookup;
      this.validFrom = validFrom;
      this.end = end;
      this.next = next;
    }

    /** Writes the chunk's rows; false when some of them could not be written. */
    boolean writeChunk() {
      int size = chunk.size();
      List<Row> left = List.copyOf(chunk);
      int fruitless = 0;
      try {
        while (!left.isEmpty()) {
          List<Row> failed = attempt(left);
          fruitless = failed.size() < left.size() ? 0 : fruitless + 1;
          left = failed;
          if (!left.isEmpty()
              && (fruitless == FRUITLESS_ATTEMPTS
                  || !end.pause(FIRST_PAUSE.multipliedBy(1L << fruitless)))) {
            LOG.warn("{} of {} rows of {} are left: {}", left.size(), size, lookup, failure);
            gaveUp = true;
            return false;
          }
        }
      } catch (InterruptedException interrupted) {
        interruption = Optional.of(interrupted);
        gaveUp = true;
        return false;
      }
      next += size;
      chunk.clear();
      return true;
    }

    /** Those that could not be written. */
    private List<Row> attempt(List<Row> rows) throws InterruptedException {
      List<TaskOutcome<Boolean>> outcomes =
          puts.outcomes(rows, row -> table.put(row.key(), validFrom, row.attributes(), end), end);
      List<Row> failed = new ArrayList<>();
      for (int i = 0; i < rows.size(); i++) {
        switch (outcomes.get(i)) {
          case TaskOutcome.Done<Boolean>(Boolean isWritten) -> {
            written += isWritten ? 1 : 0;
            newer += isWritten ? 0 : 1;
          }
          case TaskOutcome.Failed<Boolean> failedPut -> {
            if (!(failedPut.cause() instanceof SdkException refusal)) {
              throw failedPut.rethrown();
            }
            failure = Optional.of("The look-up table took no more: " + refusal.getMessage());
            failed.add(rows.get(i));
          }
          case TaskOutcome.Unfinished<Boolean>() -> failed.add(rows.get(i));
        }
      }
      return failed;
    }
  }
}
