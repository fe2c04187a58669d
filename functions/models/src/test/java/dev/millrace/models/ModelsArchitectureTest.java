package dev.millrace.models;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The directions within the capability of models. */
class ModelsArchitectureTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.millrace.models");

  @Test
  void packagesDependOnEachOtherInOneDirection() {
    slices().matching("dev.millrace.(models..)").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void whatRunsUploadedFilesKnowsNoTable() {
    noClasses()
        .that()
        .resideInAPackage("dev.millrace.models.validation")
        .or()
        .haveSimpleName("ValidateVersion")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("software.amazon.awssdk.services.dynamodb..", "dev.millrace.audit..")
        .check(CLASSES);
  }
}
