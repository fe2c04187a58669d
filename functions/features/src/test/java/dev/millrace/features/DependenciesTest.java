package dev.millrace.features;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class DependenciesTest {
  @Test
  void featuresAreComputedWithoutAwsOrAnyOtherLibraryThanTheJsonParser() {
    classes()
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage("dev.millrace.features..", "java..", "com.fasterxml.jackson.core..")
        .check(
            new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages("dev.millrace.features"));
  }
}
