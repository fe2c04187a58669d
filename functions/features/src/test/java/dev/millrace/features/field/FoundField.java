package dev.millrace.features.field;

import java.util.Map;
import java.util.TreeMap;

/**
 * What a field holds, in a form that two readers can be compared by.
 *
 * @param text of a text or number
 * @param isDate whether it stood in a {@code {"$date": ...}}
 * @param count of an array's elements; -1 when it is none
 */
record FoundField(Token token, String text, boolean isDate, int count) {

  FoundField in(int newCount) {
    return new FoundField(token, text, isDate, newCount);
  }

  /** Of each path that holds something, what it holds. */
  static Map<String, FoundField> all(DocumentFields fields, Map<String, Integer> slots) {
    Map<String, FoundField> all = new TreeMap<>();
    slots.forEach(
        (path, slot) -> {
          if (fields.token(slot) != Token.NOTHING || fields.count(slot) >= 0) {
            all.put(
                path,
                new FoundField(
                    fields.token(slot),
                    fields.text(slot),
                    fields.isDate(slot),
                    fields.count(slot)));
          }
        });
    return all;
  }
}
