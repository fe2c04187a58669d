package dev.millrace.ingestion.schema;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Who has listened to which tracks, and what a program that walks this graph finds.
 *
 * @param tracksOf the tracks by user
 */
record Listening(Map<Long, Set<Long>> tracksOf) {
  /** A track that was found, with the likeness of those who listened to it added up. */
  record Found(long track, double score, int listeners) {}

  /** Users with up to five tracks each; the lower a track's number, the more listen to it. */
  static Listening random(int users, int tracks, long seed) {
    Random random = new Random(seed);
    Map<Long, Set<Long>> tracksOf = new TreeMap<>();
    for (long user = 1; user <= users; user++) {
      Set<Long> heard = new TreeSet<>();
      for (int listen = 0; listen < 5; listen++) {
        heard.add(1 + (long) (tracks * Math.pow(random.nextDouble(), 2)));
      }
      tracksOf.put(user, heard);
    }
    return new Listening(tracksOf);
  }

  /** What those like a user listen to, and the user does not; best first. */
  List<Found> heardByThoseLike(long user) {
    Set<Long> mine = tracksOf.get(user);
    Map<Long, Found> found = new TreeMap<>();
    tracksOf.forEach(
        (other, theirs) -> {
          double likeness = other == user ? 0 : likeness(mine, theirs);
          if (likeness > 0) {
            theirs.stream()
                .filter(track -> !mine.contains(track))
                .forEach(
                    track ->
                        found.merge(track, new Found(track, likeness, 1), Listening::together));
          }
        });
    return found.values().stream()
        .sorted(Comparator.comparingDouble(Found::score).reversed().thenComparing(Found::track))
        .toList();
  }

  private static double likeness(Set<Long> mine, Set<Long> theirs) {
    Set<Long> shared = new TreeSet<>(mine);
    shared.retainAll(theirs);
    Set<Long> all = new TreeSet<>(mine);
    all.addAll(theirs);
    return (double) shared.size() / all.size();
  }

  private static Found together(Found one, Found other) {
    return new Found(one.track(), one.score() + other.score(), one.listeners() + other.listeners());
  }

  /** How many shared tracks lie between a user and each of the others, up to so many. */
  Map<Long, Integer> distancesFrom(long user, int most) {
    Map<Long, Integer> distances = new TreeMap<>(Map.of(user, 0));
    Queue<Long> next = new ArrayDeque<>(List.of(user));
    while (!next.isEmpty()) {
      long from = next.remove();
      int distance = distances.get(from) + 1;
      for (Map.Entry<Long, Set<Long>> other : tracksOf.entrySet()) {
        if (distance <= most
            && !distances.containsKey(other.getKey())
            && likeness(tracksOf.get(from), other.getValue()) > 0) {
          distances.put(other.getKey(), distance);
          next.add(other.getKey());
        }
      }
    }
    distances.remove(user);
    return distances;
  }
}
