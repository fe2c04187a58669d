package dev.millrace.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.stream.Stream;

/**
 * What all CPUs have done since the machine started, from the first line of {@code /proc/stat}.
 *
 * @param total in ticks, like the next two
 * @param idle also while waiting for I/O
 * @param stolen by other guests of the host
 * @param own CPU time of this process and those that it started and that run
 */
record CpuTimes(long total, long idle, long stolen, Duration own) {
  private static final int TICKS_PER_SECOND =
      100; // USER_HZ, the same on every Linux that Java runs on
  private static final int COUNTED = 8; // guest times, which follow, are contained in user and nice
  private static final int IDLE = 3;
  private static final int WAITING = 4;
  private static final int STOLEN = 7;

  static CpuTimes now() throws IOException {
    String[] words = Files.readAllLines(Path.of("/proc/stat")).getFirst().trim().split("\\s+");
    long[] ticks = Arrays.stream(words).skip(1).limit(COUNTED).mapToLong(Long::parseLong).toArray();
    Duration own =
        Stream.concat(Stream.of(ProcessHandle.current()), ProcessHandle.current().descendants())
            .map(process -> process.info().totalCpuDuration().orElse(Duration.ZERO))
            .reduce(Duration.ZERO, Duration::plus);
    return new CpuTimes(
        Arrays.stream(ticks).sum(), ticks[IDLE] + ticks[WAITING], ticks[STOLEN], own);
  }

  /** The time between an earlier reading and this one, as shares of it. */
  Shares since(CpuTimes start) {
    double share = 100.0 / Math.max(1, total - start.total);
    double steal = share * (stolen - start.stolen);
    double busy = 100 - share * (idle - start.idle) - steal;
    double mine = share * own.minus(start.own).toMillis() / 1000 * TICKS_PER_SECOND;
    return new Shares(mine, Math.max(0, busy - mine), steal);
  }

  /**
   * Per cent of all CPUs' time.
   *
   * @param own of the benchmark and what it started
   * @param others of the machine's other processes
   */
  record Shares(double own, double others, double steal) {
    @Override
    public String toString() {
      return "CPU: %.0f %% this, %.0f %% other processes, %.1f %% steal"
          .formatted(own, others, steal);
    }
  }
}
