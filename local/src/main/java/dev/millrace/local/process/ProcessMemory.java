package dev.millrace.local.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The memory of this process and of all that it has started, as Linux accounts for it: what several
 * processes share counts in parts.
 *
 * @param processes how many there are
 */
public record ProcessMemory(long bytes, int processes) {
  private static final Pattern SHARE = Pattern.compile("Pss: +(\\d+) kB");

  /** Of the processes that run now; zero of one that ends meanwhile. */
  public static ProcessMemory now() {
    ProcessHandle self = ProcessHandle.current();
    List<ProcessHandle> processes = Stream.concat(Stream.of(self), self.descendants()).toList();
    long bytes = processes.stream().mapToLong(process -> share(process.pid()).orElse(0)).sum();
    return new ProcessMemory(bytes, processes.size());
  }

  private static OptionalLong share(long pid) {
    try {
      Matcher share =
          SHARE.matcher(Files.readString(Path.of("/proc", Long.toString(pid), "smaps_rollup")));
      return share.find()
          ? OptionalLong.of(Long.parseLong(share.group(1)) * 1024)
          : OptionalLong.empty();
    } catch (IOException e) {
      // It has ended, or the system does not tell.
      return OptionalLong.empty();
    }
  }

  /** Empty text where the system tells nothing; else {@code 1,234 MB in 7 processes}. */
  public String text() {
    return bytes == 0 ? "" : "%,d MB in %d processes".formatted(bytes / 1_000_000, processes);
  }
}
