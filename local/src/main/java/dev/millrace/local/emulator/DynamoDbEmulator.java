package dev.millrace.local.emulator;

import dev.millrace.local.process.FreePort;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import software.amazon.dynamodb.services.local.main.ServerRunner;
import software.amazon.dynamodb.services.local.server.DynamoDBProxyServer;

/** DynamoDB Local in this process. */
public final class DynamoDbEmulator implements Emulator {
  private static final int ATTEMPTS = 3;

  private final DynamoDBProxyServer server;
  private final URI endpoint;

  private DynamoDbEmulator(DynamoDBProxyServer server, URI endpoint) {
    this.server = server;
    this.endpoint = endpoint;
  }

  /** Starts on the tables kept in a directory; each write waits for the disk. */
  public static DynamoDbEmulator start(Path directory) throws IOException {
    Files.createDirectories(directory);
    return start("-dbPath", directory.toString());
  }

  /** Starts on tables that end with it, and writes at the speed of memory. */
  public static DynamoDbEmulator inMemory() throws IOException {
    return start("-inMemory");
  }

  /** Tries another port where one is taken between finding and using it. */
  private static DynamoDbEmulator start(String... storage) throws IOException {
    for (int attempt = 1; ; attempt++) {
      try {
        return start(FreePort.find(), storage);
      } catch (IOException failed) {
        if (attempt == ATTEMPTS || !isOfPort(failed)) {
          throw failed;
        }
      }
    }
  }

  private static boolean isOfPort(Throwable failed) {
    return failed != null && (failed instanceof BindException || isOfPort(failed.getCause()));
  }

  private static DynamoDbEmulator start(int port, String... storage) throws IOException {
    String[] arguments =
        Stream.concat(
                Stream.of(storage),
                Stream.of("-port", Integer.toString(port), "-sharedDb", "-disableTelemetry"))
            .toArray(String[]::new);
    PrintStream out = System.out;
    try {
      // It prints its arguments.
      System.setOut(
          new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
      DynamoDBProxyServer server = ServerRunner.createServerFromCommandLineArgs(arguments);
      server.start();
      return new DynamoDbEmulator(server, URI.create("http://127.0.0.1:" + port));
    } catch (Exception e) {
      throw new IOException("DynamoDB Local did not start: " + e.getMessage(), e);
    } finally {
      System.setOut(out);
    }
  }

  @Override
  public URI endpoint() {
    return endpoint;
  }

  @Override
  public void close() {
    try {
      server.stop();
    } catch (Exception e) {
      throw new UncheckedIOException(new IOException("DynamoDB Local did not stop", e));
    }
  }
}
