package dev.millrace.models.validation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How much memory of its own this process has resident, as Linux tells it. */
final class ResidentMemory {
  private static final Path STATUS = Path.of("/proc/self/status");
  private static final Pattern ANONYMOUS = Pattern.compile("RssAnon:\\s+(\\d+) kB");
  private static final long KIB = 1024;

  private ResidentMemory() {}

  /** Bytes that no file backs; 0 where the system does not tell. */
  static long anonymousBytes() throws IOException {
    if (!Files.isReadable(STATUS)) {
      return 0;
    }
    Matcher matcher = ANONYMOUS.matcher(Files.readString(STATUS));
    return matcher.find() ? Long.parseLong(matcher.group(1)) * KIB : 0;
  }
}
