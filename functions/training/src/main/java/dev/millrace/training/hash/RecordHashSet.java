package dev.millrace.training.hash;

/**
 * A set of hashes of 128 bits, of a size that is known beforehand: 32 to 64 bytes each. Not
 * thread-safe.
 */
public final class RecordHashSet {
  /** The most hashes: for more, Java has no array that is large enough. */
  public static final int MAXIMUM_SIZE = 1 << 28;

  private final long[] slots;
  private final int mask;
  private boolean hasZero;

  /**
   * @param size how many hashes will be added at most, up to {@link #MAXIMUM_SIZE}
   */
  public RecordHashSet(int size) {
    // A power of two, so that at most half of the slots are taken.
    int capacity = 2 * Integer.highestOneBit(2 * Math.max(1, size) - 1);
    this.slots = new long[2 * capacity];
    this.mask = capacity - 1;
  }

  /**
   * Adds a hash.
   *
   * @return false when it was there
   */
  public boolean add(long high, long low) {
    if (high == 0 && low == 0) {
      boolean added = !hasZero;
      hasZero = true;
      return added;
    }
    int slot = ((int) low) & mask;
    while (slots[2 * slot] != 0 || slots[2 * slot + 1] != 0) {
      if (slots[2 * slot] == high && slots[2 * slot + 1] == low) {
        return false;
      }
      slot = (slot + 1) & mask;
    }
    slots[2 * slot] = high;
    slots[2 * slot + 1] = low;
    return true;
  }
}
