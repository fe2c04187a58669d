package dev.millrace.infra.construct;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Maps that keep the order in which they are written. {@link Map#of} and {@link java.util.Set#of}
 * give theirs in an order that differs from one JVM to the next, and what reaches a template in
 * such an order makes a change set of a synthesis that changed nothing.
 */
public final class InOrder {
  private InOrder() {}

  public static <V> Map<String, V> map(String key1, V value1, String key2, V value2) {
    var map = new LinkedHashMap<String, V>();
    map.put(key1, value1);
    map.put(key2, value2);
    return map;
  }

  /** The keys in their order, each with what a function says of it. */
  public static <V> Map<String, V> map(Stream<String> keys, Function<String, V> valueOf) {
    var map = new LinkedHashMap<String, V>();
    keys.forEach(key -> map.put(key, valueOf.apply(key)));
    return map;
  }
}
