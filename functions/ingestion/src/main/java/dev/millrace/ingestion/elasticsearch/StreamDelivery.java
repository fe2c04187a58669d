package dev.millrace.ingestion.elasticsearch;

import dev.millrace.common.Deadline;
import dev.millrace.common.stream.StreamWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;

/**
 * Puts records on a stream for as long as it takes some of them: a stream at its limit slows a run
 * down and does not end it. Thread-safe.
 */
final class StreamDelivery {
  private static final int MOST_WITHOUT_PROGRESS = 4;
  private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

  private final StreamWriter writer;

  StreamDelivery(StreamWriter writer) {
    this.writer = Objects.requireNonNull(writer);
  }

  /**
   * Puts the entries.
   *
   * @return the indices of those that were not taken by the deadline, or while the stream took none
   */
  BitSet put(String stream, List<StreamWriter.Entry> entries, Deadline deadline) {
    BitSet left = writer.put(stream, entries, deadline);
    int withoutProgress = 0;
    Duration pause = FIRST_PAUSE;
    while (!left.isEmpty()
        && withoutProgress < MOST_WITHOUT_PROGRESS
        && deadline.pauseUnlessInterrupted(pause)) {
      int before = left.cardinality();
      left = again(stream, entries, left, deadline);
      boolean progress = left.cardinality() < before;
      withoutProgress = progress ? 0 : withoutProgress + 1;
      Duration doubled = pause.multipliedBy(2);
      pause =
          progress ? FIRST_PAUSE : doubled.compareTo(LONGEST_PAUSE) < 0 ? doubled : LONGEST_PAUSE;
    }
    return left;
  }

  private BitSet again(
      String stream, List<StreamWriter.Entry> entries, BitSet left, Deadline deadline) {
    int[] places = left.stream().toArray();
    List<StreamWriter.Entry> rest = new ArrayList<>(places.length);
    for (int place : places) {
      rest.add(entries.get(place));
    }
    BitSet still = new BitSet(entries.size());
    writer.put(stream, rest, deadline).stream().forEach(place -> still.set(places[place]));
    return still;
  }
}
