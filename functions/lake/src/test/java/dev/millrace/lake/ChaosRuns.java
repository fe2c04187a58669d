package dev.millrace.lake;

import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.common.Settings;
import dev.millrace.testsupport.Calls;
import dev.millrace.testsupport.Invocation;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Runs of the scheduled functions, each in an environment of its own, as Lambda gives one after a
 * crash; and what can happen to them.
 */
final class ChaosRuns {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Map<String, String> settings;
  private final Random random;
  private final List<String> journal = new ArrayList<>();
  private final Map<Function, Integer> calls = new EnumMap<>(Function.class);
  private int deaths;
  private int meetings;

  /** What the schedules start. */
  enum Function {
    ARCHIVE_STREAMS,
    CLEAN_EVENTS,
    AGGREGATE_METRICS
  }

  ChaosRuns(Map<String, String> settings, Random random) {
    this.settings = settings;
    this.random = random;
  }

  /** A run that nothing happens to; its answer. */
  JsonNode run(Function function) throws IOException {
    ByteArrayOutputStream answer = new ByteArrayOutputStream();
    handler(function)
        .handleRequest(
            new ByteArrayInputStream("{}".getBytes(StandardCharsets.UTF_8)),
            answer,
            new Invocation());
    return JSON.readTree(answer.toByteArray());
  }

  private RequestStreamHandler handler(Function function) {
    Map<String, String> all = new HashMap<>(settings);
    // In many objects and commits, or in one: there are more places to die at in the former.
    all.put("BRONZE_OBJECT_BYTES", random.nextBoolean() ? "2000" : "1000000");
    // In the midst of an object, too.
    all.put("EVENTS_PER_COMMIT", random.nextBoolean() ? "25" : "1000");
    Settings of = new Settings(all);
    return switch (function) {
      case ARCHIVE_STREAMS -> new ArchiveStreams(of);
      case CLEAN_EVENTS -> new CleanEvents(of);
      case AGGREGATE_METRICS -> new AggregateMetrics(of);
    };
  }

  /** A run that is killed before or after one of its calls, or misses the answer to one. */
  Void runKilled(Function function) throws Exception {
    int call = anyCallOf(function);
    Calls death =
        switch (random.nextInt(5)) {
          case 0, 1 -> Calls.deathBefore(call);
          case 2, 3 -> Calls.deathAfter(call);
          default -> Calls.answerLost(call);
        };
    death.ofProcess().watchDying(() -> run(function));
    note(function, death);
    deaths += death.reached() ? 1 : 0;
    journal.add("%s, killed at call %d of %d".formatted(function, call, death.made().size()));
    return null;
  }

  /** A run before one of whose calls something else happens; behind it where it makes fewer. */
  void runInterrupted(Function function, String what, Callable<?> deed) throws Exception {
    int call = anyCallOf(function);
    Calls meeting = Calls.deedBefore(call, deed);
    meeting.ofProcess().watch(() -> run(function));
    if (!meeting.reached()) {
      deed.call();
    }
    note(function, meeting);
    meetings += meeting.reached() ? 1 : 0;
    journal.add(
        "%s, %s before call %d of %d".formatted(function, what, call, meeting.made().size()));
  }

  /** All functions at the same time, killed together. */
  void runAllAtOnce() throws Exception {
    int call = 1 + random.nextInt(calls.values().stream().mapToInt(Integer::intValue).sum());
    Calls death = Calls.deathBefore(call);
    death
        .ofProcess()
        .watchDying(
            () -> {
              List<Callable<JsonNode>> all = new ArrayList<>();
              for (Function function : Function.values()) {
                all.add(() -> run(function));
              }
              all.add(() -> run(Function.CLEAN_EVENTS));
              try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
                for (Future<JsonNode> run : threads.invokeAll(all)) {
                  run.get();
                }
              }
              return null;
            });
    deaths += death.reached() ? 1 : 0;
    journal.add("all at once, killed at call %d of %d".formatted(call, death.made().size()));
  }

  private int anyCallOf(Function function) {
    return 1 + random.nextInt(calls.getOrDefault(function, 40));
  }

  /** The runs before say how many calls there are to choose from. */
  private void note(Function function, Calls made) {
    calls.merge(function, made.made().size(), (before, now) -> (before + now + 1) / 2);
  }

  /** What happened, in order. */
  List<String> journal() {
    return journal;
  }

  /** How many runs were killed. */
  int deaths() {
    return deaths;
  }

  /** How many runs something else happened in the midst of. */
  int meetings() {
    return meetings;
  }
}
