package dev.millrace.models.validation;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How much memory native code has resident in this process, as Linux and the JVM tell it. */
final class ResidentMemory {
  private static final Path STATUS = Path.of("/proc/self/status");
  private static final Pattern ANONYMOUS = Pattern.compile("RssAnon:\\s+(\\d+) kB");
  private static final long KIB = 1024;

  private ResidentMemory() {}

  /**
   * Bytes that no file backs and that are none of the JVM's heap, classes and compiled code; only
   * differences mean something. 0 where the system does not tell.
   */
  static long nativeBytes() throws IOException {
    if (!Files.isReadable(STATUS)) {
      return 0;
    }
    Matcher matcher = ANONYMOUS.matcher(Files.readString(STATUS));
    return matcher.find() ? Long.parseLong(matcher.group(1)) * KIB - ofTheJvm() : 0;
  }

  private static long ofTheJvm() {
    return ManagementFactory.getMemoryPoolMXBeans().stream()
        .map(MemoryPoolMXBean::getUsage)
        .mapToLong(usage -> usage.getUsed())
        .sum();
  }
}
