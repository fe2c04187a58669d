package dev.millrace.scoring.route;

import java.io.Serial;
import java.util.LinkedHashMap;
import java.util.Map;

/** A map of so many entries at most: the one goes that was used longest ago. */
final class LeastRecentlyUsed<V> extends LinkedHashMap<String, V> {
  @Serial private static final long serialVersionUID = 1;

  private final int maximum;

  LeastRecentlyUsed(int maximum) {
    super(16, 0.75f, true);
    this.maximum = maximum;
  }

  @Override
  protected boolean removeEldestEntry(Map.Entry<String, V> eldest) {
    return size() > maximum;
  }
}
