package dev.millrace.ingestion.quality;

import dev.millrace.ingestion.definition.DefinitionObject;
import dev.millrace.ingestion.definition.InvalidDefinition;
import dev.millrace.ingestion.quality.check.KeyReference;
import dev.millrace.ingestion.quality.check.QualityCheck;
import dev.millrace.ingestion.quality.check.QualityContext;
import dev.millrace.ingestion.quality.kind.CheckKinds;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The checks of a source. Immutable and thread-safe. */
public final class QualityChecks {
  /** The most checks that a source may have. */
  public static final int MOST_CHECKS = 100;

  private final List<DefinedCheck> checks;

  private QualityChecks(List<DefinedCheck> checks) {
    this.checks = List.copyOf(checks);
  }

  /**
   * Reads checks.
   *
   * @param checks the objects of a source's {@code checks}, at most {@link #MOST_CHECKS}
   * @throws InvalidDefinition when one cannot be used, with a pointer to the place
   */
  public static QualityChecks read(List<DefinitionObject> checks) {
    if (checks.size() > MOST_CHECKS) {
      throw new InvalidDefinition(
          checks.get(MOST_CHECKS).pointer(), "one more check", MOST_CHECKS + " checks at most");
    }
    List<DefinedCheck> read = new ArrayList<>();
    for (DefinitionObject definition : checks) {
      read.add(read(definition, read.size()));
    }
    return new QualityChecks(read);
  }

  private static DefinedCheck read(DefinitionObject definition, int position) {
    String kind = definition.word("check", CheckKinds.names());
    Severity severity =
        definition.has("severity")
            ? Severity.of(definition.word("severity", Severity.texts()))
            : Severity.ERROR;
    QualityCheck check = CheckKinds.read(kind, definition);
    definition.end();
    return new DefinedCheck(kind, position, severity, check);
  }

  /** The keys of datasets that the checks ask for, to be given to {@link #begin}. */
  public Set<KeyReference> references() {
    return checks.stream()
        .map(defined -> defined.check().reference())
        .flatMap(Optional::stream)
        .collect(Collectors.toUnmodifiableSet());
  }

  /** On how many of the source's last successful runs the checks look back, 0 to 100. */
  public int lastRuns() {
    return checks.stream().mapToInt(defined -> defined.check().lastRuns()).max().orElse(0);
  }

  /** Begins one pass over the staged rows of a run. */
  public QualityEvaluation begin(QualityContext context) {
    long remembering = checks.stream().filter(defined -> defined.check().remembersKeys()).count();
    QualityContext shared = context.sharedBy((int) remembering);
    return new QualityEvaluation(
        checks.stream().map(defined -> new EvaluatedCheck(defined, shared)).toList());
  }
}
