package dev.millrace.queries;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Tables that the lake's own code has made of given records, and the servers that they are read
 * from: a JVM of its own, on the class path of the lake's tests.
 */
final class SampleLakeProcess implements AutoCloseable {
  private static final Path LAKE = Path.of("../../functions/lake/target").toAbsolutePath();

  private final Process process;
  private final Path log;

  /** Where the servers are. */
  record Endpoints(URI s3, URI glue) {}

  /**
   * Begins to make the tables.
   *
   * @param folder an empty one
   * @param runs for each run of the functions the records that it finds, as lines of bronze
   */
  SampleLakeProcess(Path folder, List<List<String>> runs) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                String.join(
                    File.pathSeparator,
                    LAKE.resolve("test-classes").toString(),
                    LAKE.resolve("classes").toString(),
                    Files.readString(LAKE.resolve("test-classpath"))),
                "dev.millrace.lake.fixture.SampleLake",
                Files.createDirectory(folder.resolve("s3")).toString()));
    for (List<String> records : runs) {
      command.add(Files.write(Files.createTempFile(folder, "run", ".ndjson"), records).toString());
    }
    log = folder.resolve("lake.log");
    process = new ProcessBuilder(command).redirectError(log.toFile()).start();
  }

  /** Waits until the tables are made; to be called once. */
  Endpoints endpoints() throws IOException {
    StringBuilder printed = new StringBuilder();
    BufferedReader output = process.inputReader();
    for (String line = output.readLine(); line != null; line = output.readLine()) {
      if (line.startsWith("http://")) {
        String[] endpoints = line.split(" ", 2);
        return new Endpoints(URI.create(endpoints[0]), URI.create(endpoints[1]));
      }
      printed.append(line).append('\n');
    }
    throw new IllegalStateException(
        "The tables were not made:\n" + printed + Files.readString(log));
  }

  @Override
  public void close() throws IOException {
    process.getOutputStream().close();
    try {
      process.waitFor(20, TimeUnit.SECONDS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    } finally {
      process.destroyForcibly();
    }
  }
}
