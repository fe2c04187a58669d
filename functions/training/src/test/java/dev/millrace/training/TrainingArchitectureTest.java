package dev.millrace.training;

import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The directions within the building of training sets. */
class TrainingArchitectureTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.millrace.training");

  @Test
  void packagesDependOnEachOtherInOneDirection() {
    slices().matching("dev.millrace.(training..)").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void layersUseOnlyThoseBelow() {
    layeredArchitecture()
        .consideringOnlyDependenciesInLayers()
        .layer("handlers and training sets")
        .definedBy("dev.millrace.training")
        .layer("parts")
        .definedBy("dev.millrace.training.part")
        .layer("runs")
        .definedBy("dev.millrace.training.run")
        .layer("models")
        .definedBy("dev.millrace.training.model")
        .layer("hashes")
        .definedBy("dev.millrace.training.hash")
        .whereLayer("handlers and training sets")
        .mayNotBeAccessedByAnyLayer()
        .whereLayer("parts")
        .mayOnlyBeAccessedByLayers("handlers and training sets")
        .whereLayer("runs")
        .mayOnlyBeAccessedByLayers("handlers and training sets", "parts")
        .whereLayer("models")
        .mayOnlyBeAccessedByLayers("handlers and training sets", "parts", "runs")
        .whereLayer("hashes")
        .mayOnlyBeAccessedByLayers("handlers and training sets", "parts", "runs")
        .check(CLASSES);
  }
}
