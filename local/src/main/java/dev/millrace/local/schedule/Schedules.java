package dev.millrace.local.schedule;

import dev.millrace.local.lambda.Functions;
import dev.millrace.local.template.CloudAssembly;
import dev.millrace.local.template.Intrinsics;
import dev.millrace.local.template.Resource;
import dev.millrace.local.template.TemplateException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import software.amazon.awssdk.core.SdkBytes;

/**
 * An imitation of EventBridge Scheduler: invokes functions asynchronously at the times that the
 * template's schedules say, a rate for the first time one period after the start. An invocation is
 * always taken here, so that a schedule's own retries and dead-letter queue have nothing to do.
 */
public final class Schedules implements AutoCloseable {
  private final List<Schedule> schedules;
  private final Target target;
  private final Clock clock;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  /** Takes events for functions, without waiting for what comes of them. */
  @FunctionalInterface
  public interface Target {
    /** Takes an event for a function, which is named by the ARN of its alias. */
    void invoke(String function, SdkBytes event);
  }

  Schedules(List<Schedule> schedules, Target target, Clock clock) {
    this.schedules = schedules.stream().filter(Schedule::enabled).toList();
    this.target = target;
    this.clock = clock;
  }

  /**
   * Those that a template declares and has not switched off.
   *
   * @param rate that of every schedule that has one, where it is given
   * @throws TemplateException when one cannot be read, or its target is none of the functions
   */
  public static Schedules of(
      CloudAssembly assembly,
      Intrinsics intrinsics,
      Optional<Duration> rate,
      Functions functions,
      Target target) {
    List<Schedule> schedules = new ArrayList<>();
    for (Resource resource : assembly.resources("AWS::Scheduler::Schedule")) {
      Schedule schedule = Schedule.of(resource, intrinsics, assembly.region());
      if (functions.find(schedule.function()).isEmpty()) {
        throw new TemplateException(
            "%s targets %s; there are %s"
                .formatted(resource, schedule.function(), functions.names()));
      }
      schedules.add(rate.map(schedule::at).orElse(schedule));
    }
    return new Schedules(schedules, target, Clock.systemUTC());
  }

  /** Begins to wait for the first runs. */
  public void start() {
    Instant now = clock.instant();
    schedules.forEach(schedule -> threads.execute(() -> run(schedule, now)));
  }

  private void run(Schedule schedule, Instant start) {
    try {
      Optional<Instant> due = schedule.expression().next(start);
      while (due.isPresent()) {
        Thread.sleep(Duration.between(clock.instant(), due.get()));
        target.invoke(schedule.function(), SdkBytes.fromUtf8String(schedule.event(due.get())));
        // Runs that a sleeping machine has missed are not made up for.
        Instant now = clock.instant();
        due = schedule.expression().next(now.isAfter(due.get()) ? now : due.get());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
