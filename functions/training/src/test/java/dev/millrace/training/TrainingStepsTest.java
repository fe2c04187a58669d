package dev.millrace.training;

import static dev.millrace.training.TrainingLake.DEADLINE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.tables.bronze.BronzeRecord;
import dev.millrace.testsupport.Calls;
import dev.millrace.testsupport.DynamoDbServer;
import dev.millrace.testsupport.Sweep;
import dev.millrace.training.run.PartMessages;
import dev.millrace.training.run.TrainingAnswer;
import dev.millrace.training.run.TrainingLimits;
import dev.millrace.training.run.TrainingRequest.Source;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Steps of runs that repeat, overlap and are cut off. */
class TrainingStepsTest {
  @TempDir private static Path folder;
  private static TrainingServers servers;

  private final TrainingLake lake =
      new TrainingLake(servers, new TrainingLimits(Duration.ofDays(15), 100, 3, 50));

  @BeforeAll
  static void start() throws Exception {
    servers = new TrainingServers(folder);
  }

  @AfterAll
  static void stop() {
    servers.close();
  }

  /** What happens at a call of a step. */
  enum Accident {
    DEATH,
    ANSWER_LOST,
    ANOTHER_DOES_ALL
  }

  @ParameterizedTest
  @EnumSource
  void whateverHappensAtACallTheRunIsCommittedOnceAndWhole(Accident accident) throws Exception {
    TrainingLake lake =
        new TrainingLake(servers, new TrainingLimits(Duration.ofDays(15), 2, 100, 1));
    lake.object(
        "predictions",
        lake.served("a", "log-a", 21, 1),
        lake.served("b", "log-b", 21, 2),
        lake.record("predictions", 0, "key", "nonsense"));
    lake.object("predictions", lake.served("b", "log-b", 21, 3), lake.served("c", "log-c", 21, 4));
    finish(lake, lake.begin(Source.LOG), lake.steps()); // The first creates the tables.

    // The last part queues the bucket, which commits.
    for (int step : new int[] {1, 2}) {
      String counted = lake.begin(Source.LOG);
      Deque<PartMessages.Message> ahead = stepsFrom(lake, step);
      List<String> made =
          (accident == Accident.ANSWER_LOST ? Calls.countedWithReads() : Calls.counted())
              .madeBy(() -> lake.perform(ahead.element()));
      finish(lake, counted, List.copyOf(ahead));

      for (int call : Sweep.over(made)) {
        String run = lake.begin(Source.LOG);
        Deque<PartMessages.Message> steps = stepsFrom(lake, step);

        PartMessages.Message message = steps.element();
        calls(accident, call, () -> finish(lake, run, List.of(message)))
            .watchDying(() -> lake.perform(message));
        finish(lake, run, List.copyOf(steps));

        assertThat(lake.rows(run))
            .as("%s at call %d of step %d", accident, call, step)
            .extracting(row -> row.charAt(0) + row.substring(row.lastIndexOf(' ')))
            .containsExactlyInAnyOrder("a 1.0", "b 2.0", "c 4.0");
        assertThat(lake.quarantined(run)).hasSize(1);
        assertThat(snapshots(lake, run)).as("%s at call %d", accident, call).isEqualTo(1);
      }
    }
  }

  /** The step of this number, from 0, of the run that was begun last; those before it are done. */
  private static Deque<PartMessages.Message> stepsFrom(TrainingLake lake, int step)
      throws InterruptedException {
    Deque<PartMessages.Message> steps = new ArrayDeque<>(lake.steps());
    for (int before = 0; before < step; before++) {
      lake.perform(steps.remove());
      steps.addAll(lake.steps());
    }
    assertThat(steps).hasSize(1);
    return steps;
  }

  private static Calls calls(Accident accident, int call, Callable<?> deed) {
    return switch (accident) {
      case DEATH -> Calls.deathBefore(call);
      case ANSWER_LOST -> Calls.answerLost(call);
      case ANOTHER_DOES_ALL -> Calls.deedBefore(call, deed);
    };
  }

  private TrainingAnswer finish(String run, List<PartMessages.Message> messages)
      throws InterruptedException {
    return finish(lake, run, messages);
  }

  /** Delivers the messages, and those that come of them. */
  private static TrainingAnswer finish(
      TrainingLake lake, String run, List<PartMessages.Message> messages)
      throws InterruptedException {
    for (List<PartMessages.Message> steps = messages; !steps.isEmpty(); steps = lake.steps()) {
      for (PartMessages.Message step : steps) {
        lake.perform(step);
      }
    }
    TrainingAnswer answer = lake.sets.resume(run, DEADLINE);
    assertThat(answer.isCommitted()).isTrue();
    return answer;
  }

  private static long snapshots(TrainingLake lake, String run) {
    return StreamSupport.stream(lake.table().snapshots().spliterator(), false)
        .filter(snapshot -> run.equals(snapshot.summary().get(TrainingCommit.RUN_ID)))
        .count();
  }

  @Test
  void ofARecordInSeveralPartsTheRowOfTheLowestPartStaysInWhateverOrderTheyAreBuilt()
      throws Exception {
    Random random = new Random(42);
    Map<String, String> first = new HashMap<>();
    int records = 0;
    int value = 0;
    for (int part = 0; part < 12; part++) {
      BronzeRecord[] rows = new BronzeRecord[1 + random.nextInt(12)];
      for (int i = 0; i < rows.length; i++) {
        String id = "r" + random.nextInt(40);
        rows[i] = lake.served(id, "log-" + id, 21, ++value);
        first.putIfAbsent(id, value + ".0");
      }
      records += rows.length;
      lake.object("predictions", rows);
    }
    String run = lake.begin(Source.LOG);
    List<PartMessages.Message> parts = new ArrayList<>(lake.steps());
    Collections.shuffle(parts, random);

    TrainingAnswer answer = finish(run, parts);

    assertThat(answer.toString())
        .contains("\"parts\":12", "\"buckets\":%d".formatted((records + 2) / 3));
    assertThat(answer.rows()).isEqualTo(first.size());
    Map<String, String> held = new HashMap<>();
    for (String row : lake.rows(run)) {
      String[] fields = row.split(" ", -1);
      assertThat(held.put(fields[0], fields[fields.length - 1])).as(fields[0]).isNull();
    }
    assertThat(held).isEqualTo(first);
  }

  @Test
  void stepsThatAreDoneAgainChangeNothing() throws Exception {
    lake.object("predictions", lake.served(4));
    lake.object("predictions", lake.served(4));
    String run = lake.begin(Source.LOG);
    List<PartMessages.Message> all = new ArrayList<>(lake.steps());
    for (int done = 0; done < all.size(); done++) {
      lake.perform(all.get(done));
      all.addAll(lake.steps());
    }
    TrainingAnswer before = lake.sets.resume(run, DEADLINE);
    assertThat(before.rows()).isEqualTo(4);

    finish(run, all);

    assertThat(lake.sets.resume(run, DEADLINE)).hasToString(before.toString());
    assertThat(snapshots(lake, run)).isEqualTo(1);
  }

  @Test
  void aRunGoesOnWithTheStepsThatAreMissing() throws Exception {
    lake.object("predictions", lake.served(4));
    lake.object("predictions", lake.served(4));
    String run = lake.begin(Source.LOG);
    lake.perform(lake.steps().getFirst());

    assertThat(lake.sets.resume(run, DEADLINE).toString())
        .contains("\"state\":\"building\"", "\"parts_done\":1", "\"buckets\":3");
    List<PartMessages.Message> parts = lake.steps();
    assertThat(parts).extracting(PartMessages.Message::step).hasToString("[part 1]");
    lake.perform(parts.getFirst());
    lake.perform(lake.steps().getFirst());

    assertThat(lake.sets.resume(run, DEADLINE).toString())
        .contains("\"state\":\"building\"", "\"buckets_done\":1");
    List<PartMessages.Message> buckets = lake.steps();
    assertThat(buckets).extracting(PartMessages.Message::step).hasToString("[bucket 1, bucket 2]");
    assertThat(finish(run, buckets).rows()).isEqualTo(4);
  }

  @Test
  void aBeginningThatIsKilledLeavesNothingOrARunThatCanGoOn() throws Exception {
    lake.object("sessions", lake.session("a", 0));
    // The first of a day sees to the table's retention, too.
    finish(lake.begin(Source.DOCUMENTS), lake.steps());
    Calls counted = Calls.counted();
    String counting = counted.watch(() -> lake.begin(Source.DOCUMENTS));
    finish(counting, lake.steps());
    assertThat(counted.made()).last().isEqualTo("SendMessageBatchRequest");

    Calls death = Calls.deathBefore(counted.made().size());
    death.watchDying(() -> lake.begin(Source.DOCUMENTS));
    assertThat(lake.messages()).isEmpty();
    String run =
        DynamoDbServer.client().scan(scan -> scan.tableName(lake.runsTable)).items().stream()
            .filter(item -> item.containsKey("parts") && !item.containsKey("snapshot_id"))
            .map(item -> item.get("run_id").s())
            .findAny()
            .orElseThrow();

    lake.sets.resume(run, DEADLINE);
    finish(run, lake.steps());
  }

  /** The first beginning of a model's runs creates its table, adds columns and asks for upkeep. */
  @Test
  void aModelsFirstBeginningThatIsKilledAnywhereCanBeRepeated() throws Exception {
    List<String> made =
        Calls.counted().madeBy(() -> new TrainingLake(servers).begin(Source.DOCUMENTS));
    assertThat(made).anyMatch(call -> call.startsWith("CreateTable"));
    for (int call : Sweep.over(made)) {
      TrainingLake lake = new TrainingLake(servers);
      lake.object("sessions", lake.session("a", 0));
      Calls.deathBefore(call).watchDying(() -> lake.begin(Source.DOCUMENTS));
      lake.messages();

      String run = lake.begin(Source.DOCUMENTS);
      finish(lake, run, lake.steps());

      assertThat(lake.rows(run)).as("killed before call %d of %s", call, made).hasSize(1);
    }
  }
}
