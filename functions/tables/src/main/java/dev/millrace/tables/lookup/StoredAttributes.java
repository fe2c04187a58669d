package dev.millrace.tables.lookup;

import dev.millrace.common.Sha256;
import dev.millrace.features.lookup.LookupRow;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The attributes of a look-up row as tables store them: each as a text, with the names of those
 * that are numbers. Immutable.
 *
 * @param values by attribute name; a number as a plain decimal without superfluous zeros
 * @param numbers the names of the attributes that are numbers; each is in {@code values}
 */
public record StoredAttributes(Map<String, String> values, Set<String> numbers) {
  /**
   * Copies both.
   *
   * @throws IllegalArgumentException when a number has no value
   */
  public StoredAttributes {
    values = Collections.unmodifiableMap(new TreeMap<>(values));
    numbers = Collections.unmodifiableSet(new TreeSet<>(numbers));
    if (!values.keySet().containsAll(numbers)) {
      throw new IllegalArgumentException(
          "numbers held %s, expected names of %s".formatted(numbers, values.keySet()));
    }
  }

  /** The row that features are computed from. */
  public LookupRow row() {
    Map<String, Double> ofNumbers = new HashMap<>();
    Map<String, String> ofTexts = new HashMap<>();
    values.forEach(
        (name, value) -> {
          if (numbers.contains(name)) {
            ofNumbers.put(name, Double.valueOf(value));
          } else {
            ofTexts.put(name, value);
          }
        });
    return new LookupRow(ofNumbers, ofTexts);
  }

  /** 64 bits that are the same for equal attributes, and by all odds different for others. */
  public long fingerprint() {
    StringBuilder all = new StringBuilder();
    values.forEach(
        (name, value) ->
            all.append(name)
                .append(numbers.contains(name) ? '=' : ':')
                .append(value.length())
                .append(':')
                .append(value));
    return ByteBuffer.wrap(Sha256.of(all.toString().getBytes(StandardCharsets.UTF_8))).getLong();
  }
}
