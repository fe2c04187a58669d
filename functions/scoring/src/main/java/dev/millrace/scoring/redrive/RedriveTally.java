package dev.millrace.scoring.redrive;

import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a run has done so far. */
final class RedriveTally {
  private static final int PROBLEMS = 20;
  private static final Logger LOG = LoggerFactory.getLogger(RedriveTally.class);

  private final SortedMap<String, String> problems = new TreeMap<>();
  private final SortedSet<String> otherStreams = new TreeSet<>();
  private String lastUnreadable = "";
  private String goneThrough;
  private boolean anyGoneThrough;
  private boolean anyRead;
  private Optional<OutOfReach> firstOutOfReach = Optional.empty();
  private int objects;
  private long sent;
  private long alreadySent;
  private int unreadable;

  private record OutOfReach(String why, RuntimeException failed) {}

  /**
   * A tally of a run that begins behind a key.
   *
   * @param after the key; empty for a run from the beginning
   */
  RedriveTally(String after) {
    this.goneThrough = after;
  }

  void object() {
    objects++;
  }

  /** Nothing up to this key is left for the run. */
  void goneThrough(String key) {
    goneThrough = key;
    anyGoneThrough = true;
  }

  /** Whether the run has come further than where it began. */
  boolean anyGoneThrough() {
    return anyGoneThrough;
  }

  /** S3 has handed an object out, whatever it holds. */
  void read() {
    anyRead = true;
  }

  /** S3 has not handed the object out, or not to its end. */
  void outOfReach(String key, String why, RuntimeException failed) {
    if (firstOutOfReach.isEmpty()) {
      firstOutOfReach = Optional.of(new OutOfReach(why, failed));
    }
    unreadable(key, "reading it failed: " + why);
  }

  /**
   * Checks that not all objects were out of reach.
   *
   * @throws ObjectsOutOfReach when there were some, and none was read
   */
  void requireAnyRead() {
    if (firstOutOfReach.isPresent() && !anyRead && sent == 0) {
      OutOfReach first = firstOutOfReach.get();
      throw new ObjectsOutOfReach(
          "None of %d objects could be read, of which the last is %s; of the first, %s"
              .formatted(unreadable, lastUnreadable, first.why()),
          first.failed());
    }
  }

  void sent(int records) {
    sent += records;
  }

  void alreadySent(int records) {
    alreadySent += records;
  }

  long sent() {
    return sent;
  }

  /** Counts the object once, however much of it is unreadable. */
  void unreadable(String key, String why) {
    LOG.warn("Object {} is not redriven as a whole: {}", key, why);
    if (!key.equals(lastUnreadable)) {
      lastUnreadable = key;
      unreadable++;
      if (problems.size() < PROBLEMS) {
        problems.put(key, why);
      }
    }
  }

  void otherStream(String stream, String where) {
    if (otherStreams.add(stream)) {
      LOG.warn("{} holds records of stream {}, which this function does not write", where, stream);
    }
  }

  /**
   * What the run answers.
   *
   * @param stopped why it went no further, where its time was not the reason; else empty
   */
  RedriveAnswer answer(RedriveSource source, boolean complete, String stopped) {
    return new RedriveAnswer(
        source,
        objects,
        sent,
        alreadySent,
        unreadable,
        problems,
        otherStreams,
        complete,
        goneThrough,
        stopped);
  }
}
