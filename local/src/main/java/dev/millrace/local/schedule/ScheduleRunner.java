package dev.millrace.local.schedule;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/**
 * Calls the targets of schedules when they are due. Runs that a sleeping machine has missed are not
 * made up for; a call is always taken, so that a schedule's own retries have nothing to do. Safe
 * for use by several threads.
 */
final class ScheduleRunner implements AutoCloseable {
  private final Target target;
  private final Clock clock;
  private final Consumer<Schedule> completed;

  @GuardedBy("this")
  private final Map<String, Future<?>> running = new HashMap<>();

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  /** Takes events, without waiting for what comes of them. */
  interface Target {
    /** Whether there is a target with an ARN. */
    boolean has(String arn);

    /** Takes an event for the target with an ARN. */
    void invoke(String arn, String event);
  }

  /**
   * @param completed told of a schedule that has no further run
   */
  ScheduleRunner(Target target, Clock clock, Consumer<Schedule> completed) {
    this.target = target;
    this.clock = clock;
    this.completed = completed;
  }

  /** Runs a schedule from now on, in place of one with the same name and group. */
  synchronized void run(Schedule schedule) {
    stop(schedule.id());
    if (schedule.enabled() && !threads.isShutdown()) {
      running.put(schedule.id(), threads.submit(() -> repeat(schedule)));
    }
  }

  /** Runs a schedule no more, if it does. */
  synchronized void stop(String id) {
    Future<?> current = running.remove(id);
    if (current != null) {
      current.cancel(true);
    }
  }

  private void repeat(Schedule schedule) {
    try {
      Optional<Instant> due = schedule.expression().next(start(schedule));
      while (due.isPresent()) {
        Duration wait = Duration.between(clock.instant(), due.get());
        if (wait.isPositive()) {
          Thread.sleep(wait);
        }
        target.invoke(schedule.target(), schedule.event(due.get()));
        Instant now = clock.instant();
        due = schedule.expression().next(now.isAfter(due.get()) ? now : due.get());
      }
      completed.accept(schedule);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * A rate counts from the schedule's creation, and one time of an earlier stack is made up for.
   */
  private Instant start(Schedule schedule) {
    Instant now = clock.instant();
    return switch (schedule.expression()) {
      case ScheduleExpression.Rate(Duration period) -> {
        long periods = Duration.between(schedule.created(), now).dividedBy(period);
        yield schedule.created().plus(period.multipliedBy(Math.max(0, periods)));
      }
      case ScheduleExpression.Once _ -> schedule.created();
      case CronExpression _ -> now;
    };
  }

  @Override
  public synchronized void close() {
    threads.shutdownNow();
  }
}
