package dev.millrace.runs;

import dev.millrace.common.Deadline;
import dev.millrace.common.InvalidInput;
import dev.millrace.common.Json;
import dev.millrace.common.http.Caller;
import dev.millrace.common.http.Problem;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * The runs of one kind: starts, finishes, cancels, retries and lists them. Each call may be
 * repeated, and a process may die between any two of its writes: {@link RunSweep} goes on from
 * there. Calls throw {@link SdkException} when a service cannot be reached in time. Thread-safe.
 *
 * <p>The machine gets {@code {"id", "owner", "subject"?, "retry_of"?}}. Its first step calls {@link
 * #begin} and ends the execution when that says no; each later step calls {@link #count}, and does
 * no more when that says no; its last step, and its Catch, call {@link #finish}. A step that knows
 * the machine's ARN no more than the machine's definition does takes {@link RunSteps} instead.
 */
public final class Runs {
  private static final Logger LOG = LoggerFactory.getLogger(Runs.class);
  private static final Pattern KIND = Pattern.compile("[a-z][a-z0-9-]{0,62}");

  /** Two ids of one millisecond are the same once in 69 billion. */
  private static final int IDS_TRIED = 3;

  private final String kind;
  private final RunTable table;
  private final RunSteps steps;
  private final RunMachine machine;
  private final InstantSource clock;
  private final RandomGenerator random;

  /**
   * Runs.
   *
   * @param kind what they are, such as {@code job}: {@code [a-z][a-z0-9-]{0,62}}. A table may hold
   *     runs of several kinds
   * @throws InvalidInput when the kind has another form
   */
  public Runs(String kind, RunTable table, RunMachine machine, InstantSource clock) {
    this(kind, table, machine, clock, new SecureRandom());
  }

  Runs(
      String kind,
      RunTable table,
      RunMachine machine,
      InstantSource clock,
      RandomGenerator random) {
    if (!KIND.matcher(kind).matches()) {
      throw InvalidInput.field("kind", kind, KIND.pattern());
    }
    this.kind = kind;
    this.table = Objects.requireNonNull(table);
    this.steps = new RunSteps(kind, table);
    this.machine = Objects.requireNonNull(machine);
    this.clock = Objects.requireNonNull(clock);
    this.random = random;
  }

  /** What kind of runs they are. */
  public String kind() {
    return kind;
  }

  RunTable table() {
    return table;
  }

  RunMachine machine() {
    return machine;
  }

  /**
   * Starts a run. Once its row is there it is accepted: where Step Functions does not answer, the
   * sweep starts its execution.
   *
   * @return the run, which is pending
   */
  public Run start(NewRun run, Deadline deadline) {
    for (int tried = 0; tried < IDS_TRIED; tried++) {
      Optional<Run> created = table.create(newId(), kind, run, deadline);
      if (created.isPresent()) {
        execute(created.get(), deadline);
        return created.get();
      }
    }
    throw new IllegalStateException("%d new ids were taken".formatted(IDS_TRIED));
  }

  /**
   * Prepares a run whose row the caller writes in a transaction of its own, with what must be there
   * if the run is, and only then. {@link #started} starts it then.
   */
  public PreparedRun prepare(NewRun run) {
    return table.prepare(newId(), kind, run);
  }

  /**
   * Starts the execution of a prepared run whose row was written; where Step Functions does not
   * answer, the sweep does.
   *
   * @return the run, which is pending
   */
  public Run started(PreparedRun prepared, Deadline deadline) {
    execute(prepared.run(), deadline);
    return prepared.run();
  }

  private RunId newId() {
    return RunId.of(clock.instant(), random);
  }

  private void execute(Run run, Deadline deadline) {
    try {
      machine.start(run.id(), input(run), deadline);
    } catch (SdkException failed) {
      LOG.warn("The execution of {} was not started; the sweep will", run.id(), failed);
    }
  }

  static String input(Run run) {
    return new String(
        Json.bytes(
            json -> {
              json.writeStartObject();
              json.writeStringField("id", run.id().text());
              json.writeStringField("owner", run.owner());
              if (run.subject().isPresent()) {
                json.writeStringField("subject", run.subject().get());
              }
              if (run.retryOf().isPresent()) {
                json.writeStringField("retry_of", run.retryOf().get().text());
              }
              json.writeEndObject();
            }),
        StandardCharsets.UTF_8);
  }

  /** For a step: the run, whoever owns it; empty where there is none of this kind. */
  public Optional<Run> find(RunId id, Deadline deadline) {
    return steps.find(id, deadline);
  }

  /**
   * The run, if the caller may see it.
   *
   * @return empty where there is none of this kind, or it is another owner's and the caller is no
   *     operator
   */
  public Optional<Run> find(RunId id, Caller caller, Deadline deadline) {
    return find(id, deadline).filter(run -> caller.isOperator() || run.owner().equals(caller.id()));
  }

  /**
   * A page of the runs that the caller may see, newest first.
   *
   * @param subject only those about it; an empty text for all
   * @param statuses only of these; none for any
   * @param before the id that the page before ended with; an empty text for the first page
   * @param limit 1 to 1,000
   */
  public RunPage list(
      Caller caller,
      String subject,
      Set<RunStatus> statuses,
      String before,
      int limit,
      Deadline deadline) {
    if (limit < 1 || limit > 1_000) {
      throw InvalidInput.field("limit", Integer.toString(limit), "1 to 1000");
    }
    RunQuery query = new RunQuery(kind, subject, caller.isOperator() ? "" : caller.id(), statuses);
    return table.listing().page(query, before, limit, deadline);
  }

  /**
   * For a machine's first step: makes a pending run a running one.
   *
   * @return whether the run is running now; false when it has ended, and so must the execution
   */
  public boolean begin(RunId id, Deadline deadline) {
    return steps.begin(id, deadline);
  }

  /**
   * For a machine's steps: sets counts, each to what has been counted in all.
   *
   * @return whether the run goes on; false when it has ended, and so must the execution
   */
  public boolean count(RunId id, RunCounts counts, Deadline deadline) {
    return steps.count(id, counts, deadline);
  }

  /**
   * For a machine's last step and its Catch: ends the run, unless it has ended.
   *
   * @return the run as it ended, be it by this call or otherwise
   */
  public RunChange finish(RunId id, RunEnd end, Deadline deadline) {
    return steps.finish(id, end, deadline);
  }

  /**
   * Cancels a run that is not finished, and stops its execution. A cancelled run stays cancelled.
   *
   * @throws Problem 409 when the run has ended otherwise
   */
  public Run cancel(RunId id, Deadline deadline) {
    RunChange change =
        table.finish(id, RunEnd.cancelled("It was cancelled by a request"), false, deadline);
    if (change.run().status() != RunStatus.CANCELLED) {
      throw Problem.conflict(
          "%s is %s; expected a run that is pending or running"
              .formatted(id, change.run().status().text()));
    }
    if (change.run().isOpen()) {
      stop(change.run(), deadline);
    }
    return change.run();
  }

  private void stop(Run run, Deadline deadline) {
    try {
      // One that does not exist may be being started at this moment: the sweep looks again.
      if (machine.stop(run.id(), "The run was cancelled", deadline)) {
        table.close(run.id(), deadline);
      }
    } catch (SdkException failed) {
      LOG.warn("The execution of {} was not stopped; the sweep will", run.id(), failed);
    }
  }

  /**
   * Starts a run that does a finished one again, for the same owner. Its steps find in {@link
   * Run#retryOf} whose finished work they may skip.
   *
   * @return the new run, which is pending
   * @throws Problem 409 when the run is unfinished, has succeeded or was retried before
   */
  public Run retry(Run of, Deadline deadline) {
    if (!of.status().isFinal() || of.status() == RunStatus.SUCCEEDED) {
      throw Problem.conflict(
          "%s is %s; expected a run that is failed, partially_succeeded or cancelled"
              .formatted(of.id(), of.status().text()));
    }
    NewRun again = new NewRun(of.owner(), of.subject().orElse(""), of.request().orElseThrow());
    Optional<Run> created = table.createRetry(newId(), of, again, deadline);
    if (created.isEmpty()) {
      throw Problem.conflict(
          find(of.id(), deadline)
              .flatMap(Run::retriedBy)
              .map(by -> "%s was retried as %s; expected a run that was not".formatted(of.id(), by))
              .orElse("%s cannot be retried; expected a run that was not".formatted(of.id())));
    }
    execute(created.get(), deadline);
    return created.get();
  }
}
