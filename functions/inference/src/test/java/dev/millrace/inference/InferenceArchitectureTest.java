package dev.millrace.inference;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class InferenceArchitectureTest {

  @Test
  void modelsAnswerWithoutAwsOrAnyLibraryBesideTheRuntimeAndTheJsonParser() {
    classes()
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "dev.millrace.inference..",
            "dev.millrace.features..",
            "java..",
            "ai.onnxruntime..",
            "com.fasterxml.jackson.core..")
        .check(
            new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages("dev.millrace.inference"));
  }
}
