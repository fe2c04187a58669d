package dev.millrace.ingestion.quality.value;

import dev.millrace.ingestion.row.Row;
import java.util.List;

/**
 * Which keys have rows of different content, by hashes: 32 to 96 bytes for each key. What comes of
 * it does not depend on the order of the rows. Not thread-safe.
 */
public final class RowsByKey {
  /** What is beside a key whose rows differ. */
  private static final long DIFFERENT = 0;

  private final ValueHasher hasher = new ValueHasher();
  private final HashTable contents;
  private long differing;
  private boolean complete = true;

  /** What a row is to those before it. */
  public enum Found {
    /** The first of its key, or the very same row again. */
    ALIKE,
    /** Another row than one before it with the same key. */
    DIFFERENT,
    /** The limit is reached, and the key is none of those before. */
    NO_ROOM
  }

  /**
   * No rows yet.
   *
   * @param limit the most different keys, 1 to 134,217,728
   */
  public RowsByKey(int limit) {
    contents = new HashTable(1, limit);
  }

  /** Adds a row, whose values in these columns are its key. */
  public Found add(Row row, List<String> columns) {
    ValueHash key = hasher.key(row, columns);
    ValueHash content = hasher.content(row);
    // The marks of a new slot and of different rows are both zero, so no content may be.
    long mark = content.high() == 0 ? 1 : content.high();
    int known = contents.size();
    int slot = contents.add(key);
    if (slot == HashTable.NONE) {
      complete = false;
      return Found.NO_ROOM;
    }
    if (contents.size() > known) {
      contents.setValue(slot, mark);
      return Found.ALIKE;
    }
    long before = contents.value(slot);
    if (before == mark) {
      return Found.ALIKE;
    }
    if (before != DIFFERENT) {
      differing++;
      contents.setValue(slot, DIFFERENT);
    }
    return Found.DIFFERENT;
  }

  /** How many keys have rows that differ. */
  public long differing() {
    return differing;
  }

  /** False once a row found no room. */
  public boolean isComplete() {
    return complete;
  }

  /** How many different keys there are; those without room are not counted. */
  public int size() {
    return contents.size();
  }
}
