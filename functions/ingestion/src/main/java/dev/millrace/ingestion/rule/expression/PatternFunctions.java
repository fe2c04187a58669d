package dev.millrace.ingestion.rule.expression;

import com.dashjoin.jsonata.Utils;
import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * JSONata's functions that search in texts, with RE2 for their patterns: in time linear in the
 * text. Of arguments that were not given there is a null.
 */
final class PatternFunctions {
  private PatternFunctions() {}

  static Object contains(List<?> arguments) {
    return arguments.get(0) == null ? null : matcher(arguments).find();
  }

  /** Objects with the text that matched, its index, and its groups. */
  static Object match(List<?> arguments) {
    if (arguments.get(0) == null) {
      return null;
    }
    List<Object> matches = Utils.createSequence();
    Matcher matcher = matcher(arguments);
    int most = limit(arguments, 2);
    while (matches.size() < most && find(matcher)) {
      List<Object> groups = new ArrayList<>();
      for (int group = 1; group <= matcher.groupCount(); group++) {
        groups.add(matcher.group(group) == null ? "" : matcher.group(group));
      }
      Map<String, Object> match = new LinkedHashMap<>();
      match.put("match", matcher.group());
      match.put("index", matcher.start());
      match.put("groups", groups);
      matches.add(match);
    }
    return matches;
  }

  static Object replace(List<?> arguments) {
    if (arguments.get(0) == null) {
      return null;
    }
    if (!(arguments.get(2) instanceof String replacement)) {
      throw new IllegalArgumentException("$replace takes a text to put in, no function");
    }
    String text = (String) arguments.get(0);
    Matcher matcher = matcher(arguments);
    boolean hasGroups = !(arguments.get(1) instanceof String);
    int most = limit(arguments, 3);
    StringBuilder replaced = new StringBuilder();
    int end = 0;
    for (int count = 0; count < most && find(matcher); count++) {
      replaced.append(text, end, matcher.start());
      replaced.append(hasGroups ? expanded(replacement, matcher) : replacement);
      end = matcher.end();
      requireBounded(replaced);
    }
    return replaced.append(text, end, text.length()).toString();
  }

  private static void requireBounded(CharSequence text) {
    if (text.length() > EvaluationBounds.LARGEST_VALUE) {
      throw new EvaluationBounds.Exceeded("a text of more than a million characters");
    }
  }

  /** {@code $0} to {@code $9} are what the groups hold, {@code $$} is a dollar sign. */
  private static String expanded(String replacement, Matcher matcher) {
    StringBuilder expanded = new StringBuilder();
    for (int at = 0; at < replacement.length(); at++) {
      char character = replacement.charAt(at);
      char next = at + 1 < replacement.length() ? replacement.charAt(at + 1) : ' ';
      if (character == '$' && next == '$') {
        expanded.append(next);
        at++;
      } else if (character == '$' && next >= '0' && next <= '9') {
        int group = next - '0';
        boolean held = group <= matcher.groupCount() && matcher.group(group) != null;
        expanded.append(held ? matcher.group(group) : "");
        at++;
      } else {
        expanded.append(character);
      }
      requireBounded(expanded);
    }
    return expanded.toString();
  }

  static Object split(List<?> arguments) {
    if (arguments.get(0) == null) {
      return null;
    }
    String text = (String) arguments.get(0);
    int most = limit(arguments, 2);
    List<Object> parts = new ArrayList<>();
    if (arguments.get(1) instanceof String separator && separator.isEmpty()) {
      text.codePoints().limit(most).forEach(point -> parts.add(Character.toString(point)));
      return parts;
    }
    Matcher matcher = matcher(arguments);
    int end = 0;
    while (parts.size() < most && find(matcher)) {
      parts.add(text.substring(end, matcher.start()));
      end = matcher.end();
    }
    if (parts.size() < most) {
      parts.add(text.substring(end));
    }
    return parts;
  }

  private static boolean find(Matcher matcher) {
    if (!matcher.find()) {
      return false;
    }
    if (matcher.start() == matcher.end()) {
      throw new IllegalArgumentException("The pattern matches the empty text");
    }
    return true;
  }

  private static Matcher matcher(List<?> arguments) {
    Pattern pattern =
        switch (arguments.get(1)) {
          case String text -> Pattern.compile(Pattern.quote(text));
          case java.util.regex.Pattern literal ->
              Pattern.compile(literal.pattern(), flags(literal.flags()));
          case null, default -> throw new IllegalArgumentException("Not a text, not a pattern");
        };
    return pattern.matcher((String) arguments.get(0));
  }

  private static int flags(int flags) {
    return ((flags & java.util.regex.Pattern.CASE_INSENSITIVE) != 0 ? Pattern.CASE_INSENSITIVE : 0)
        | ((flags & java.util.regex.Pattern.MULTILINE) != 0 ? Pattern.MULTILINE : 0);
  }

  private static int limit(List<?> arguments, int index) {
    if (!(arguments.get(index) instanceof Number limit)) {
      return Integer.MAX_VALUE;
    }
    if (limit.doubleValue() < 0) {
      throw new IllegalArgumentException("A limit is not negative");
    }
    return limit.intValue();
  }
}
