package dev.millrace.ingestion;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The directions within ingestion, and which classes speak to AWS. */
class IngestionArchitectureTest {
  /** What is caught of any call that fails, wherever an answer is found for it. */
  private static final String FAILED_CALL = "software.amazon.awssdk.core.exception.SdkException";

  /** What stands at the border: the handlers that wire, and the adapters of one resource each. */
  private static final String MAY_USE_AWS =
      "dev\\.millrace\\.ingestion\\.(\\w+|(\\w+\\.)+\\w*(Table|Item|Bucket|Objects|Secrets|Signer|WarmUp|JobParts))(\\$.*)?";

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.millrace.ingestion");

  @Test
  void onlyTheBorderKnowsAws() {
    noClasses()
        .that()
        .haveNameNotMatching(MAY_USE_AWS)
        .should()
        .dependOnClassesThat(
            resideInAPackage("software.amazon.awssdk..").and(not(assignableTo(FAILED_CALL))))
        .check(CLASSES);
  }

  @Test
  void packagesDependOnEachOtherInOneDirection() {
    slices().matching("dev.millrace.(ingestion..)").should().beFreeOfCycles().check(CLASSES);
  }
}
