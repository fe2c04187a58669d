package dev.millrace.lake.lookup;

import dev.millrace.features.json.UnicodeText;
import dev.millrace.features.lookup.AttributeNumber;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * What kind of attribute a column holds: numbers when each of its values is one, else texts. Empty
 * cells say nothing. Not thread-safe.
 */
final class ColumnValues {
  /** They are numbers to whoever computed them, and no values to a model. */
  private static final Set<String> NO_VALUES =
      Set.of("nan", "inf", "+inf", "-inf", "infinity", "+infinity", "-infinity");

  private final String name;
  private long numbers;
  private long firstNoValueLine;
  private String firstNoValue = "";
  private long firstTextLine;
  private String firstText = "";

  ColumnValues(String name) {
    this.name = name;
  }

  String name() {
    return name;
  }

  /** Takes a cell's text in. */
  void add(long line, String cell) {
    if (cell.isEmpty()) {
      return;
    }
    if (AttributeNumber.plain(cell).isPresent()) {
      numbers++;
    } else if (NO_VALUES.contains(cell.toLowerCase(Locale.ROOT))) {
      if (firstNoValueLine == 0) {
        firstNoValueLine = line;
        firstNoValue = cell;
      }
    } else if (firstTextLine == 0) {
      firstTextLine = line;
      firstText = cell;
    }
  }

  /** Whether its attribute is a number. */
  boolean isNumber() {
    return numbers > 0 && firstTextLine == 0 && firstNoValueLine == 0;
  }

  /** Adds a NaN or an infinity among numbers. */
  void addProblemsTo(LookupProblems problems) {
    if (numbers > 0 && firstTextLine == 0 && firstNoValueLine > 0) {
      problems.add(
          firstNoValueLine,
          ", column %s holds \"%s\" among numbers; expected a number, or nothing"
              .formatted(name, firstNoValue));
    }
  }

  /** Why the column is text although some of its values are numbers. */
  Optional<String> note() {
    return numbers > 0 && firstTextLine > 0
        ? Optional.of(
            "Column %s is text: line %d holds \"%s\", which is no number that is stored; %,d other values are"
                .formatted(name, firstTextLine, UnicodeText.shown(firstText), numbers))
        : Optional.empty();
  }
}
