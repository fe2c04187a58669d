package dev.millrace.testsupport;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * At which calls of a run a test lets something happen, one run for each. A death between two of
 * several equal calls in a row is much like a death between two others of them: of such a row the
 * first and the last count. Of those a sample is taken by a seed that is printed; with {@code
 * -Dsweep=all} every call is taken. Stateless.
 */
public final class Sweep {
  private static final boolean ALL = "all".equals(System.getProperty("sweep"));
  private static final long SEED = Long.getLong("sweep.seed", 17);

  /** Of how many one is taken. */
  private static final int SHARE = 5;

  private Sweep() {}

  /**
   * Numbers of calls, in order, the first of them 1.
   *
   * @param made the names of the calls of a run to which nothing happens, in order
   */
  public static List<Integer> over(List<String> made) {
    return sample(
        IntStream.rangeClosed(1, made.size())
            .filter(call -> ALL || !isInTheMidstOfEqualCalls(made, call - 1))
            .boxed()
            .toList(),
        made.size() + " calls");
  }

  private static boolean isInTheMidstOfEqualCalls(List<String> made, int index) {
    String call = made.get(index);
    return index > 0
        && index < made.size() - 1
        && made.get(index - 1).equals(call)
        && made.get(index + 1).equals(call);
  }

  /** A sample of cases, in their order. */
  public static <T> List<T> over(Collection<T> cases, String what) {
    return sample(List.copyOf(cases), cases.size() + " " + what);
  }

  private static <T> List<T> sample(List<T> all, String of) {
    if (ALL) {
      System.out.println("Sweep: all of " + of);
      return all;
    }
    Random random = new Random(SEED);
    List<T> taken = new ArrayList<>();
    for (int from = 0; from < all.size(); from += SHARE) {
      taken.add(all.get(from + random.nextInt(Math.min(SHARE, all.size() - from))));
    }
    System.out.printf(
        "Sweep: %d of %s, by -Dsweep.seed=%d; -Dsweep=all takes every one%n",
        taken.size(), of, SEED);
    return taken;
  }
}
