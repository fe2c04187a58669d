package dev.millrace.testsupport;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import software.amazon.awssdk.auth.credentials.AwsCredentials;

/**
 * A capability's zip, unpacked as Lambda does it. Each invocation runs in a JVM of its own, on what
 * is in the package and nothing else but a main method. Not thread-safe.
 */
public final class PackagedFunctions {
  private final Path folder;
  private final Path task;
  private final Map<String, String> environment = new HashMap<>();

  /**
   * Unpacks a zip.
   *
   * @param folder an empty one
   * @param service the value of the metrics' dimension {@code service}: the capability's name
   */
  public PackagedFunctions(Path zip, Path folder, String service) throws IOException {
    this.folder = folder;
    this.task = Files.createDirectory(folder.resolve("task"));
    unpack(zip, task);
    AwsCredentials credentials = TestCredentials.create().resolveCredentials();
    environment.put("AWS_REGION", "eu-central-1");
    environment.put("AWS_ACCESS_KEY_ID", credentials.accessKeyId());
    environment.put("AWS_SECRET_ACCESS_KEY", credentials.secretAccessKey());
    environment.put("AWS_LAMBDA_FUNCTION_NAME", "Function");
    environment.put("POWERTOOLS_SERVICE_NAME", service);
  }

  private static void unpack(Path file, Path target) throws IOException {
    try (ZipFile zip = new ZipFile(file.toFile())) {
      for (ZipEntry entry : zip.stream().filter(entry -> !entry.isDirectory()).toList()) {
        Path unpacked = target.resolve(entry.getName());
        Files.createDirectories(unpacked.getParent());
        Files.copy(zip.getInputStream(entry), unpacked);
      }
    }
  }

  /** Adds variables to the environment of the functions. */
  public PackagedFunctions with(Map<String, String> variables) {
    environment.putAll(variables);
    return this;
  }

  /** Adds where a service is, such as {@code DYNAMODB}. */
  public PackagedFunctions with(String service, URI endpoint) {
    return with(Map.of("AWS_ENDPOINT_URL_" + service, endpoint.toString()));
  }

  /** What the function answered; what it printed is in {@link #printed()}. */
  public String invoke(Class<?> function, String event) throws Exception {
    Path input = Files.writeString(folder.resolve("event.json"), event);
    Path answer = folder.resolve("answer.json");
    Files.deleteIfExists(answer);
    ProcessBuilder java =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "--enable-native-access=ALL-UNNAMED",
                // Not the tests' own, which is on the class path too.
                "-Dlog4j2.configurationFile=log4j2.xml",
                "-cp",
                String.join(
                    File.pathSeparator,
                    List.of(task.toString(), task.resolve("lib") + "/*", ofThisModule())),
                InvokeFunction.class.getName(),
                function.getName(),
                answer.toString())
            .redirectInput(input.toFile())
            .redirectErrorStream(true)
            .redirectOutput(printed().toFile());
    java.environment().putAll(environment);
    Process process = java.start();
    try {
      assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
    } finally {
      process.destroyForcibly();
    }
    assertThat(process.exitValue()).as(Files.readString(printed())).isZero();
    return Files.readString(answer);
  }

  /** The log and the metrics of the last invocation. */
  public Path printed() {
    return folder.resolve("printed");
  }

  private static String ofThisModule() throws URISyntaxException {
    return Path.of(InvokeFunction.class.getProtectionDomain().getCodeSource().getLocation().toURI())
        .toString();
  }
}
