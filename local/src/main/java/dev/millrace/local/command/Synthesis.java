package dev.millrace.local.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.features.definition.ModelDefinition;
import dev.millrace.local.process.ChildProcess;
import dev.millrace.local.support.Folders;
import dev.millrace.local.support.StackException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** The synthesized template, made again when what it is made from has changed. */
public final class Synthesis {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long LIMIT_SECONDS = 600;
  private static final long PROGRESS_SECONDS = 5;
  private static final String SETTINGS = "CDK_CONTEXT_JSON";
  private static final String COMPLAINT = "millrace: ";

  /** The environment that is taken where none is named. */
  static final String DEFAULT_ENVIRONMENT = "dev";

  private final Path root;
  private final Path directory;
  private final String environment;
  private final Consumer<String> report;

  /** Settings that come before those of the process's environment. */
  private final Map<String, String> settings;

  /** Of the default environment. */
  public Synthesis(Path root, Path directory, Consumer<String> report) {
    this(root, directory, DEFAULT_ENVIRONMENT, report);
  }

  /**
   * @param root the project's
   * @param directory {@code .millrace}, where the template is kept
   * @param environment one of {@code infra-cdk/environments.json}
   */
  Synthesis(Path root, Path directory, String environment, Consumer<String> report) {
    this(root, directory, environment, report, Map.of());
  }

  private Synthesis(
      Path root,
      Path directory,
      String environment,
      Consumer<String> report,
      Map<String, String> settings) {
    this.root = root;
    this.directory = directory;
    this.environment = environment;
    this.report = report;
    this.settings = settings;
  }

  /**
   * The same with another model, kept in a folder of its own: neither template replaces the other.
   */
  Synthesis serving(ModelDefinition model) {
    return new Synthesis(
        root,
        directoryOf(directory, model),
        environment,
        report,
        Map.of("millrace:model", model.name(), "millrace:modelVersion", model.version()));
  }

  /** Where a directory keeps what belongs to one model. */
  static Path directoryOf(Path directory, ModelDefinition model) {
    return directory.resolve("models").resolve(model.name()).resolve(model.version());
  }

  /**
   * The folder of a current template; waits for another process that is making it.
   *
   * @throws StackException when the CDK app fails
   */
  public Path assembly() throws IOException, InterruptedException {
    Files.createDirectories(directory);
    try (FileChannel channel =
            FileChannel.open(
                directory.resolve("cdk.out.lock"),
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE);
        FileLock _ = channel.lock()) {
      return current();
    }
  }

  private Path current() throws IOException, InterruptedException {
    Path assembly = directory.resolve("cdk.out");
    Path stamp = directory.resolve("cdk.out.hash");
    String hash = hash();
    if (Files.exists(assembly.resolve("manifest.json"))
        && Files.exists(stamp)
        && Files.readString(stamp).equals(hash)) {
      return assembly;
    }
    Path next = directory.resolve("cdk.out.next");
    Folders.delete(next);
    synthesize(next);
    Folders.delete(assembly);
    Files.move(next, assembly, StandardCopyOption.ATOMIC_MOVE);
    Files.writeString(stamp, hash);
    return assembly;
  }

  private void synthesize(Path output) throws IOException, InterruptedException {
    Path app = root.resolve("infra-cdk");
    String classPath =
        app.resolve("target/classes")
            + ":"
            + Files.readString(app.resolve("target/classpath")).strip();
    Map<String, String> variables =
        new HashMap<>(Map.of("CDK_OUTDIR", output.toString(), "MILLRACE_ENVIRONMENT", environment));
    variables.put(SETTINGS, settings());
    List<String> command =
        List.of(
            "env",
            "-C",
            app.toString(),
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-cp",
            classPath,
            "dev.millrace.infra.MillraceApp");
    CompletableFuture<Integer> ended = new CompletableFuture<>();
    try (ChildProcess process =
        ChildProcess.start("synth", command, variables, directory.resolve("logs"))) {
      process.whenEnded(ended::complete);
      int status = await(ended);
      if (status != 0 || !Files.exists(output.resolve("manifest.json"))) {
        throw new StackException("The template could not be synthesized: " + reason(process.log()));
      }
    }
  }

  /** As the CDK's context, with those of the process's environment. */
  private String settings() {
    try {
      if (!(JSON.readTree(Objects.requireNonNullElse(System.getenv(SETTINGS), "{}"))
          instanceof ObjectNode context)) {
        throw new StackException(SETTINGS + " holds no JSON object; expected one, or nothing");
      }
      settings.forEach(context::put);
      return context.toString();
    } catch (JsonProcessingException e) {
      throw new StackException(SETTINGS + " is no JSON; expected an object, or nothing", e);
    }
  }

  /** What the app says is wrong; where it says nothing, where to look. */
  private static String reason(Path log) throws IOException {
    try (Stream<String> lines = Files.lines(log)) {
      return lines
          .filter(line -> line.startsWith(COMPLAINT))
          .reduce((first, last) -> last)
          .map(line -> line.substring(COMPLAINT.length()))
          .orElse("see " + log);
    }
  }

  private int await(CompletableFuture<Integer> ended) throws InterruptedException {
    for (long seconds = 0; seconds < LIMIT_SECONDS; seconds += PROGRESS_SECONDS) {
      report.accept(
          seconds == 0
              ? "Synthesizing the template, which takes up to a minute and is kept"
              : "Synthesizing the template: %d s".formatted(seconds));
      if (endedWithin(PROGRESS_SECONDS, ended)) {
        return ended.join();
      }
    }
    throw new StackException(
        "The template was not synthesized within %d s".formatted(LIMIT_SECONDS));
  }

  private static boolean endedWithin(long seconds, CompletableFuture<Integer> ended)
      throws InterruptedException {
    try {
      ended.get(seconds, TimeUnit.SECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (ExecutionException e) {
      throw new IllegalStateException("A process ends with a status", e);
    }
  }

  /**
   * Of everything that the template is made from but the packages, of which only the contracts
   * matter.
   */
  private String hash() throws IOException {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (Path input :
          List.of(
              root.resolve("infra-cdk/src/main"),
              root.resolve("infra-cdk/cdk.json"),
              root.resolve("infra-cdk/environments.json"),
              root.resolve("infra-cdk/regions.json"),
              root.resolve("pom.xml"),
              root.resolve("model-server/models"))) {
        add(digest, input);
      }
      PackagedContracts.in(root).forEach(digest::update);
      digest.update((environment + settings()).getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("Every JDK has SHA-256", e);
    }
  }

  private static void add(MessageDigest digest, Path input) throws IOException {
    if (!Files.exists(input)) {
      return;
    }
    try (Stream<Path> files = Files.walk(input)) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        digest.update(file.toString().getBytes(StandardCharsets.UTF_8));
        digest.update(Files.readAllBytes(file));
      }
    }
  }
}
