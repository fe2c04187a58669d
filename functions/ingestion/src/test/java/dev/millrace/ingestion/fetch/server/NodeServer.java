package dev.millrace.ingestion.fetch.server;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A server of src/test/servers, on a random port of loopback, in a process that ends with this one.
 * What it is made of is installed by npm, from its lock file, the first time.
 */
public final class NodeServer implements AutoCloseable {
  private static final Path SOURCES = Path.of("src/test/servers");
  private static final Path INSTALLED = Path.of("target/servers");
  private static final String LOCK_FILE = "package-lock.json";
  private static final long INSTALLING_MINUTES = 5;

  private final Process process;
  private final int port;

  /**
   * Starts a server.
   *
   * @param script its file's name
   */
  public NodeServer(String script, String... arguments) throws IOException, InterruptedException {
    install();
    List<String> command =
        Stream.concat(Stream.of("node", INSTALLED.resolve(script).toString()), Stream.of(arguments))
            .toList();
    process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    String line =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))
            .readLine();
    if (line == null) {
      throw new IOException(script + " did not start");
    }
    port = Integer.parseInt(line);
  }

  /** The address of a path. */
  public String url(String path) {
    return "http://localhost:%d%s".formatted(port, path);
  }

  /** Installs once, though the tests run in several JVMs. */
  private static void install() throws IOException, InterruptedException {
    Files.createDirectories(INSTALLED);
    try (FileChannel channel =
            FileChannel.open(
                INSTALLED.resolve("installing.lock"),
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE);
        FileLock lock = channel.lock()) {
      if (!lock.isValid()) {
        throw new IOException("The lock of " + INSTALLED + " was lost");
      }
      copySources();
      Path done = INSTALLED.resolve("node_modules/.millrace-lock.json");
      if (!Files.exists(done) || Files.mismatch(SOURCES.resolve(LOCK_FILE), done) >= 0) {
        npm();
        copy(SOURCES.resolve(LOCK_FILE), done);
      }
    }
  }

  private static void copySources() throws IOException {
    try (Stream<Path> files = Files.list(SOURCES)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        copy(file, INSTALLED.resolve(file.getFileName()));
      }
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING);
  }

  private static void npm() throws IOException, InterruptedException {
    Process npm =
        new ProcessBuilder(
                "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")
            .directory(INSTALLED.toFile())
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    if (!npm.waitFor(INSTALLING_MINUTES, TimeUnit.MINUTES)) {
      npm.destroyForcibly();
    }
    if (npm.waitFor() != 0) {
      throw new IOException("`npm ci` failed in " + INSTALLED.toAbsolutePath());
    }
  }

  @Override
  public void close() {
    try {
      // It ends when its input does.
      process.getOutputStream().close();
      process.waitFor();
    } catch (IOException failed) {
      process.destroyForcibly();
      throw new UncheckedIOException("The server's input did not close", failed);
    } catch (InterruptedException interrupted) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
