package dev.millrace.common;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;

/**
 * Which module may depend on which, as their poms declare it. A module in {@code functions} whose
 * pom has the property {@code capability} is a capability, every other one a library; the fixtures
 * are of tests only.
 */
class DependencyDirectionsTest {
  private static final Path ROOT = Path.of("../..").toAbsolutePath().normalize();
  private static final String TEST_SUPPORT = "millrace-test-support";

  private final Map<String, Module> modules = new TreeMap<>();

  private record Module(String artifact, boolean isCapability, List<Dependency> dependencies) {
    /** The modules of this project that are on its class path. */
    Set<String> ofThisProject() {
      return ofThisProject(dependency -> !dependency.isFixturesOfTests());
    }

    /** Those of them that are there when it runs, and not in its tests alone. */
    Set<String> whenItRuns() {
      return ofThisProject(dependency -> !dependency.scope().equals("test"));
    }

    private Set<String> ofThisProject(Predicate<Dependency> which) {
      return dependencies.stream()
          .filter(Dependency::isOfThisProject)
          .filter(which)
          .map(Dependency::artifact)
          .collect(Collectors.toCollection(TreeSet::new));
    }
  }

  private record Dependency(String group, String artifact, String type, String scope) {
    /** A pom has no code: it says what is to be built first. */
    boolean isOfThisProject() {
      return group.equals("dev.millrace") && !type.equals("pom");
    }

    boolean isFixturesOfTests() {
      return artifact.equals(TEST_SUPPORT) && scope.equals("test");
    }
  }

  DependencyDirectionsTest() throws Exception {
    read("");
  }

  private void read(String parent) throws Exception {
    Element pom = pom(ROOT.resolve(parent));
    for (Element child : children(pom, "modules", "module")) {
      String path =
          parent.isEmpty() ? child.getTextContent() : parent + "/" + child.getTextContent();
      Element module = pom(ROOT.resolve(path));
      if (!text(module, "packaging").equals("pom")) {
        modules.put(path, module(module));
      }
      read(path);
    }
  }

  private static Module module(Element pom) {
    List<Dependency> dependencies = new ArrayList<>();
    for (Element dependency : children(pom, "dependencies", "dependency")) {
      dependencies.add(
          new Dependency(
              text(dependency, "groupId"),
              text(dependency, "artifactId"),
              text(dependency, "type"),
              text(dependency, "scope")));
    }
    return new Module(
        text(pom, "artifactId"),
        !children(pom, "properties", "capability").isEmpty(),
        List.copyOf(dependencies));
  }

  private static Element pom(Path folder) throws Exception {
    Path file = folder.resolve("pom.xml");
    assertThat(file).exists();
    try (var stream = Files.newInputStream(file)) {
      Document document =
          DocumentBuilderFactory.newDefaultInstance().newDocumentBuilder().parse(stream);
      return document.getDocumentElement();
    }
  }

  private static List<Element> children(Element parent, String list, String name) {
    return elements(parent, list).stream().flatMap(of -> elements(of, name).stream()).toList();
  }

  private static List<Element> elements(Element parent, String name) {
    List<Element> found = new ArrayList<>();
    NodeList nodes = parent.getChildNodes();
    for (int i = 0; i < nodes.getLength(); i++) {
      if (nodes.item(i) instanceof Element element && element.getTagName().equals(name)) {
        found.add(element);
      }
    }
    return found;
  }

  private static String text(Element parent, String name) {
    return elements(parent, name).stream().map(Node::getTextContent).findFirst().orElse("");
  }

  private Set<String> libraries() {
    return artifacts(path -> path.startsWith("functions/") && !modules.get(path).isCapability())
        .stream()
        .filter(artifact -> !artifact.equals(TEST_SUPPORT))
        .collect(Collectors.toSet());
  }

  private Set<String> artifacts(Predicate<String> which) {
    return paths(which).stream()
        .map(path -> modules.get(path).artifact())
        .collect(Collectors.toSet());
  }

  private List<String> paths(Predicate<String> which) {
    return modules.keySet().stream().filter(which).toList();
  }

  @Test
  void aCapabilityDependsOnLibrariesAndOnNoOtherCapability() {
    List<String> capabilities = paths(path -> modules.get(path).isCapability());

    assertThat(capabilities)
        .contains("functions/scoring", "functions/lake", "functions/training")
        .allMatch(path -> path.startsWith("functions/"));
    assertThatEachDependsOnAny(capabilities, libraries());
  }

  @Test
  void aLibraryKnowsNoCapability() {
    List<String> libraries =
        paths(path -> path.startsWith("functions/") && !modules.get(path).isCapability());

    assertThat(libraries).contains("functions/common", "functions/features", "functions/tables");
    assertThatEachDependsOnAny(libraries, libraries());
  }

  @Test
  void theFixturesDependOnNoOtherModuleSoThatEveryModuleCanUseThem() {
    assertThat(modules.get("functions/test-support").ofThisProject()).isEmpty();
  }

  @Test
  void featuresAreComputedWithoutAws() {
    Module features = modules.get("functions/features");

    assertThat(features.ofThisProject()).isEmpty();
    assertThat(features.dependencies())
        .isNotEmpty()
        .noneMatch(
            dependency ->
                dependency.group().startsWith("software.amazon")
                    || dependency.group().startsWith("com.amazonaws"));
  }

  @Test
  void theModelServerAndTheToolsUseLibraries() {
    List<String> users =
        paths(path -> path.startsWith("model-server") || path.startsWith("tools/"));

    assertThat(users).contains("model-server", "tools/features", "tools/preflight", "tools/smoke");
    assertThatEachDependsOnAny(users, libraries());
  }

  @Test
  void theStacksAndTheLocalStackKnowOtherModulesByTheirFilesAndHowDocumentsAreRead() {
    // The stacks check a model.json, and the demo reads a file of documents, as the functions do.
    for (String path : List.of("infra-cdk", "local")) {
      assertThat(modules.get(path).whenItRuns()).as(path).containsExactly("millrace-features");
    }
    assertThatEachDependsOnAny(
        paths(path -> path.startsWith("infra-cdk")), Set.of("millrace-features"));
    // Some tests of the local stack run functions that use libraries, and tools on all of it.
    Set<String> ofTests = new TreeSet<>(libraries());
    ofTests.addAll(artifacts(path -> path.startsWith("tools/")));
    assertThatEachDependsOnAny(List.of("local"), ofTests);
  }

  /** What is measured is the functions' and the tools' own code, and the whole of it locally. */
  @Test
  void theBenchmarksMayMeasureFunctionsToolsAndTheLocalStack() {
    assertThatEachDependsOnAny(
        List.of("benchmarks"),
        artifacts(
            path ->
                path.startsWith("functions/")
                    || path.startsWith("tools/")
                    || path.equals("local")));
  }

  @Test
  void theSampleModelsAreTrainedOnFeaturesAndAskedAsInServing() {
    assertThat(modules.get("model-server/training").ofThisProject())
        .containsExactlyInAnyOrder("millrace-features", "millrace-inference");
  }

  private void assertThatEachDependsOnAny(List<String> paths, Set<String> allowed) {
    for (String path : paths) {
      assertThat(modules.get(path).dependencies()).as(path).isNotEmpty();
      assertThat(modules.get(path).ofThisProject()).as(path).isSubsetOf(allowed);
    }
  }
}
