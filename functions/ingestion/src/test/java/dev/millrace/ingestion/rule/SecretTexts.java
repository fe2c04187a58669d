package dev.millrace.ingestion.rule;

import dev.millrace.ingestion.row.JsonValues;
import dev.millrace.ingestion.row.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which of a row's marked texts a hash or mask hides: found by running the rules up to each hash or
 * mask, and looking what stands in its field.
 */
final class SecretTexts {
  private static final Pattern MARKED = Pattern.compile("S\\d{4}S");
  private static final Pattern PROTECTING =
      Pattern.compile("\\{\"rule\": \"(?:hash|mask)\", \"field\": \"(\\w+)\"");

  private SecretTexts() {}

  static List<String> of(List<String> rules, Row row) {
    List<String> secrets = new ArrayList<>();
    List<String> before = new ArrayList<>();
    for (String rule : rules) {
      Matcher protecting = PROTECTING.matcher(rule);
      if (protecting.lookingAt()) {
        for (Row reached : RuleFixture.rules(before.toString()).apply(row).rows()) {
          Object held = reached.value(protecting.group(1));
          if (held != null) {
            Matcher marked = MARKED.matcher(JsonValues.text(held).toUpperCase(Locale.ROOT));
            marked.results().forEach(found -> secrets.add(found.group()));
          }
        }
      }
      before.add(rule);
    }
    return secrets;
  }
}
