package dev.millrace.routing;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.millrace.common.Deadline;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * The routing rows as they were at most a second ago. Where the table does not answer, the last
 * rows go on being used. A row whose versions every live instance has loaded is put into effect by
 * whoever reads it first. Thread-safe.
 */
public final class RoutingReader {
  /** How old the rows may be that a record is routed by. */
  public static final Duration MAXIMUM_AGE = Duration.ofSeconds(1);

  /** A table that does not answer must not cost those their answer that have older rows. */
  public static final Duration LONGEST_REFRESH = Duration.ofMillis(500);

  private static final Logger LOG = LoggerFactory.getLogger(RoutingReader.class);

  private final RoutingTable table;
  private final HeartbeatTable heartbeats;
  private final InstantSource clock;
  private final LongSupplier nanoTime;
  private final Duration longestRefresh;
  private final Runnable notRead;

  @GuardedBy("this")
  private List<RoutingRow> rows;

  @GuardedBy("this")
  private long readNanos;

  /**
   * A reader that has read nothing yet.
   *
   * @param nanoTime the ticker, {@link System#nanoTime()} but for tests
   * @param longestRefresh how long newer rows are waited for while there are older ones
   * @param notRead is run each time that older rows are used because the table did not answer, and
   *     each time that it could not be found out whether newer routes are loaded
   */
  public RoutingReader(
      RoutingTable table,
      HeartbeatTable heartbeats,
      InstantSource clock,
      LongSupplier nanoTime,
      Duration longestRefresh,
      Runnable notRead) {
    this.table = Objects.requireNonNull(table);
    this.heartbeats = Objects.requireNonNull(heartbeats);
    this.clock = Objects.requireNonNull(clock);
    this.nanoTime = Objects.requireNonNull(nanoTime);
    this.longestRefresh = Objects.requireNonNull(longestRefresh);
    this.notRead = Objects.requireNonNull(notRead);
  }

  /**
   * Every model's row.
   *
   * @throws SdkException when the table does not answer and was never read
   */
  public synchronized List<RoutingRow> rows(Deadline deadline) {
    if (rows == null) {
      rows = read(deadline);
      readNanos = nanoTime.getAsLong();
    } else if (nanoTime.getAsLong() - readNanos >= MAXIMUM_AGE.toNanos()) {
      try {
        rows = read(deadline.atMost(longestRefresh));
      } catch (SdkException failed) {
        LOG.warn("The routing rows were not read, the last ones are used: {}", failed.getMessage());
        notRead.run();
      }
      readNanos = nanoTime.getAsLong();
    }
    return rows;
  }

  /** As {@link #rows}, of one model; empty where nothing was ever routed. */
  public Optional<RoutingRow> row(String model, Deadline deadline) {
    return rows(deadline).stream().filter(row -> row.model().equals(model)).findFirst();
  }

  /** Forgets the rows: those of a process that was a snapshot may be weeks old. */
  public synchronized void forget() {
    rows = null;
  }

  private List<RoutingRow> read(Deadline deadline) {
    List<RoutingRow> read = table.all(deadline);
    if (read.stream().allMatch(RoutingRow::isEffective)) {
      return List.copyOf(read);
    }
    try {
      List<Heartbeat> alive = heartbeats.alive(clock.instant(), deadline);
      List<RoutingRow> current = new ArrayList<>(read.size());
      read.forEach(row -> current.add(current(row, alive, deadline)));
      return List.copyOf(current);
    } catch (SdkException failed) {
      // What is in effect goes on: a row that was rolled back says so itself.
      LOG.warn("Which versions are loaded was not found out: {}", failed.getMessage());
      notRead.run();
      return List.copyOf(read);
    }
  }

  private RoutingRow current(RoutingRow row, List<Heartbeat> alive, Deadline deadline) {
    if (row.isEffective() || !HeartbeatTable.haveLoaded(alive, row.model(), row.versions().all())) {
      return row;
    }
    return table.putInEffect(row, clock.instant(), deadline).map(row::with).orElse(row);
  }
}
