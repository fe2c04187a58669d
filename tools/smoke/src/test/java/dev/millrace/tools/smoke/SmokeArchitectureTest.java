package dev.millrace.tools.smoke;

import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class SmokeArchitectureTest {
  @Test
  void packagesDependOnEachOtherInOneDirection() {
    slices()
        .matching("dev.millrace.tools.(smoke..)")
        .should()
        .beFreeOfCycles()
        .check(
            new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages("dev.millrace.tools.smoke"));
  }
}
