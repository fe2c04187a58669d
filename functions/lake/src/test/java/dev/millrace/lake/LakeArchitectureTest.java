package dev.millrace.lake;

import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The directions within the lake: its handlers, what they run, and what that is about. */
class LakeArchitectureTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.millrace.lake");

  @Test
  void packagesDependOnEachOtherInOneDirection() {
    slices().matching("dev.millrace.(lake..)").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void layersUseOnlyThoseBelow() {
    layeredArchitecture()
        .consideringOnlyDependenciesInLayers()
        .layer("handlers")
        .definedBy("dev.millrace.lake")
        .layer("jobs and routes")
        .definedBy(
            "dev.millrace.lake.archive",
            "dev.millrace.lake.cleaning",
            "dev.millrace.lake.aggregation",
            "dev.millrace.lake.lookup",
            "dev.millrace.lake.http")
        .layer("anomalies")
        .definedBy("dev.millrace.lake.anomaly")
        .layer("metrics and events")
        .definedBy("dev.millrace.lake.metrics", "dev.millrace.lake.events")
        .whereLayer("handlers")
        .mayNotBeAccessedByAnyLayer()
        .whereLayer("jobs and routes")
        .mayOnlyBeAccessedByLayers("handlers")
        .whereLayer("anomalies")
        .mayOnlyBeAccessedByLayers("handlers", "jobs and routes")
        .whereLayer("metrics and events")
        .mayOnlyBeAccessedByLayers("handlers", "jobs and routes", "anomalies")
        .check(CLASSES);
  }
}
