package dev.millrace.features.lookup;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The attributes of one row of a look-up table: each is a number or a text. Immutable.
 *
 * @param numbers by attribute name
 * @param texts by attribute name
 */
public record LookupRow(Map<String, Double> numbers, Map<String, String> texts) {
  /** Copies both. */
  public LookupRow {
    numbers = Map.copyOf(numbers);
    texts = Map.copyOf(texts);
  }

  /** The attribute's number; empty when the row has none, or a text. */
  public OptionalDouble number(String attribute) {
    Double value = numbers.get(attribute);
    return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
  }

  /** The attribute's text; empty when the row has none, or a number. */
  public Optional<String> text(String attribute) {
    return Optional.ofNullable(texts.get(attribute));
  }
}
