package dev.millrace.scoring;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
  /** What stands at the border: adapters, the handlers that wire them, and their warm-ups. */
  private static final String MAY_USE_AWS =
      "dev\\.millrace\\.scoring\\.("
          + "\\w*(Table|Endpoint|ModelInvocation|Writes|Log|Quarantine|Item|WarmUp)"
          + "|StoredRoute|ScoreSessions|PredictionsApi|Redrive|Scorer"
          + "|redrive\\.(Redriver|Marks|ObjectBody|FailedObjects)"
          + ")(\\$.*)?";

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.millrace.scoring");

  @Test
  void onlyTheBorderKnowsAws() {
    noClasses()
        .that()
        .haveNameNotMatching(MAY_USE_AWS)
        .should()
        .dependOnClassesThat()
        .resideInAPackage("software.amazon.awssdk..")
        .check(CLASSES);
  }

  @Test
  void packagesDependOnEachOtherInOneDirection() {
    slices().matching("dev.millrace.(scoring..)").should().beFreeOfCycles().check(CLASSES);
  }
}
