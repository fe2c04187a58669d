package dev.millrace.tables;

import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** Bronze and the Iceberg tables, each by itself. */
class TablesArchitectureTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.millrace.tables");

  @Test
  void packagesDependOnEachOtherInOneDirection() {
    slices().matching("dev.millrace.(tables..)").should().beFreeOfCycles().check(CLASSES);
  }
}
