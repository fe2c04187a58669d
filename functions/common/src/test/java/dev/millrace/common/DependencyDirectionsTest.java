package dev.millrace.common;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;

/** Which module may depend on which, as their poms declare it. */
class DependencyDirectionsTest {
  private static final Path ROOT = Path.of("../..").toAbsolutePath().normalize();
  private static final List<String> FOUNDATIONS = List.of("functions/common", "functions/features");

  /** Libraries that stand on common and know no capability. */
  private static final List<String> LIBRARIES = List.of("functions/audit", "functions/runs");

  /** Beside the functions' own: what a module may know of this project, by its purpose. */
  private static final Map<String, Set<String>> EXCEPTIONS =
      Map.of(
          "model-server/training",
          Set.of("millrace-features"),
          "benchmarks",
          Set.of("millrace-features", "millrace-scoring", "millrace-local"));

  private final Map<String, List<Dependency>> dependencies = new TreeMap<>();

  record Dependency(String group, String artifact, String type) {
    /** A pom has no code: it says what is to be built first. */
    boolean isOfThisProject() {
      return group.equals("dev.millrace") && !type.equals("pom");
    }
  }

  DependencyDirectionsTest() throws Exception {
    for (String module :
        children(pom(ROOT), "modules", "module").stream().map(Node::getTextContent).toList()) {
      List<Dependency> declared = new ArrayList<>();
      for (Element dependency : children(pom(ROOT.resolve(module)), "dependencies", "dependency")) {
        declared.add(
            new Dependency(
                text(dependency, "groupId"),
                text(dependency, "artifactId"),
                text(dependency, "type")));
      }
      dependencies.put(module, declared);
    }
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

  private List<String> ofThisProject(String module) {
    return dependencies.get(module).stream()
        .filter(Dependency::isOfThisProject)
        .map(Dependency::artifact)
        .toList();
  }

  @Test
  void aCapabilityDependsOnTheFoundationsAndOnNoOther() {
    List<String> capabilities =
        dependencies.keySet().stream()
            .filter(
                module ->
                    module.startsWith("functions/")
                        && !FOUNDATIONS.contains(module)
                        && !LIBRARIES.contains(module))
            .toList();

    assertThat(capabilities).contains("functions/scoring");
    for (String capability : capabilities) {
      assertThat(ofThisProject(capability))
          .as(capability)
          .isSubsetOf("millrace-common", "millrace-features", "millrace-audit", "millrace-runs");
    }
  }

  @Test
  void aLibraryDependsOnCommonAlone() {
    for (String library : LIBRARIES) {
      assertThat(ofThisProject(library)).as(library).containsExactly("millrace-common");
    }
  }

  @Test
  void theFoundationsDependOnNoOtherModule() {
    for (String foundation : FOUNDATIONS) {
      assertThat(ofThisProject(foundation)).as(foundation).isEmpty();
    }
  }

  @Test
  void featuresAreComputedWithoutAws() {
    assertThat(dependencies.get("functions/features"))
        .isNotEmpty()
        .noneMatch(
            dependency ->
                dependency.group().startsWith("software.amazon")
                    || dependency.group().startsWith("com.amazonaws"));
  }

  @Test
  void whatIsNoFunctionKnowsFunctionsByTheirFilesOnly() {
    List<String> others =
        dependencies.keySet().stream().filter(module -> !module.startsWith("functions/")).toList();

    assertThat(others).contains("infra-cdk", "local", "model-server");
    for (String module : others) {
      assertThat(dependencies.get(module)).as(module).isNotEmpty();
      assertThat(ofThisProject(module))
          .as(module)
          .isSubsetOf(EXCEPTIONS.getOrDefault(module, Set.of()));
    }
  }

  @Test
  void trainingComputesFeaturesAsServingDoes() {
    assertThat(ofThisProject("model-server/training")).containsExactly("millrace-features");
  }
}
