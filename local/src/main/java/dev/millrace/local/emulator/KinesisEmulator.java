package dev.millrace.local.emulator;

import dev.millrace.local.process.FreePort;
import dev.millrace.local.process.SupervisedProcess;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Kinesalite in a node process of its own. */
public final class KinesisEmulator implements Emulator {
  private final SupervisedProcess process;
  private final URI endpoint;

  private KinesisEmulator(SupervisedProcess process, URI endpoint) {
    this.process = process;
    this.endpoint = endpoint;
  }

  /**
   * Starts on the streams kept in a directory.
   *
   * @param module folder of the local stack: {@code kinesis.js} and its {@code node_modules}
   * @param report told when the process dies
   * @throws IOException when there is no node, or Kinesalite is not installed
   */
  public static KinesisEmulator start(
      Path module, Path directory, Path logs, Consumer<String> report) throws IOException {
    if (!Files.isDirectory(module.resolve("node_modules/kinesalite"))) {
      throw new IOException("Kinesalite is not installed: run `npm ci` in " + module);
    }
    Files.createDirectories(directory.getParent());
    int port = FreePort.find();
    List<String> command =
        List.of(
            "node",
            module.resolve("kinesis.js").toString(),
            directory.toString(),
            Integer.toString(port));
    SupervisedProcess process = new SupervisedProcess("kinesis", command, Map.of(), logs, report);
    process.start();
    process.firstLineWritten();
    return new KinesisEmulator(process, URI.create("http://127.0.0.1:" + port));
  }

  @Override
  public URI endpoint() {
    return endpoint;
  }

  @Override
  public void close() {
    process.close();
  }
}
