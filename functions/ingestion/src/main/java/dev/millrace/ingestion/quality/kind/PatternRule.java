package dev.millrace.ingestion.quality.kind;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.millrace.ingestion.definition.DefinitionObject;
import dev.millrace.ingestion.definition.PatternSize;
import dev.millrace.ingestion.quality.check.QualityCheck;
import dev.millrace.ingestion.row.JsonValues;
import java.util.List;
import java.util.Map;

/**
 * Values whose whole text matches a regular expression, in time linear in the text. The text of
 * what is no text is its JSON; a list or an object has none.
 */
record PatternRule(Pattern pattern) implements ValueRule {
  /** The longest text that is matched, in UTF-16 units; a longer one is a violation. */
  static final int LONGEST_TEXT = 10_000;

  private static final int LONGEST_PATTERN = 1_000;
  private static final long LARGEST_PROGRAM = 2_000;

  static QualityCheck read(DefinitionObject definition) {
    String text = definition.text("pattern");
    if (text.length() > LONGEST_PATTERN || PatternSize.of(text) > LARGEST_PROGRAM) {
      throw definition.refused(
          "pattern",
          "at most %d characters, and at most %d once its counted repetitions are written out"
              .formatted(LONGEST_PATTERN, LARGEST_PROGRAM));
    }
    try {
      return ValueRuleCheck.of(definition, new PatternRule(Pattern.compile(text)));
    } catch (PatternSyntaxException invalid) {
      throw definition.refused(
          "pattern",
          "a regular expression of RE2, without back references and look-around (%s)"
              .formatted(invalid.getDescription()));
    }
  }

  @Override
  public boolean allows(Object value) {
    if (value instanceof List<?> || value instanceof Map<?, ?>) {
      return false;
    }
    String text = value instanceof String held ? held : plain(value);
    return text.length() <= LONGEST_TEXT && pattern.matches(text);
  }

  /** The JSON of a time or a date is a text: what stands between its quotes. */
  private static String plain(Object value) {
    String json = JsonValues.text(value);
    return json.startsWith("\"") ? json.substring(1, json.length() - 1) : json;
  }

  @Override
  public String text() {
    return "like \"%s\"".formatted(pattern.pattern());
  }
}
