package dev.millrace.features;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The directions from the bytes of a document to a feature vector. */
class FeaturesArchitectureTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.millrace.features");

  @Test
  void packagesDependOnEachOtherInOneDirection() {
    slices().matching("dev.millrace.(features..)").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void layersUseOnlyThoseBelow() {
    layeredArchitecture()
        .consideringOnlyDependenciesInLayers()
        .layer("vectors")
        .definedBy("dev.millrace.features")
        .layer("sessions")
        .definedBy("dev.millrace.features.session")
        .layer("JSON")
        .definedBy("dev.millrace.features.json")
        .layer("time")
        .definedBy("dev.millrace.features.time")
        .whereLayer("vectors")
        .mayNotBeAccessedByAnyLayer()
        .whereLayer("sessions")
        .mayOnlyBeAccessedByLayers("vectors")
        .whereLayer("JSON")
        .mayOnlyBeAccessedByLayers("vectors", "sessions")
        .whereLayer("time")
        .mayOnlyBeAccessedByLayers("vectors", "sessions", "JSON")
        .check(CLASSES);
  }

  @Test
  void featuresAreComputedWithoutAwsOrAnyOtherLibraryThanTheJsonParser() {
    classes()
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage("dev.millrace.features..", "java..", "com.fasterxml.jackson.core..")
        .check(CLASSES);
  }
}
