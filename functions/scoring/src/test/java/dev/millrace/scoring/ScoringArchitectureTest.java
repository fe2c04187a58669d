package dev.millrace.scoring;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The directions within scoring, and which classes speak to AWS. */
class ScoringArchitectureTest {
  /** What is caught of any call that fails, wherever an answer is found for it. */
  private static final String FAILED_CALL = "software.amazon.awssdk.core.exception.SdkException";

  /** What stands at the border: adapters, the handlers that wire them, and their warm-ups. */
  private static final String MAY_USE_AWS =
      "dev\\.millrace\\.scoring\\.("
          + "ScoreSessions|ScoreShadows|BackfillsApi|BackfillStep|RoutingSettings|PredictionsApi|Redrive|ScoringSettings"
          + "|\\w+\\.\\w*(Table|Endpoint|ModelEndpoints|ModelInvocation|Writes|Log|Quarantine|Item|WarmUp|StoredRoute)"
          + "|redrive\\.(Redriver|ObjectBody|FailedObjects)|backfill\\.ArchivedRecords"
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
        .dependOnClassesThat(
            resideInAPackage("software.amazon.awssdk..").and(not(assignableTo(FAILED_CALL))))
        .check(CLASSES);
  }

  @Test
  void layersUseOnlyThoseBelow() {
    layeredArchitecture()
        .consideringOnlyDependenciesInLayers()
        .layer("handlers")
        .definedBy("dev.millrace.scoring")
        .layer("batches, requests and redrive")
        .definedBy(
            "dev.millrace.scoring.backfill",
            "dev.millrace.scoring.batch",
            "dev.millrace.scoring.http",
            "dev.millrace.scoring.redrive",
            "dev.millrace.scoring.shadow")
        .layer("metrics")
        .definedBy("dev.millrace.scoring.metrics")
        .layer("what is kept")
        .definedBy("dev.millrace.scoring.prediction", "dev.millrace.scoring.quarantine")
        .layer("scores")
        .definedBy("dev.millrace.scoring.score")
        .layer("routes")
        .definedBy("dev.millrace.scoring.route")
        .layer("remote calls")
        .definedBy("dev.millrace.scoring.model", "dev.millrace.scoring.lookup")
        .whereLayer("handlers")
        .mayNotBeAccessedByAnyLayer()
        .whereLayer("batches, requests and redrive")
        .mayOnlyBeAccessedByLayers("handlers")
        .whereLayer("metrics")
        .mayOnlyBeAccessedByLayers("handlers", "batches, requests and redrive")
        .whereLayer("what is kept")
        .mayOnlyBeAccessedByLayers("handlers", "batches, requests and redrive", "metrics")
        .whereLayer("scores")
        .mayOnlyBeAccessedByLayers(
            "handlers", "batches, requests and redrive", "metrics", "what is kept")
        .whereLayer("routes")
        .mayOnlyBeAccessedByLayers(
            "handlers", "batches, requests and redrive", "metrics", "what is kept", "scores")
        .whereLayer("remote calls")
        .mayOnlyBeAccessedByLayers(
            "handlers",
            "batches, requests and redrive",
            "metrics",
            "what is kept",
            "scores",
            "routes")
        .check(CLASSES);
  }

  @Test
  void packagesDependOnEachOtherInOneDirection() {
    slices().matching("dev.millrace.(scoring..)").should().beFreeOfCycles().check(CLASSES);
  }
}
