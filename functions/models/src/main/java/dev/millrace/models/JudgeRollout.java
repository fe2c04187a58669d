package dev.millrace.models;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import dev.millrace.common.AwsClients;
import dev.millrace.common.Deadline;
import dev.millrace.common.FunctionMetrics;
import dev.millrace.common.InvalidInput;
import dev.millrace.common.InvocationInput;
import dev.millrace.common.InvocationLog;
import dev.millrace.common.Json;
import dev.millrace.common.Settings;
import dev.millrace.models.rollout.RolloutJudge;
import dev.millrace.models.rollout.RolloutJudge.Judged;
import dev.millrace.runs.RunId;
import dev.millrace.runs.failure.CaughtError;
import dev.millrace.runs.failure.RunError;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;

/**
 * The step of a rollout's machine: judges the rollout every five seconds until it has ended or the
 * invocation's time is nearly up, and the machine invokes it again. A wait in the machine instead
 * would fill the history of an execution, 25,000 events, within hours. With what the machine's
 * Catch was handed it takes the canary back.
 */
public final class JudgeRollout implements RequestStreamHandler {
  private static final int CONNECTIONS = 8;
  private static final Duration EVERY = Duration.ofSeconds(5);

  /** For a judgement that is under way, and the answer. */
  private static final Duration RESERVE = Duration.ofSeconds(20);

  private static final String FORM = "{\"id\"}, or {\"id\", \"caught\": {\"Error\", \"Cause\"}}";

  private final RolloutJudge judge;
  private final RolloutMetrics metrics;

  /** As Lambda makes it, from the process's environment. */
  public JudgeRollout() {
    this(Settings.fromEnvironment());
  }

  JudgeRollout(Settings settings) {
    this.judge =
        RoutingParts.of(settings, new AwsClients(CONNECTIONS).dynamoDb(), InstantSource.system())
            .judge();
    this.metrics = new RolloutMetrics(new FunctionMetrics(settings));
  }

  @Override
  public void handleRequest(InputStream event, OutputStream answer, Context context)
      throws IOException {
    InvocationLog.begin(context);
    try {
      InvocationInput input = InvocationInput.read(event, FORM, Set.of("caught"));
      RunId id = id(input.take("id"));
      Optional<byte[]> caught = input.takeObject("caught");
      input.end();
      InvocationLog.correlate(id.text());
      Deadline deadline = Deadline.of(context, RESERVE);
      boolean ended = caught.isPresent() ? fail(id, caught.get(), deadline) : judge(id, deadline);
      answer.write(
          Json.bytes(
              json -> {
                json.writeStartObject();
                json.writeStringField("id", id.text());
                json.writeBooleanField("ended", ended);
                json.writeEndObject();
              }));
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("The invocation was interrupted");
    } finally {
      InvocationLog.end();
    }
  }

  private static RunId id(Optional<String> held) {
    return held.flatMap(RunId::find)
        .orElseThrow(() -> InvalidInput.field("id", held.orElse(null), "a rollout's id"));
  }

  private boolean judge(RunId id, Deadline deadline) throws InterruptedException {
    do {
      Judged judged = judge.judge(id, deadline);
      if (judged.isEnd()) {
        metrics.judged(judged);
        return true;
      }
    } while (deadline.pause(EVERY));
    return false;
  }

  private boolean fail(RunId id, byte[] caught, Deadline deadline) throws IOException {
    InvocationInput error =
        InvocationInput.read(new ByteArrayInputStream(caught), "{\"Error\", \"Cause\"}");
    RunError told =
        CaughtError.read(error.take("Error").orElse(""), error.take("Cause").orElse(""));
    metrics.failed(judge.fail(id, told, deadline) ? 1 : 0);
    return true;
  }
}
