package dev.millrace.models.validation;

import ai.onnxruntime.OrtEnvironment;
import com.fasterxml.jackson.core.JsonFactory;
import dev.millrace.common.Json;
import dev.millrace.features.definition.ModelDefinition;
import dev.millrace.inference.Model;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Runs {@link ModelTrial} in a Java process that has the classes that it needs, and neither the
 * environment nor the credentials of this one. Thread-safe.
 */
final class TrialProcess {
  /** The heap holds the definition and the rows; a file's values lie outside it. */
  private static final String HEAP = "-Xmx256m";

  private static final String DEATH =
      "model.onnx ended the process that tried it (%s): ONNX Runtime cannot hold or run it. Export it again, with another version of the exporter, or smaller";

  private final List<String> program;

  /**
   * A program.
   *
   * @param program the command and its arguments, before those of the trial
   */
  TrialProcess(List<String> program) {
    this.program = List.copyOf(program);
  }

  /** The program of the code that this process runs. */
  static TrialProcess ofThisCode() {
    List<String> program = new ArrayList<>();
    program.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    program.addAll(
        List.of(
            HEAP,
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "--enable-native-access=ALL-UNNAMED"));
    natives().ifPresent(folder -> program.add("-Donnxruntime.native.path=" + folder));
    program.addAll(List.of("-cp", classPath(), ModelTrial.class.getName()));
    return new TrialProcess(program);
  }

  private static String classPath() {
    return Stream.of(
            ModelTrial.class,
            Json.class,
            ModelDefinition.class,
            Model.class,
            OrtEnvironment.class,
            JsonFactory.class)
        .map(TrialProcess::place)
        .map(Path::toString)
        .distinct()
        .collect(Collectors.joining(File.pathSeparator));
  }

  /** Where the runtime's libraries lie unpacked, as in the function's package. */
  private static Optional<Path> natives() {
    Path libraries =
        place(OrtEnvironment.class)
            .resolve("ai/onnxruntime/native")
            .resolve(
                System.getProperty("os.arch").toLowerCase(Locale.ROOT).equals("aarch64")
                    ? "linux-aarch64"
                    : "linux-x64");
    return Optional.of(libraries).filter(Files::isDirectory);
  }

  private static Path place(Class<?> of) {
    try {
      return Path.of(of.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException impossible) {
      throw new IllegalStateException("The place of a class is no path", impossible);
    }
  }

  /**
   * Tries a model.
   *
   * @param folder of {@code model.json} and {@code model.onnx}; others are written there
   * @param goldenRows how many {@code model.json} holds
   * @param time in which the process must end
   */
  ValidationResult run(Path folder, int goldenRows, Duration time)
      throws IOException, InterruptedException {
    Objects.requireNonNull(time, "time");
    Path result = folder.resolve("result.json");
    List<String> command = new ArrayList<>(program);
    command.addAll(List.of(folder.toString(), result.toString(), Integer.toString(goldenRows)));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("printed").toFile());
    builder.environment().clear();
    Process process = builder.start();
    try {
      if (!process.waitFor(time.toMillis(), TimeUnit.MILLISECONDS)) {
        return new ValidationResult.Rejected(
            "model.onnx was not loaded and did not score within %d s; expected it to be ready by then"
                .formatted(time.toSeconds()));
      }
    } finally {
      process.destroyForcibly();
    }
    return process.exitValue() == 0 && Files.exists(result)
        ? ValidationResult.read(Files.readAllBytes(result))
        : new ValidationResult.Rejected(DEATH.formatted(ending(process.exitValue())));
  }

  private static String ending(int code) {
    return code > 128 ? "by signal " + (code - 128) : "with code " + code;
  }
}
