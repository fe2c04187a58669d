package dev.millrace.scoring;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/** What is written to standard output in CloudWatch's embedded metric format. */
final class MetricLines {
  private static final ObjectMapper JSON = new ObjectMapper();

  private MetricLines() {}

  /** The lines that are written meanwhile. */
  static List<JsonNode> of(Callable<?> meanwhile) throws Exception {
    PrintStream out = System.out;
    ByteArrayOutputStream written = new ByteArrayOutputStream();
    System.setOut(new PrintStream(written, true, StandardCharsets.UTF_8));
    try {
      meanwhile.call();
    } finally {
      System.setOut(out);
    }
    List<JsonNode> lines = new ArrayList<>();
    for (String line : written.toString(StandardCharsets.UTF_8).split("\n", -1)) {
      if (line.startsWith("{\"_aws\"")) {
        lines.add(JSON.readTree(line));
      }
    }
    return lines;
  }
}
