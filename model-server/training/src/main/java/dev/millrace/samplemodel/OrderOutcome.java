package dev.millrace.samplemodel;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What becomes of an order: the classes of the sample's second model, in their order. */
enum OrderOutcome {
  KEPT,
  EXCHANGED,
  RETURNED;

  /** The classes' names: {@code kept} and so on. */
  static List<String> names() {
    return Arrays.stream(values()).map(value -> value.name().toLowerCase(Locale.ROOT)).toList();
  }
}
