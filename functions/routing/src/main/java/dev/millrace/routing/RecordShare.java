package dev.millrace.routing;

/**
 * Where a record stands between 0 and 100, the same at all times and in every process: records
 * below a canary's weight are the canary's. A record that a canary answers stays with it while the
 * weight grows.
 */
final class RecordShare {
  private static final long FNV_OFFSET = 0xcbf29ce484222325L;
  private static final long FNV_PRIME = 0x100000001b3L;
  private static final int STEPS = 1_000_000;

  private RecordShare() {}

  /** From 0 to below 100, in steps of 0.0001; evenly spread over ids, and different by model. */
  static double of(String model, String recordId) {
    long hash = mixed(add(add(FNV_OFFSET, model) * FNV_PRIME, recordId));
    return (double) Long.remainderUnsigned(hash, STEPS) * 100 / STEPS;
  }

  /** FNV-1a, 64 bits, over UTF-16 units: http://www.isthe.com/chongo/tech/comp/fnv/. */
  private static long add(long hash, String text) {
    long added = hash;
    for (int i = 0; i < text.length(); i++) {
      added = (added ^ text.charAt(i)) * FNV_PRIME;
    }
    return added;
  }

  /** Ids differ in their last characters: the finalizer of SplitMix64 spreads them. */
  private static long mixed(long hash) {
    long mixed = (hash ^ (hash >>> 30)) * 0xbf58476d1ce4e5b9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
    return mixed ^ (mixed >>> 31);
  }
}
