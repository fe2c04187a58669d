package dev.millrace.scoring.redrive;

import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a run has done so far. */
final class Tally {
  private static final int PROBLEMS = 20;
  private static final Logger LOG = LoggerFactory.getLogger(Tally.class);

  private final SortedMap<String, String> problems = new TreeMap<>();
  private final SortedSet<String> otherStreams = new TreeSet<>();
  private String lastUnreadable = "";
  private String goneThrough;
  private int objects;
  private long sent;
  private long alreadySent;
  private int unreadable;

  /**
   * A tally of a run that begins behind a key.
   *
   * @param after the key; empty for a run from the beginning
   */
  Tally(String after) {
    this.goneThrough = after;
  }

  void object() {
    objects++;
  }

  /** Nothing up to this key is left for the run. */
  void goneThrough(String key) {
    goneThrough = key;
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

  RedriveAnswer answer(Source source, boolean complete) {
    return new RedriveAnswer(
        source,
        objects,
        sent,
        alreadySent,
        unreadable,
        problems,
        otherStreams,
        complete,
        goneThrough);
  }
}
