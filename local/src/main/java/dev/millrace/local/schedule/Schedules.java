package dev.millrace.local.schedule;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.millrace.local.process.LoopbackServer;
import dev.millrace.local.template.CloudAssembly;
import dev.millrace.local.template.Intrinsics;
import dev.millrace.local.template.Resource;
import dev.millrace.local.template.TemplateException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * An imitation of EventBridge Scheduler: the template's schedules, and those that callers make at
 * run time in groups that the template declares, which outlive the stack.
 */
public final class Schedules implements AutoCloseable {
  private static final String GROUP = "AWS::Scheduler::ScheduleGroup";

  private final List<Schedule> declared;
  private final RuntimeSchedules atRunTime;
  private final ScheduleRunner runner;
  private final Consumer<String> report;
  private final Optional<SchedulerApi> api;

  @GuardedBy("this")
  private boolean started;

  /**
   * Begins to answer the scheduler's calls, where there is a server for them.
   *
   * @param server bound, and closed with this; empty where no schedule is made at run time
   * @param rate that of every declared schedule that has one, where it is given
   * @param file where schedules made at run time are kept
   * @param report told, in a sentence, when a completed schedule cannot be noted
   * @throws TemplateException when a schedule cannot be read, or its target is not there
   */
  public Schedules(
      CloudAssembly assembly,
      Intrinsics intrinsics,
      Optional<Duration> rate,
      ScheduleTargets targets,
      Optional<LoopbackServer> server,
      Path file,
      Clock clock,
      Consumer<String> report)
      throws IOException {
    this.declared = declared(assembly, intrinsics, targets, clock.instant(), rate);
    this.report = report;
    Set<String> groups = new HashSet<>(Set.of(Schedule.DEFAULT_GROUP));
    assembly.resources(GROUP).stream().map(Resource::name).forEach(groups::add);
    this.atRunTime =
        new RuntimeSchedules(
            file,
            groups,
            declared.stream().map(Schedule::id).collect(Collectors.toSet()),
            assembly.region(),
            targets,
            clock);
    this.runner = new ScheduleRunner(targets, clock, this::completed);
    this.api = server.map(bound -> new SchedulerApi(bound, atRunTime, this::changed, runner::stop));
  }

  private static List<Schedule> declared(
      CloudAssembly assembly,
      Intrinsics intrinsics,
      ScheduleRunner.Target targets,
      Instant now,
      Optional<Duration> rate) {
    List<Schedule> schedules = new ArrayList<>();
    for (Resource resource : assembly.resources("AWS::Scheduler::Schedule")) {
      Schedule schedule = Schedule.of(resource, intrinsics, assembly.region(), now);
      if (!targets.has(schedule.target())) {
        throw new TemplateException(
            "%s targets %s; expected a function or a state machine of the template"
                .formatted(resource, schedule.target()));
      }
      schedules.add(rate.map(schedule::at).orElse(schedule));
    }
    return schedules;
  }

  /** Runs the schedules from now on. Without this call, they are kept and described alone. */
  public synchronized void start() {
    started = true;
    declared.forEach(runner::run);
    atRunTime.current().forEach(runner::run);
  }

  private synchronized void changed(Schedule schedule) {
    if (started) {
      runner.run(schedule);
    }
  }

  private void completed(Schedule schedule) {
    try {
      atRunTime.complete(schedule);
    } catch (IOException e) {
      report.accept(
          "Schedule %s has had its last run, which could not be noted: %s"
              .formatted(schedule.name(), e.getMessage()));
    }
  }

  @Override
  public void close() {
    api.ifPresent(SchedulerApi::close);
    runner.close();
  }
}
