package dev.millrace.infra;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.constant.ClassDesc;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The same settings give the same bytes, whatever the JVM. */
class ReproducibleSynthesisTest {
  private static final Path CLASSES = Path.of("target/classes/dev/millrace/infra");
  private static final Set<String> COPIES =
      Set.of("ofEntries", "copyOf", "toUnmodifiableMap", "toUnmodifiableSet");

  /** It writes its templates to a folder. Collections of Map.of are ordered anew in each JVM. */
  static final class Child {
    private Child() {}

    public static void main(String[] name) {
      Synthesis.of(name[0], Map.of());
    }
  }

  @Test
  void anotherJvmWritesTheSameTemplates() throws Exception {
    var process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Child.class.getName(),
                "another-jvm")
            .redirectErrorStream(true)
            .redirectOutput(Path.of("target/another-jvm.log").toFile())
            .start();
    var here = Synthesis.byDefault();
    assertThat(process.waitFor()).as("see target/another-jvm.log").isZero();
    var there = here.directory().getParent().resolveSibling("another-jvm");
    for (var stack : here.templates().stacks()) {
      var template = here.templates().file(stack);
      assertThat(there.resolve(here.directory().getFileName()).resolve(template.getFileName()))
          .hasSameTextualContentAs(template);
    }
  }

  /** Two JVMs may order a small collection alike, so that the test above might miss it. */
  @Test
  void nothingInTheAppIsOrderedByTheJvm() throws IOException {
    try (Stream<Path> classes = Files.walk(CLASSES)) {
      assertThat(classes.filter(file -> file.toString().endsWith(".class")).flatMap(this::salted))
          .as("collections whose order differs from one JVM to the next; see InOrder")
          .isEmpty();
    }
  }

  private Stream<String> salted(Path file) {
    try {
      ClassModel type = ClassFile.of().parse(file);
      return type.methods().stream()
          .flatMap(method -> method.code().stream())
          .flatMap(code -> code.elementStream())
          .filter(InvokeInstruction.class::isInstance)
          .map(InvokeInstruction.class::cast)
          .filter(ReproducibleSynthesisTest::isSalted)
          .map(call -> type.thisClass().asInternalName() + " calls " + call.name() + call.type());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isSalted(InvokeInstruction call) {
    var method = call.name().stringValue();
    return switch (call.owner().asInternalName()) {
      case "java/util/Map" -> COPIES.contains(method) || isOfMany(call, 2);
      case "java/util/Set" -> COPIES.contains(method) || isOfMany(call, 1);
      case "java/util/stream/Collectors" -> COPIES.contains(method);
      default -> false;
    };
  }

  /** One entry has one order; an array may hold any number. */
  private static boolean isOfMany(InvokeInstruction call, int parametersOfOneEntry) {
    var parameters = call.typeSymbol().parameterList();
    boolean array = parameters.stream().anyMatch(ClassDesc::isArray);
    return call.name().equalsString("of") && (array || parameters.size() > parametersOfOneEntry);
  }
}
