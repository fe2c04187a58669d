package dev.millrace.common;

import java.io.Serial;
import java.util.LinkedHashMap;
import java.util.Map;

/** A map of so many entries at most: the one goes that was used longest ago. Not thread-safe. */
public final class LeastRecentlyUsed<K, V> extends LinkedHashMap<K, V> {
  @Serial private static final long serialVersionUID = 1;

  private final int maximum;

  /**
   * An empty map.
   *
   * @param maximum the most entries that it keeps
   */
  public LeastRecentlyUsed(int maximum) {
    super(16, 0.75f, true);
    this.maximum = maximum;
  }

  @Override
  protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
    return size() > maximum;
  }
}
