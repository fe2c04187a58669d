package dev.millrace.lake.events;

import dev.millrace.common.Deadline;
import dev.millrace.lake.bronze.BronzeObjects;
import dev.millrace.lake.bronze.ManifestRow;
import dev.millrace.lake.bronze.ManifestTable;
import dev.millrace.lake.table.LakeCatalog;
import dev.millrace.lake.table.LakeTable;
import java.time.Instant;
import java.util.Optional;
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
   * @param eventsPerCommit after so many events a commit is made, at the end of an object
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
   * @param begin until when an object may be begun
   * @param end until when calls may take
   * @throws RuntimeException of the SDK or Iceberg when something cannot be reached in time; what
   *     was committed stays, the rest is for the next run
   */
  public CleaningOutcome run(Deadline begin, Deadline end) throws InterruptedException {
    Pace pace = new Pace(begin);
    Tally tally = new Tally();
    int consumed = 0;
    int commits = 0;
    Optional<Instant> latest = Optional.empty();
    while (true) {
      LakeTable silver = catalog.open(SilverTable.in(database));
      LakeTable rejected = catalog.open(RejectedTable.in(database));
      try (CleaningCommit commit = new CleaningCommit(objects, parser, claims, silver, rejected)) {
        boolean complete = fill(commit, Cursors.of(silver), pace, end);
        boolean committed = commit.objects() > 0 && commit.commit();
        if (committed) {
          tally.add(commit.tally());
          consumed += commit.objects();
          commits++;
          latest = later(latest, commit.latestArrival());
        } else if (commit.objects() > 0) {
          LOG.warn("Another run committed to {} meanwhile: this one leaves the rest to it", silver);
          complete = false;
        }
        if (complete || !committed || pace.isOver()) {
          return new CleaningOutcome(
              tally.archived(),
              tally.silverRows(),
              tally.rejectedByReason(),
              tally.duplicates(),
              consumed,
              commits,
              latest,
              complete);
        }
      }
    }
  }

  /** Whether nothing was left. */
  private boolean fill(CleaningCommit commit, Cursors silver, Pace pace, Deadline end)
      throws InterruptedException {
    PendingObjects pending = new PendingObjects(manifest, STREAM, silver, end);
    while (commit.tally().archived() < eventsPerCommit) {
      Optional<ManifestRow> next = pending.next();
      if (next.isEmpty()) {
        return true;
      }
      if (!pace.allows(next.get())) {
        return false;
      }
      commit.consume(next.get(), end);
      pace.done(next.get());
    }
    return false;
  }

  private static Optional<Instant> later(Optional<Instant> one, Instant other) {
    return Optional.of(one.filter(instant -> instant.isAfter(other)).orElse(other));
  }
}
