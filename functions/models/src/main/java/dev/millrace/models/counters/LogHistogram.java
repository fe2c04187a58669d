package dev.millrace.models.counters;

import java.io.ByteArrayOutputStream;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Counts numbers in buckets whose bounds grow by a constant factor, so that what is read from it
 * differs from the number by at most {@value #ACCURACY} of it, however small or large that is. The
 * buckets are those of DDSketch: Masson, Rim and Lee, "DDSketch: a fast and fully-mergeable
 * quantile sketch with relative-error guarantees", VLDB 2019. Two histograms are merged by adding
 * their counts. Not thread-safe.
 *
 * <p>Numbers nearer to 0 than {@value #SMALLEST} count as 0, and those beyond {@value #LARGEST} as
 * that.
 */
public final class LogHistogram {
  /** The relative error of a number that is read back. */
  public static final double ACCURACY = 0.01;

  static final double SMALLEST = 1e-9;
  static final double LARGEST = 1e15;

  private static final double GAMMA = (1 + ACCURACY) / (1 - ACCURACY);
  private static final double LOG_GAMMA = Math.log(GAMMA);
  private static final int CONTINUED = 0x80;

  private final SortedMap<Integer, Long> counts = new TreeMap<>();
  private long total;

  /**
   * The bucket of a number: 0 for 0, the negative of the positive one's for a negative number, in
   * the order of the numbers.
   */
  static int bucket(double number) {
    double size = Math.min(Math.abs(number), LARGEST);
    if (size < SMALLEST) {
      return 0;
    }
    int bucket = Math.max(1, (int) Math.ceil(Math.log(size / SMALLEST) / LOG_GAMMA));
    return number < 0 ? -bucket : bucket;
  }

  /** The number that stands for those of a bucket. */
  static double number(int bucket) {
    if (bucket == 0) {
      return 0;
    }
    double size = SMALLEST * 2 * Math.pow(GAMMA, Math.abs(bucket)) / (GAMMA + 1);
    return bucket < 0 ? -size : size;
  }

  /** Counts a number; what is none is passed over. */
  public void add(double number) {
    if (!Double.isNaN(number)) {
      add(bucket(number), 1);
    }
  }

  private void add(int bucket, long count) {
    counts.merge(bucket, count, Long::sum);
    total += count;
  }

  /** Adds what another one counted. */
  public void add(LogHistogram other) {
    other.counts.forEach(this::add);
  }

  /** How many numbers were counted. */
  public long total() {
    return total;
  }

  /** How many, by bucket, in the order of the numbers; not to be modified. */
  public SortedMap<Integer, Long> counts() {
    return counts;
  }

  /** The mean, as near as the buckets are; empty where nothing was counted. */
  public OptionalDouble mean() {
    double sum = 0;
    for (Map.Entry<Integer, Long> bucket : counts.entrySet()) {
      sum += number(bucket.getKey()) * bucket.getValue();
    }
    return total == 0 ? OptionalDouble.empty() : OptionalDouble.of(sum / total);
  }

  /**
   * The smallest number that this share of the numbers does not exceed; empty where nothing was
   * counted.
   *
   * @param share 0 to 1
   */
  public OptionalDouble quantile(double share) {
    if (!(share >= 0 && share <= 1)) {
      throw new IllegalArgumentException(
          "share held %s, expected a number from 0 to 1".formatted(share));
    }
    long rank = Math.max(1, (long) Math.ceil(share * total));
    long passed = 0;
    for (Map.Entry<Integer, Long> bucket : counts.entrySet()) {
      passed += bucket.getValue();
      if (passed >= rank) {
        return OptionalDouble.of(number(bucket.getKey()));
      }
    }
    return OptionalDouble.empty();
  }

  /**
   * The counts in a few bytes: for each bucket its distance from the one before and its count, as
   * numbers of 7 bits a byte.
   */
  public byte[] bytes() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    int before = 0;
    for (Map.Entry<Integer, Long> bucket : counts.entrySet()) {
      long distance = (long) bucket.getKey() - before;
      write(bytes, (distance << 1) ^ (distance >> 63));
      write(bytes, bucket.getValue());
      before = bucket.getKey();
    }
    return bytes.toByteArray();
  }

  private static void write(ByteArrayOutputStream bytes, long number) {
    long left = number;
    while (left >= CONTINUED) {
      bytes.write((int) (left & (CONTINUED - 1)) | CONTINUED);
      left >>>= 7;
    }
    bytes.write((int) left);
  }

  /**
   * The histogram whose bytes these are.
   *
   * @throws IllegalArgumentException when they are of none
   */
  public static LogHistogram of(byte[] bytes) {
    LogHistogram histogram = new LogHistogram();
    Reader reader = new Reader(bytes);
    int bucket = 0;
    while (reader.hasMore()) {
      long distance = reader.next();
      bucket += (int) ((distance >>> 1) ^ -(distance & 1));
      histogram.add(bucket, reader.next());
    }
    return histogram;
  }

  private static final class Reader {
    private final byte[] bytes;
    private int next;

    Reader(byte[] bytes) {
      this.bytes = bytes;
    }

    boolean hasMore() {
      return next < bytes.length;
    }

    long next() {
      long number = 0;
      for (int shift = 0; shift < Long.SIZE && next < bytes.length; shift += 7) {
        byte part = bytes[next++];
        number |= (long) (part & (CONTINUED - 1)) << shift;
        if (part >= 0) {
          return number;
        }
      }
      throw new IllegalArgumentException(
          "A histogram's bytes end at %d within a number, expected whole ones".formatted(next));
    }
  }
}
