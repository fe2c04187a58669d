package dev.millrace.scoring;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The directions within scoring, and which classes speak to AWS. */
class ScoringArchitectureTest {
  /** What stands at the border: adapters, the handlers that wire them, and their warm-ups. */
  private static final String MAY_USE_AWS =
      "dev\\.millrace\\.scoring\\.("
          + "ScoreSessions|PredictionsApi|Redrive|ScoringSettings"
          + "|\\w+\\.\\w*(Table|Endpoint|ModelInvocation|Writes|Log|Quarantine|Item|WarmUp|StoredRoute)"
          + "|redrive\\.(Redriver|ObjectBody|FailedObjects)"
          + ")(\\$.*)?";

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.millrace.scoring");

  @Test
  void onlyTheBorderKnowsAws() {
    noClasses()
        .that()
        .haveNameNotMatching(MAY_USE_AWS)
        .should()
        .dependOnClassesThat()
        .resideInAPackage("software.amazon.awssdk..")
        .check(CLASSES);
  }

  @Test
  void layersUseOnlyThoseBelow() {
    layeredArchitecture()
        .consideringOnlyDependenciesInLayers()
        .layer("handlers")
        .definedBy("dev.millrace.scoring")
        .layer("batch, routes and redrive")
        .definedBy(
            "dev.millrace.scoring.batch",
            "dev.millrace.scoring.http",
            "dev.millrace.scoring.redrive")
        .layer("metrics")
        .definedBy("dev.millrace.scoring.metrics")
        .layer("what is kept")
        .definedBy("dev.millrace.scoring.prediction", "dev.millrace.scoring.quarantine")
        .layer("scores")
        .definedBy("dev.millrace.scoring.score")
        .layer("remote calls")
        .definedBy("dev.millrace.scoring.model", "dev.millrace.scoring.lookup")
        .whereLayer("handlers")
        .mayNotBeAccessedByAnyLayer()
        .whereLayer("batch, routes and redrive")
        .mayOnlyBeAccessedByLayers("handlers")
        .whereLayer("metrics")
        .mayOnlyBeAccessedByLayers("handlers", "batch, routes and redrive")
        .whereLayer("what is kept")
        .mayOnlyBeAccessedByLayers("handlers", "batch, routes and redrive", "metrics")
        .whereLayer("scores")
        .mayOnlyBeAccessedByLayers(
            "handlers", "batch, routes and redrive", "metrics", "what is kept")
        .whereLayer("remote calls")
        .mayOnlyBeAccessedByLayers(
            "handlers", "batch, routes and redrive", "metrics", "what is kept", "scores")
        .check(CLASSES);
  }

  @Test
  void packagesDependOnEachOtherInOneDirection() {
    slices().matching("dev.millrace.(scoring..)").should().beFreeOfCycles().check(CLASSES);
  }
}
