package dev.millrace.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.local.lambda.LambdaFunction;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Repeats the remote calls of batches that were delivered, at the times at which they were, with
 * {@link BareCalls} in a process that has the function's environment, memory and compiler.
 */
final class BareLoop {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final LambdaFunction function;
  private final Path directory;

  BareLoop(LambdaFunction function, Path directory) {
    this.function = function;
    this.directory = directory;
  }

  /**
   * The time from a batch's start until its document was stored, in ms, one a document.
   *
   * @param documents by record id
   * @param from times of batches that were delivered sooner do not count: the process warms up
   */
  List<Double> measure(List<DeliveredBatch> batches, Map<String, byte[]> documents, Duration from)
      throws IOException, InterruptedException {
    Files.createDirectories(directory);
    Path file = directory.resolve("batches.ndjson");
    Instant first = batches.getFirst().deliveredAt();
    List<String> lines = new ArrayList<>();
    for (DeliveredBatch batch : batches) {
      lines.add(line(batch, Duration.between(first, batch.deliveredAt()), documents));
    }
    Files.write(file, lines);
    List<Double> millis = new ArrayList<>();
    for (String line : run(file).lines().toList()) {
      String[] dueAndStored = line.split(" ", -1);
      if (Long.parseLong(dueAndStored[0]) >= from.toMillis()) {
        millis.add(Double.valueOf(dueAndStored[1]));
      }
    }
    return millis;
  }

  private static String line(DeliveredBatch batch, Duration due, Map<String, byte[]> documents)
      throws IOException {
    ObjectNode line = JSON.createObjectNode().put("due_ms", due.toMillis());
    ArrayNode all = line.putArray("documents");
    for (JsonNode row : batch.rows()) {
      JsonNode document = JSON.readTree(documents.get(row.path("record_id").asText()));
      all.addObject()
          .put("zip_code", document.path("_source").path("zipCode").asText())
          .set("row", row);
    }
    return line.toString();
  }

  private String run(Path file) throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-Xmx" + function.memoryMegabytes() * 4 / 5 + "m",
                "-cp",
                System.getProperty("java.class.path"),
                BareCalls.class.getName(),
                file.toString())
            .redirectError(directory.resolve("bare-calls.log").toFile());
    builder.environment().putAll(function.environment());
    Process process = builder.start();
    try {
      process.getOutputStream().close();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      int status = process.waitFor();
      if (status != 0) {
        throw new IllegalStateException(
            "The bare loop ended with %d: %s"
                .formatted(status, Files.readString(directory.resolve("bare-calls.log"))));
      }
      return output;
    } finally {
      process.destroyForcibly();
    }
  }
}
