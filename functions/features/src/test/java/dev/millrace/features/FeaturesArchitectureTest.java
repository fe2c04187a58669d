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
        .layer("plan")
        .definedBy("dev.millrace.features.plan")
        .layer("document")
        .definedBy("dev.millrace.features.document")
        .layer("definition")
        .definedBy("dev.millrace.features.definition")
        .layer("kind")
        .definedBy("dev.millrace.features.kind")
        .layer("lookup")
        .definedBy("dev.millrace.features.lookup")
        .layer("field")
        .definedBy("dev.millrace.features.field")
        .layer("time")
        .definedBy("dev.millrace.features.time")
        .layer("json")
        .definedBy("dev.millrace.features.json")
        .whereLayer("plan")
        .mayNotBeAccessedByAnyLayer()
        .whereLayer("document")
        .mayOnlyBeAccessedByLayers("plan")
        .whereLayer("definition")
        .mayOnlyBeAccessedByLayers("plan", "document")
        .whereLayer("kind")
        .mayOnlyBeAccessedByLayers("plan", "definition")
        .whereLayer("lookup")
        .mayOnlyBeAccessedByLayers("plan", "definition")
        .whereLayer("field")
        .mayOnlyBeAccessedByLayers("plan", "document", "definition", "kind", "lookup")
        .whereLayer("time")
        .mayOnlyBeAccessedByLayers("plan", "document", "definition", "kind", "field")
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
