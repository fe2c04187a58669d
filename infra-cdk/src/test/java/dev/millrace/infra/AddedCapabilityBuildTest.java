package dev.millrace.infra;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.infra.costs.Templates;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A copy of the project with one more capability, of one function, one table and one route, builds
 * and passes the tests that guard capabilities. What it takes are the files under {@code
 * src/test/added-capability} and a line in each of three others.
 */
@Tag("nightly")
class AddedCapabilityBuildTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Path ADDED = Path.of("src/test/added-capability").toAbsolutePath();
  private static final Set<String> LEFT_OUT =
      Set.of(".git", ".millrace", "target", "node_modules", "cdk.out");
  private static final String GUARDS =
      "NotesContractTest,NotesArchitectureTest,ArchitectureTest,DependencyDirectionsTest,ProjectLayoutTest,CapabilityPagesTest,"
          + "MetricTablesTest,DocumentLinksTest";

  @TempDir private Path folder;

  @Test
  void aCapabilityTakesItsOwnFilesAndThreeLines() throws Exception {
    Path copy = folder.resolve("millrace");
    copy(ROOT, copy);
    assertThat(copy(ADDED, copy)).as("files that were there before").isEmpty();
    insert(
        copy.resolve("functions/pom.xml"),
        "    <module>training</module>\n",
        "    <module>notes</module>\n");
    insert(
        copy.resolve("infra-cdk/src/main/java/dev/millrace/infra/Capabilities.java"),
        "            model,\n",
        "            new dev.millrace.infra.notes.NotesCapability(),\n");
    insert(
        copy.resolve("docs/capabilities/README.md"),
        "| --- | --- |\n",
        "| [notes](notes.md) | keeps notes |\n");

    run(
        copy,
        "./mvnw",
        "--offline",
        "--batch-mode",
        "--quiet",
        "package",
        "-pl",
        "functions/notes,functions/common,infra-cdk",
        "-am",
        "-Dtest=" + GUARDS,
        "-Dsurefire.failIfNoSpecifiedTests=false");
    run(
        copy,
        "./mvnw",
        "--offline",
        "--batch-mode",
        "--quiet",
        "package",
        "-Dmaven.test.skip=true",
        "-pl",
        "functions/scoring,functions/lake,functions/training,functions/models,functions/ingestion,model-server",
        "-am");
    run(copy, "infra-cdk/synth", "--no-build");

    var templates = new Templates(copy.resolve("infra-cdk/cdk.out/assembly-dev"));
    assertThat(templates.stacks()).contains("MillraceNotesData", "MillraceNotes");
    assertThat(templates.resources("AWS::ApiGatewayV2::Route"))
        .extracting(route -> route.property("/RouteKey"))
        .contains("PUT /notes/{id}");
  }

  /** Copies a tree; the files that the copy had already, which it does not replace. */
  private static Set<Path> copy(Path from, Path to) throws IOException {
    Set<Path> there = new TreeSet<>();
    Files.walkFileTree(
        from,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path each, BasicFileAttributes attributes)
              throws IOException {
            if (LEFT_OUT.contains(each.getFileName().toString())) {
              return FileVisitResult.SKIP_SUBTREE;
            }
            Files.createDirectories(to.resolve(from.relativize(each)));
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path each, BasicFileAttributes attributes)
              throws IOException {
            Path copied = to.resolve(from.relativize(each));
            if (Files.exists(copied)) {
              there.add(copied);
            } else {
              Files.copy(each, copied);
            }
            return FileVisitResult.CONTINUE;
          }
        });
    return there;
  }

  private static void insert(Path file, String behind, String line) throws IOException {
    var text = Files.readString(file);
    assertThat(text).containsOnlyOnce(behind);
    Files.writeString(file, text.replace(behind, behind + line));
  }

  private void run(Path directory, String... command) throws Exception {
    Path log = folder.resolve("log");
    var builder =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    var process = builder.start();
    try {
      assertThat(process.waitFor(20, TimeUnit.MINUTES)).as("%s ends", List.of(command)).isTrue();
    } finally {
      Stream.concat(process.descendants(), Stream.of(process.toHandle()))
          .forEach(ProcessHandle::destroy);
    }
    assertThat(process.exitValue()).as(Files.readString(log)).isZero();
  }
}
