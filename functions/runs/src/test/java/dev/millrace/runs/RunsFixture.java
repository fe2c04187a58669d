package dev.millrace.runs;

import dev.millrace.common.Deadline;
import dev.millrace.common.http.Caller;
import dev.millrace.runs.failure.FailureCategory;
import dev.millrace.runs.failure.RunError;
import dev.millrace.testsupport.ManualClock;
import dev.millrace.testsupport.runs.RemoteCalls;
import dev.millrace.testsupport.runs.RunTables;
import dev.millrace.testsupport.runs.StepFunctionsServer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/**
 * Runs of a kind of their own, on real tables and the stand-in, at a time that a test sets. One at
 * a time: the clients, which take long to make, are one for the JVM.
 */
final class RunsFixture implements AutoCloseable {
  static final Caller OPERATOR = new Caller("olga", Set.of("millrace/operate"));
  static final Duration SWEEP_AFTER = Duration.ofMinutes(2);
  static final Duration GIVE_UP_AFTER = Duration.ofHours(1);
  static final int DAYS = 30;

  private static final String TABLE = RunTables.newTable();
  private static final RemoteCalls CALLS = new RemoteCalls();
  private static final StepFunctionsServer STEP_FUNCTIONS = StepFunctionsServer.start();
  private static final DynamoDbClient DYNAMO_DB = CALLS.dynamoDb();
  private static final RunMachine MACHINE =
      new RunMachine(STEP_FUNCTIONS.client(CALLS), StepFunctionsServer.MACHINE);
  private static final AtomicInteger KINDS = new AtomicInteger();

  final ManualClock clock = new ManualClock(Instant.parse("2026-11-30T23:59:59.250Z"));
  final StepFunctionsServer stepFunctions = STEP_FUNCTIONS;
  final RemoteCalls calls = CALLS;
  final RunTable table = new RunTable(DYNAMO_DB, TABLE, DAYS, clock);
  private final int number = KINDS.incrementAndGet();
  final Runs runs = runs(new Random(number));
  final RunSweep sweep = new RunSweep(List.of(runs), SWEEP_AFTER, GIVE_UP_AFTER, clock);

  RunsFixture() {
    close();
  }

  /** Runs of this kind whose ids are made with these numbers. */
  Runs runs(RandomGenerator random) {
    return new Runs("kind-" + number, table, MACHINE, clock, random);
  }

  static Deadline deadline() {
    return Deadline.after(Duration.ofMinutes(1));
  }

  Run start() {
    return start("anna", "");
  }

  Run start(String owner, String subject) {
    return runs.start(new NewRun(owner, subject, "{\"a\": 1}"), deadline());
  }

  /** Writes a prepared run's row as a capability does, in a transaction of its own. */
  void write(PreparedRun prepared) {
    DYNAMO_DB.transactWriteItems(write -> write.transactItems(prepared.write()));
  }

  Run read(RunId id) {
    return runs.find(id, deadline()).orElseThrow();
  }

  SweepOutcome sweepLater(Duration later) {
    clock.advance(later);
    return sweep.run(deadline());
  }

  /** Every run, newest first. */
  List<Run> all() {
    List<Run> all = new ArrayList<>();
    String before = "";
    while (true) {
      RunPage page = runs.list(OPERATOR, "", Set.of(), before, 1_000, deadline());
      all.addAll(page.runs());
      if (page.next().isEmpty()) {
        return all;
      }
      before = page.next().get().text();
    }
  }

  static RunCounts counts(String name, long count) {
    return new RunCounts(Map.of(name, count));
  }

  static RunError error(String message) {
    return new RunError(FailureCategory.SOURCE, message, "/sources/0/url");
  }

  @Override
  public void close() {
    calls.planNothing();
    stepFunctions.reset();
  }
}
