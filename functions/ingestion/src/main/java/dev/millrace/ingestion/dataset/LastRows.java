package dev.millrace.ingestion.dataset;

import java.util.Arrays;
import java.util.BitSet;

/**
 * Which row of a run is the last one of its key: an open-addressing table from the keys' hashes to
 * rows' places, 30 to 60 bytes a key. It grows by doubling; while it does, both sizes are held. Not
 * thread-safe.
 */
final class LastRows {
  private static final int FIRST_CAPACITY = 1 << 10;
  private static final int FREE = -1;

  private long[] hashes = new long[2 * FIRST_CAPACITY];
  private int[] rows = free(FIRST_CAPACITY);
  private int size;

  private static int[] free(int capacity) {
    int[] rows = new int[capacity];
    Arrays.fill(rows, FREE);
    return rows;
  }

  /** Notes a row, behind all that were noted before. */
  void put(long high, long low, int row) {
    int slot = slot(hashes, rows, high, low);
    if (rows[slot] == FREE) {
      hashes[2 * slot] = high;
      hashes[2 * slot + 1] = low;
      size++;
    }
    rows[slot] = row;
    if (size > rows.length / 3 * 2) {
      grow();
    }
  }

  /** How many keys there are. */
  int size() {
    return size;
  }

  /** The rows that are the last of their keys. */
  BitSet last() {
    BitSet last = new BitSet();
    for (int row : rows) {
      if (row != FREE) {
        last.set(row);
      }
    }
    return last;
  }

  private void grow() {
    long[] grownHashes = new long[2 * hashes.length];
    int[] grownRows = free(2 * rows.length);
    for (int from = 0; from < rows.length; from++) {
      if (rows[from] != FREE) {
        long high = hashes[2 * from];
        long low = hashes[2 * from + 1];
        int to = slot(grownHashes, grownRows, high, low);
        grownHashes[2 * to] = high;
        grownHashes[2 * to + 1] = low;
        grownRows[to] = rows[from];
      }
    }
    hashes = grownHashes;
    rows = grownRows;
  }

  /** Where the hash is, or the free slot where it would be. */
  private static int slot(long[] hashes, int[] rows, long high, long low) {
    int mask = rows.length - 1;
    int slot = (int) low & mask;
    while (rows[slot] != FREE && (hashes[2 * slot] != high || hashes[2 * slot + 1] != low)) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }
}
