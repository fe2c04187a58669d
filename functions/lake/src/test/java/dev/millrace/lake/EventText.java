package dev.millrace.lake;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;

/** Events as JSON texts, of which there are many for the same value. */
final class EventText {
  private EventText() {}

  /** An object with these members, whose values are JSON texts. */
  static String of(List<Map.Entry<String, String>> members) {
    return text(members, "");
  }

  private static String text(List<Map.Entry<String, String>> members, String space) {
    List<String> texts = new ArrayList<>();
    members.forEach(member -> texts.add('"' + member.getKey() + "\":" + space + member.getValue()));
    return '{' + String.join(',' + space, texts) + '}';
  }

  /** The same value with its members in another order, white space, escapes and other numbers. */
  static String inOtherWords(SortedMap<String, String> fields, Random random) {
    List<Map.Entry<String, String>> members = new ArrayList<>();
    // The id stays: one that is a number counts as its text.
    fields.forEach(
        (name, text) ->
            members.add(
                Map.entry(
                    random.nextInt(4) == 0 ? escaped(name) : name,
                    name.equals("event_id") ? text : inOtherWords(text))));
    Collections.shuffle(members, random);
    return text(members, random.nextBoolean() ? " " : "\r\n\t");
  }

  private static String inOtherWords(String text) {
    if (text.matches("-?\\d+(\\.\\d+)?")) {
      return text + (text.indexOf('.') < 0 ? ".0" : "00e0");
    }
    if (text.matches("\"[\\w-]+\"")) {
      return '"' + escaped(text.substring(1, text.length() - 1)) + '"';
    }
    return text.equals("{\"b\": [1, null]}") ? "{ \"b\":[1.0,null ]}" : text;
  }

  private static String escaped(String text) {
    return "\\u%04X%s".formatted((int) text.charAt(0), text.substring(1));
  }
}
