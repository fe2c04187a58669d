package dev.millrace.infra;

import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.millrace.infra.capability.Capability;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.millrace.infra");

  @Test
  void packagesDependOnEachOtherInOneDirection() {
    slices().matching("dev.millrace.(infra..)").should().beFreeOfCycles().check(CLASSES);
  }

  /** It finds another one's resources by their names. */
  @Test
  void aCapabilityKnowsOfAnotherOnlyItsName() {
    var packages = capabilities().map(JavaClass::getPackageName).collect(Collectors.toSet());
    assertThat(packages).isNotEmpty();
    assertThat(dependenciesBetween(packages))
        .allSatisfy(
            dependency ->
                assertThat(dependency.getTargetClass().isAssignableTo(Capability.class))
                    .as(dependency.getDescription())
                    .isTrue());
  }

  /** What all capabilities share is not in the room of one. */
  @Test
  void onlyTheAppKnowsWhichCapabilitiesThereAre() {
    var packages = capabilities().map(JavaClass::getPackageName).collect(Collectors.toSet());
    assertThat(CLASSES.stream())
        .filteredOn(from -> !packages.contains(from.getPackageName()))
        .filteredOn(from -> !from.getPackageName().equals("dev.millrace.infra"))
        .allSatisfy(
            from ->
                assertThat(from.getDirectDependenciesFromSelf())
                    .noneMatch(to -> packages.contains(to.getTargetClass().getPackageName())));
  }

  @Test
  void aPackageFitsOnAScreen() {
    assertThat(
            CLASSES.stream()
                .filter(JavaClass::isTopLevelClass)
                .collect(Collectors.groupingBy(JavaClass::getPackageName, Collectors.counting()))
                .values())
        .allMatch(classes -> classes <= 24);
  }

  private static Stream<JavaClass> capabilities() {
    return CLASSES.stream()
        .filter(type -> !type.isInterface() && type.isAssignableTo(Capability.class));
  }

  private static List<Dependency> dependenciesBetween(Set<String> packages) {
    return CLASSES.stream()
        .filter(from -> packages.contains(from.getPackageName()))
        .flatMap(from -> from.getDirectDependenciesFromSelf().stream())
        .filter(to -> packages.contains(to.getTargetClass().getPackageName()))
        .filter(
            to ->
                !to.getTargetClass().getPackageName().equals(to.getOriginClass().getPackageName()))
        .toList();
  }
}
