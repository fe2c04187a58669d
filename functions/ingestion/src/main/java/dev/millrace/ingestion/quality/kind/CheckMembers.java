package dev.millrace.ingestion.quality.kind;

import dev.millrace.ingestion.definition.DefinitionObject;
import dev.millrace.ingestion.definition.InvalidDefinition;
import dev.millrace.ingestion.quality.check.KeyReference;
import dev.millrace.ingestion.quality.check.QualityCheck;
import dev.millrace.ingestion.quality.value.ExactNumbers;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/** Reads the members that several kinds of checks have. */
final class CheckMembers {
  private static final long MOST_PERCENT = 1_000_000;

  private CheckMembers() {}

  /** The member {@code columns}: 1 to 20 different names. */
  static List<String> columns(DefinitionObject definition) {
    return columns(definition, "columns");
  }

  private static List<String> columns(DefinitionObject definition, String member) {
    List<String> columns = definition.texts(member);
    if (columns.isEmpty() || columns.size() > QualityCheck.MOST_COLUMNS) {
      throw definition.refused(
          member, "1 to %d names of columns".formatted(QualityCheck.MOST_COLUMNS));
    }
    Set<String> before = new HashSet<>();
    for (int i = 0; i < columns.size(); i++) {
      String name = columns.get(i);
      if (name.length() > QualityCheck.LONGEST_COLUMN || !before.add(name)) {
        throw new InvalidDefinition(
            definition.pointer(member) + '/' + i,
            DefinitionObject.shown(name),
            "each column once, with at most %d characters".formatted(QualityCheck.LONGEST_COLUMN));
      }
    }
    return List.copyOf(columns);
  }

  /** A member that is a share, 0 to 1. */
  static OptionalDouble share(DefinitionObject definition, String member) {
    return number(definition, member, 1, "a share from 0 to 1");
  }

  /** A member that is a number of percent, 0 to 1,000,000. */
  static OptionalDouble percent(DefinitionObject definition, String member) {
    return number(
        definition, member, MOST_PERCENT, "a number of percent from 0 to " + MOST_PERCENT);
  }

  private static OptionalDouble number(
      DefinitionObject definition, String member, long most, String expected) {
    return switch (definition.value(member)) {
      case null -> OptionalDouble.empty();
      case Number number
          when ExactNumbers.compare(number, 0L) >= 0 && ExactNumbers.compare(number, most) <= 0 ->
          OptionalDouble.of(number.doubleValue());
      default -> throw definition.refused(member, expected);
    };
  }

  /** The member {@code references}: a dataset and as many of its columns as the check has. */
  static KeyReference reference(DefinitionObject definition, List<String> columns) {
    Optional<DefinitionObject> found = definition.optionalObject("references");
    DefinitionObject reference =
        found.orElseThrow(
            () -> definition.refused("references", "an object with dataset and columns"));
    String dataset = reference.text("dataset");
    if (!dataset.matches("[a-z][a-z0-9_]{0,62}")) {
      throw reference.refused("dataset", "a dataset's name, [a-z][a-z0-9_]{0,62}");
    }
    List<String> referenced = columns(reference, "columns");
    if (referenced.size() != columns.size()) {
      throw reference.refused(
          "columns", "as many columns as the check has, %d".formatted(columns.size()));
    }
    reference.end();
    return new KeyReference(dataset, referenced);
  }
}
