package dev.millrace.ingestion.quality.value;

/**
 * A table of hashes, each with some longs beside it, in one array that grows by doubling: open
 * addressing, three quarters full at most. Not thread-safe.
 */
final class HashTable {
  /** The most hashes that a table can be allowed. */
  static final int LARGEST_LIMIT = 1 << 27;

  /** What stands where there is no slot. */
  static final int NONE = -1;

  private static final int HASH_LONGS = 2;
  private static final int FIRST_SLOTS = 64;

  private final int width;
  private final int limit;
  private long[] slots;
  private int mask = FIRST_SLOTS - 1;
  private int size;

  /**
   * An empty table.
   *
   * @param values how many longs each hash has beside it; 0 or 1
   * @param limit the most hashes, up to {@link #LARGEST_LIMIT}
   */
  HashTable(int values, int limit) {
    if (limit < 1 || limit > LARGEST_LIMIT) {
      throw new IllegalArgumentException(
          "The limit of hashes is %d, expected 1 to %d".formatted(limit, LARGEST_LIMIT));
    }
    this.width = HASH_LONGS + values;
    this.limit = limit;
    this.slots = new long[FIRST_SLOTS * width];
  }

  int size() {
    return size;
  }

  int limit() {
    return limit;
  }

  /** The slot of a hash; {@link #NONE} when it is not there. */
  int find(ValueHash hash) {
    int slot = slot(hash.high(), low(hash));
    return isEmpty(slot) ? NONE : slot;
  }

  /** The slot of a hash, which it adds; {@link #NONE} when there is no room for it. */
  int add(ValueHash hash) {
    int slot = slot(hash.high(), low(hash));
    if (!isEmpty(slot)) {
      return slot;
    }
    if (size == limit) {
      return NONE;
    }
    size++;
    if (4L * size > 3L * (mask + 1L)) {
      grow();
      slot = slot(hash.high(), low(hash));
    }
    slots[width * slot] = hash.high();
    slots[width * slot + 1] = low(hash);
    return slot;
  }

  long value(int slot) {
    return slots[width * slot + HASH_LONGS];
  }

  void setValue(int slot, long value) {
    slots[width * slot + HASH_LONGS] = value;
  }

  /** Two zeros mark an empty slot: the one hash that is like that is taken for its neighbour. */
  private static long low(ValueHash hash) {
    return hash.high() == 0 && hash.low() == 0 ? 1 : hash.low();
  }

  private boolean isEmpty(int slot) {
    return slots[width * slot] == 0 && slots[width * slot + 1] == 0;
  }

  /** Where a hash is, or would be. */
  private int slot(long high, long low) {
    int slot = (int) low & mask;
    while (!isEmpty(slot) && (slots[width * slot] != high || slots[width * slot + 1] != low)) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private void grow() {
    long[] before = slots;
    slots = new long[Math.multiplyExact(2, before.length)];
    mask = 2 * mask + 1;
    for (int from = 0; from < before.length; from += width) {
      if (before[from] != 0 || before[from + 1] != 0) {
        int to = width * slot(before[from], before[from + 1]);
        System.arraycopy(before, from, slots, to, width);
      }
    }
  }
}
