package dev.millrace.runs;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.millrace.runs");

  @Test
  void onlyTheTableAndTheMachineCallServices() {
    noClasses()
        .that()
        .haveNameNotMatching(
            "dev\\.millrace\\.runs\\.(Run(Table|Listing|Update|Item|Machine)|PreparedRun)(\\$.*)?")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("software.amazon.awssdk.services..")
        .check(CLASSES);
  }

  @Test
  void packagesDependOnEachOtherInOneDirection() {
    slices().matching("dev.millrace.(runs..)").should().beFreeOfCycles().check(CLASSES);
  }
}
