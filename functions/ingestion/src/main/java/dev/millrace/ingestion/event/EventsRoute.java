package dev.millrace.ingestion.event;

import dev.millrace.common.Deadline;
import dev.millrace.common.Sha256;
import dev.millrace.common.http.HttpRequest;
import dev.millrace.common.http.HttpResponse;
import dev.millrace.common.http.Problem;
import dev.millrace.common.stream.PartitionKey;
import dev.millrace.common.stream.StreamWriter;
import dev.millrace.features.input.DocumentSource;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/**
 * {@code POST /events}: puts lines on a stream, byte for byte, whether they parse or not. Line
 * ends, and a byte order mark before the first line, belong to no line.
 */
public final class EventsRoute {
  private static final int MAXIMUM_LINES = 500;

  /** Kinesis takes 1 MiB of data and partition key together. */
  private static final int MAXIMUM_LINE_BYTES = 1024 * 1024 - 4 * PartitionKey.MAXIMUM_CHARACTERS;

  private final StreamWriter writer;
  private final Map<String, Target> targets;

  /**
   * Where events go.
   *
   * @param id an event's id, well-formed and not empty; empty where none can be read
   */
  public record Target(String stream, Function<byte[], Optional<String>> id) {
    /** Checks that neither is null. */
    public Target {
      Objects.requireNonNull(stream, "stream");
      Objects.requireNonNull(id, "id");
    }
  }

  /**
   * A route to streams.
   *
   * @param targets by the name that callers use
   */
  public EventsRoute(StreamWriter writer, Map<String, Target> targets) {
    this.writer = Objects.requireNonNull(writer);
    this.targets = Objects.requireNonNull(targets);
  }

  /** Answers {@code POST /events}: 202 with how many were taken. */
  public HttpResponse answer(HttpRequest request, Deadline deadline) {
    String name = request.query().getOrDefault("stream", "");
    Target target = targets.get(name);
    if (target == null) {
      throw Problem.badRequest(
          "Query parameter stream held \"%s\"; expected one of %s"
              .formatted(name, new TreeSet<>(targets.keySet())));
    }
    List<Integer> numbers = new ArrayList<>();
    List<StreamWriter.Entry> entries = new ArrayList<>();
    int lines = split(request.body(), target, numbers, entries);
    if (lines == 0 || lines > MAXIMUM_LINES) {
      throw Problem.badRequest(
          "The body holds %d lines that are not blank; expected 1 to %d"
              .formatted(lines, MAXIMUM_LINES));
    }
    BitSet refused = writer.put(target.stream(), entries, deadline);
    if (!refused.isEmpty()) {
      throw notTaken(entries.size(), numbers, refused);
    }
    return HttpResponse.json(
        202,
        json -> {
          json.writeStartObject();
          json.writeNumberField("accepted", entries.size());
          json.writeEndObject();
        });
  }

  private static Problem notTaken(int entries, List<Integer> numbers, BitSet refused) {
    return Problem.unavailable(
            "The stream did not take %d of %d lines in time; send those again"
                .formatted(refused.cardinality(), entries))
        .with("accepted", json -> json.writeNumber(entries - refused.cardinality()))
        .with(
            "not_accepted_lines",
            json -> {
              json.writeStartArray();
              for (int i = refused.nextSetBit(0); i >= 0; i = refused.nextSetBit(i + 1)) {
                json.writeNumber(numbers.get(i));
              }
              json.writeEndArray();
            });
  }

  /** Takes as many lines as a request may hold, and tells how many it does. */
  private static int split(
      byte[] body, Target target, List<Integer> numbers, List<StreamWriter.Entry> entries) {
    AtomicInteger lines = new AtomicInteger();
    EventLines.forEach(
        body,
        line -> {
          if (lines.incrementAndGet() <= MAXIMUM_LINES) {
            numbers.add(line.number());
            entries.add(entry(line, target));
          }
        });
    return lines.get();
  }

  private static StreamWriter.Entry entry(DocumentSource line, Target target) {
    if (line.length() > MAXIMUM_LINE_BYTES) {
      throw Problem.tooLarge(
          "Line %d holds %d bytes; expected at most %d"
              .formatted(line.number(), line.length(), MAXIMUM_LINE_BYTES));
    }
    byte[] bytes = line.document();
    return new StreamWriter.Entry(partitionKey(bytes, target), bytes);
  }

  /** That of the event's id, so that the events of a document stay on one shard, else a hash. */
  static String partitionKey(byte[] line, Target target) {
    return target.id().apply(line).map(PartitionKey::of).orElseGet(() -> Sha256.hex(line));
  }
}
