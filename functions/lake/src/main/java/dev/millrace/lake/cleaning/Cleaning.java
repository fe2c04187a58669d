package dev.millrace.lake.cleaning;

import dev.millrace.common.Deadline;
import dev.millrace.lake.events.EventParser;
import dev.millrace.lake.events.EventTimeRange;
import dev.millrace.tables.LakeCatalog;
import dev.millrace.tables.TableState;
import dev.millrace.tables.bronze.BronzeObjects;
import dev.millrace.tables.bronze.ManifestRow;
import dev.millrace.tables.bronze.ManifestTable;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Cleans what bronze holds of the service events and silver does not, commit by commit. It can be
 * killed anywhere, run again and run twice at once.
 */
public final class Cleaning {
  public static final String STREAM = "service-events";

  private static final Logger LOG = LoggerFactory.getLogger(Cleaning.class);

  private final ManifestTable manifest;
  private final BronzeObjects objects;
  private final EventParser parser;
  private final Claims claims;
  private final LakeCatalog catalog;
  private final String database;
  private final int eventsPerCommit;

  /**
   * Cleaning into a database.
   *
   * @param eventTimes how far events' times may be from their arrival
   * @param eventsPerCommit after so many events a commit is made, also inside of an object
   */
  public Cleaning(
      ManifestTable manifest,
      BronzeObjects objects,
      EventTimeRange eventTimes,
      Claims claims,
      LakeCatalog catalog,
      String database,
      int eventsPerCommit) {
    this(
        manifest, objects, new EventParser(eventTimes), claims, catalog, database, eventsPerCommit);
  }

  Cleaning(
      ManifestTable manifest,
      BronzeObjects objects,
      EventParser parser,
      Claims claims,
      LakeCatalog catalog,
      String database,
      int eventsPerCommit) {
    this.manifest = manifest;
    this.objects = objects;
    this.parser = parser;
    this.claims = claims;
    this.catalog = catalog;
    this.database = database;
    this.eventsPerCommit = eventsPerCommit;
  }

  /**
   * Cleans until nothing is left, the time is nearly over, or another run turns out to be at it.
   *
   * @param begin until when events are read; some are in any case
   * @param end until when calls may take
   * @throws RuntimeException of the SDK or Iceberg when something cannot be reached in time; what
   *     was committed stays, the rest is for the next run
   */
  public CleaningOutcome run(Deadline begin, Deadline end) throws InterruptedException {
    CommitBudget budget = new CommitBudget(eventsPerCommit, begin, end);
    CleaningTally tally = new CleaningTally();
    Set<String> expired = new HashSet<>();
    int consumed = 0;
    int commits = 0;
    Optional<Instant> latest = Optional.empty();
    while (true) {
      TableState silver = catalog.open(SilverTable.in(database));
      TableState rejected = catalog.open(RejectedTable.in(database));
      try (CleaningCommit commit = new CleaningCommit(objects, parser, claims, silver, rejected)) {
        PendingObjects pending =
            new PendingObjects(
                manifest, STREAM, Cursors.of(silver), row -> noteExpired(row, expired), end);
        boolean complete = fill(commit, pending, budget, commits == 0, end);
        boolean committed = commit.isBegun() && commit.commit(budget);
        if (committed) {
          tally.add(commit.tally());
          consumed += commit.objectCount();
          commits++;
          latest = later(latest, commit.latestArrival());
        } else if (commit.isBegun()) {
          LOG.warn("Another run committed to {} meanwhile: this one leaves the rest to it", silver);
          complete = false;
        }
        if (complete || !committed || budget.isOver()) {
          return new CleaningOutcome(
              tally.archived(),
              tally.silverRows(),
              tally.rejectedByReason(),
              tally.duplicates(),
              consumed,
              expired.size(),
              commits,
              latest,
              complete);
        }
      }
    }
  }

  /**
   * Consumes as much as the budget allows.
   *
   * @param first whether it is the run's first commit: it takes in something whatever the time, so
   *     that a run gets on
   * @return whether nothing was left
   */
  private boolean fill(
      CleaningCommit commit,
      PendingObjects pending,
      CommitBudget budget,
      boolean first,
      Deadline end)
      throws InterruptedException {
    while (true) {
      Optional<ManifestRow> next = pending.next();
      if (next.isEmpty()) {
        return true;
      }
      boolean allowed = commit.isAllowedMore(budget) || (first && !commit.isBegun());
      if (!allowed || !commit.consume(next.get(), budget, end)) {
        return false;
      }
    }
  }

  private static void noteExpired(ManifestRow row, Set<String> expired) {
    if (expired.add(row.objectKey())) {
      LOG.warn(
          "{} with {} records was past its time before it was cleaned",
          row.objectKey(),
          row.recordCount());
    }
  }

  private static Optional<Instant> later(Optional<Instant> one, Instant other) {
    return Optional.of(one.filter(instant -> instant.isAfter(other)).orElse(other));
  }
}
