package dev.millrace.ingestion.quality.kind;

import dev.millrace.ingestion.definition.DefinitionObject;
import dev.millrace.ingestion.quality.check.CheckEvaluation;
import dev.millrace.ingestion.quality.check.CheckVerdict;
import dev.millrace.ingestion.quality.check.KeyReference;
import dev.millrace.ingestion.quality.check.QualityCheck;
import dev.millrace.ingestion.quality.check.QualityContext;
import dev.millrace.ingestion.quality.check.RunFacts;
import dev.millrace.ingestion.quality.value.KeyLookup;
import dev.millrace.ingestion.row.Row;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The values of the columns, together, are a key of another dataset. A row with a null in one of
 * the columns refers to nothing: that is a violation only where the definition says so. Measured is
 * the number of violations.
 */
record ReferencesCheck(
    List<String> columns, KeyReference target, boolean nullsAllowed, ViolationBound bound)
    implements QualityCheck {

  static QualityCheck read(DefinitionObject definition) {
    List<String> columns = CheckMembers.columns(definition);
    return new ReferencesCheck(
        columns,
        CheckMembers.reference(definition, columns),
        definition.flag("nulls_allowed", true),
        ViolationBound.read(definition));
  }

  @Override
  public Optional<KeyReference> reference() {
    return Optional.of(target);
  }

  @Override
  public CheckEvaluation begin(QualityContext context) {
    return new Evaluation(this, context);
  }

  private static final class Evaluation implements CheckEvaluation {
    private final ReferencesCheck check;
    private final Optional<KeyLookup> keys;
    private final ValueExamples examples;
    private long references;
    private long nulls;
    private long unknown;

    Evaluation(ReferencesCheck check, QualityContext context) {
      this.check = check;
      this.keys = context.referencedKeys().keys(check.target.dataset(), check.target.columns());
      this.examples = new ValueExamples(check.columns, context.protectedColumns());
    }

    @Override
    public void row(Row row) {
      if (keys.isEmpty()) {
        return;
      }
      List<Object> values = check.columns.stream().map(row::value).toList();
      if (values.stream().anyMatch(Objects::isNull)) {
        nulls++;
        return;
      }
      references++;
      if (!keys.get().contains(values)) {
        unknown++;
        examples.addKey(values);
      }
    }

    @Override
    public CheckVerdict end(RunFacts facts) {
      String target =
          "%s (%s)".formatted(check.target.dataset(), String.join(", ", check.target.columns()));
      if (keys.isEmpty()) {
        return CheckVerdict.failed(
            "%s: not evaluated, because there is no dataset with the columns %s"
                .formatted(name(), target));
      }
      OptionalInt limit = keys.get().reachedLimit();
      if (limit.isPresent() && unknown > 0) {
        return CheckVerdict.failed(
            "%s: not evaluated, because %s has more keys than the %s that can be remembered"
                .formatted(name(), target, Figures.count(limit.getAsInt())));
      }
      long violations = unknown + (check.nullsAllowed ? 0 : nulls);
      long of = references + (check.nullsAllowed ? 0 : nulls);
      return CheckVerdict.of(
          check.bound.allows(violations, of), message(violations, of, target), violations);
    }

    private String message(long violations, long of, String target) {
      if (violations == 0) {
        return "%s: all %s references are in %s".formatted(name(), Figures.count(of), target);
      }
      String found =
          "%s: %s not in %s%s; %s"
              .formatted(
                  name(),
                  Figures.some(violations, of, "references"),
                  target,
                  examples.suchAs(),
                  check.bound.text());
      // Ids that are numbers here and texts there are the usual cause.
      return unknown == references && unknown > 1
          ? found + ". No value is found at all: the columns may have different types"
          : found;
    }

    private String name() {
      return String.join(", ", check.columns);
    }
  }
}
