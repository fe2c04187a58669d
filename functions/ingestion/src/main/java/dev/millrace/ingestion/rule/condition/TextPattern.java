package dev.millrace.ingestion.rule.condition;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.millrace.ingestion.definition.DefinitionObject;
import dev.millrace.ingestion.definition.PatternSize;
import dev.millrace.ingestion.rule.value.ValueRejected;

/**
 * A regular expression in the syntax of RE2, which is matched in time linear in the text: {@value
 * #LONGEST_TEXT} characters at most. Thread-safe.
 */
final class TextPattern {
  static final int LONGEST_TEXT = 100_000;
  private static final int LONGEST_PATTERN = 1_000;

  /** In instructions: the time of a match grows with it. */
  private static final int LARGEST_PROGRAM = 10_000;

  private final Pattern pattern;

  private TextPattern(Pattern pattern) {
    this.pattern = pattern;
  }

  static TextPattern read(DefinitionObject definition, String name) {
    String text = definition.text(name);
    try {
      // Compiling writes repetitions out: a pattern's size is reckoned before.
      if (text.length() <= LONGEST_PATTERN && PatternSize.of(text) <= LARGEST_PROGRAM) {
        Pattern pattern = Pattern.compile(text);
        if (pattern.programSize() <= LARGEST_PROGRAM) {
          return new TextPattern(pattern);
        }
      }
    } catch (PatternSyntaxException malformed) {
      throw definition.refused(name, expected());
    }
    throw definition.refused(name, expected());
  }

  private static String expected() {
    return "a regular expression in the syntax of RE2, of at most %d characters and %d steps"
        .formatted(LONGEST_PATTERN, LARGEST_PROGRAM);
  }

  /** Whether it matches somewhere in the text. */
  boolean isFoundIn(Object held) throws ValueRejected {
    if (held instanceof String text && text.length() <= LONGEST_TEXT) {
      return pattern.matcher(text).find();
    }
    throw ValueRejected.held(
        held, "a text of at most %d characters for a regular expression".formatted(LONGEST_TEXT));
  }
}
