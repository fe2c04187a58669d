package dev.millrace.modelserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.inference.ModelMemory;
import dev.millrace.testsupport.S3Server;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is loaded and unloaded when, by a ticker of the test's own. */
class VersionLoaderTest {
  private static final VersionName FIRST = new VersionName("roots", "1.0.0");
  private static final VersionName SECOND = new VersionName("roots", "2.0.0");
  private static final VersionName ABSENT = new VersionName("roots", "3.0.0");

  private static S3Server s3;

  private final LoadedVersions loaded = new LoadedVersions();
  private final AtomicLong now = new AtomicLong(-5);
  private final AtomicInteger changes = new AtomicInteger();
  private final ByteArrayOutputStream log = new ByteArrayOutputStream();
  private Registry registry;

  @BeforeAll
  static void start(@TempDir Path folder) throws Exception {
    s3 = new S3Server(folder);
  }

  @AfterAll
  static void stop() {
    s3.close();
  }

  @BeforeEach
  void open() throws Exception {
    registry = new Registry(s3);
    registry.put("roots", "1.0.0", OnnxFile.squareRoot());
    registry.put("roots", "2.0.0", OnnxFile.failingForTwoRows());
  }

  @AfterEach
  void close() {
    loaded.close();
    registry.close();
  }

  private VersionLoader loader(long memoryBytes) {
    return new VersionLoader(
        loaded,
        registry.files(),
        new InferenceQueue(2),
        1,
        memoryBytes,
        now::get,
        new Log(new PrintStream(log, true, StandardCharsets.UTF_8)));
  }

  private void load(VersionLoader loader, VersionName... wanted) {
    loader.load(List.of(wanted), changes::incrementAndGet);
  }

  private void pass(Duration time) {
    now.addAndGet(time.toNanos());
  }

  @Test
  void aVersionThatNobodyNamesIsUnloadedAfterAMinute() {
    VersionLoader loader = loader(Registry.MEMORY_BYTES);
    load(loader, FIRST, SECOND);

    load(loader, FIRST);
    pass(VersionLoader.KEPT.minusNanos(1));
    load(loader, FIRST);
    assertThat(loaded.names()).containsExactly(FIRST, SECOND);

    pass(Duration.ofNanos(1));
    load(loader, FIRST);
    assertThat(loaded.names()).containsExactly(FIRST);
    assertThat(changes).hasValue(3);
  }

  @Test
  void nobodyIsToldOfAVersionThatIsAboutToGo() {
    VersionLoader loader = loader(Registry.MEMORY_BYTES);
    load(loader, FIRST, SECOND);
    load(loader, FIRST);
    pass(VersionLoader.KEPT.minus(VersionLoader.LEAVING).minusNanos(1));
    assertThat(loader.staying()).containsExactly(FIRST, SECOND);

    pass(Duration.ofNanos(1));

    assertThat(loader.staying()).containsExactly(FIRST);
    assertThat(loaded.names()).containsExactly(FIRST, SECOND);
    load(loader, FIRST, SECOND);
    assertThat(loader.staying()).containsExactly(FIRST, SECOND);
  }

  @Test
  void aVersionThatIsNamedAgainMeanwhileStays() {
    VersionLoader loader = loader(Registry.MEMORY_BYTES);
    load(loader, FIRST, SECOND);
    load(loader, FIRST);
    pass(Duration.ofSeconds(50));
    load(loader, FIRST, SECOND);
    pass(Duration.ofSeconds(50));

    load(loader, FIRST);

    assertThat(loaded.names()).containsExactly(FIRST, SECOND);
  }

  @Test
  void aVersionThatARequestUsesIsFreedWhenTheRequestEnds() throws Exception {
    VersionLoader loader = loader(Registry.MEMORY_BYTES);
    load(loader, FIRST);
    try (LoadedVersions.Use use = loaded.use(FIRST).orElseThrow()) {
      load(loader);
      pass(VersionLoader.KEPT);
      load(loader);
      assertThat(loaded.use(FIRST)).isEmpty();

      Instances rows = new Instances(use.version().model().columns(), 1);
      CsvInstances.read("16".getBytes(StandardCharsets.UTF_8), rows);

      assertThat(use.version().predict(rows.complete(), InferenceQueue.Role.ANSWER).value(0, 0))
          .isEqualTo(4.0);
    }
  }

  @Test
  void aVersionThatNobodyNamesMakesWayForOneThatWouldNotFit() {
    VersionLoader loader = loader(ModelMemory.bytes(OnnxFile.failingForTwoRows().length) * 3 / 2);
    load(loader, FIRST);

    load(loader, SECOND);

    assertThat(loaded.names()).containsExactly(SECOND);
    assertThat(loader.failed()).isEmpty();
  }

  @Test
  void whatDoesNotFitIsLoadedOnceThereIsRoom() {
    VersionLoader loader = loader(ModelMemory.bytes(OnnxFile.failingForTwoRows().length) * 3 / 2);
    load(loader, FIRST, SECOND);
    assertThat(loader.failed()).containsOnlyKeys(SECOND);
    assertThat(loader.isSettled(SECOND)).isTrue();

    load(loader, SECOND);
    assertThat(loaded.names()).containsExactly(FIRST);
    pass(VersionLoader.KEPT);
    load(loader, SECOND);

    assertThat(loaded.names()).containsExactly(SECOND);
    assertThat(loader.failed()).isEmpty();
  }

  @Test
  void whatCannotBeReadIsTriedAgainAfterPausesThatGrow() {
    VersionLoader loader = loader(Registry.MEMORY_BYTES);
    load(loader, ABSENT);
    assertThat(loader.isSettled(ABSENT)).isFalse();
    assertThat(loader.failed().get(ABSENT)).startsWith("registry/roots/3.0.0 cannot be read: ");

    pass(Duration.ofSeconds(1));
    load(loader, ABSENT);
    pass(Duration.ofSeconds(1));
    load(loader, ABSENT);
    assertThat(changes).hasValue(2);

    pass(Duration.ofSeconds(1));
    load(loader, ABSENT);
    assertThat(changes).hasValue(3);
    assertThat(loader.isSettled(ABSENT)).isTrue();

    registry.put("roots", "3.0.0", OnnxFile.squareRoot());
    pass(Duration.ofSeconds(4));
    load(loader, ABSENT);
    assertThat(loaded.has(ABSENT)).isTrue();
  }

  @Test
  void aFileOfAnotherVersionIsRefused() {
    registry.put("roots", "3.0.0", OnnxFile.declaration("roots", "1.0.0"), OnnxFile.squareRoot());
    VersionLoader loader = loader(Registry.MEMORY_BYTES);

    load(loader, ABSENT);

    assertThat(loader.failed())
        .containsEntry(ABSENT, "registry/roots/3.0.0/model.json is of roots/1.0.0");
  }

  @Test
  void whatIsNotWantedAnyMoreHasNotFailed() {
    VersionLoader loader = loader(Registry.MEMORY_BYTES);
    load(loader, ABSENT);

    load(loader, FIRST);

    assertThat(loader.failed()).isEmpty();
  }

  @Test
  void nothingIsLeftOfTheFiles() throws Exception {
    List<Path> before = temporaryFolders();

    load(loader(Registry.MEMORY_BYTES), FIRST, ABSENT);

    assertThat(temporaryFolders()).isEqualTo(before);
  }

  private static List<Path> temporaryFolders() throws Exception {
    try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
      return files
          .filter(file -> file.getFileName().toString().startsWith("millrace-version-"))
          .sorted()
          .toList();
    }
  }
}
