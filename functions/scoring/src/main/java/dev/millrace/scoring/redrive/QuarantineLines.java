package dev.millrace.scoring.redrive;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;

/**
 * The entries of a quarantine object, read line by line, none ahead: where reading fails, those
 * before it have been handed out.
 */
final class QuarantineLines implements Iterator<RedriveEntry> {
  /** A record of 1 MiB whose every byte is escaped in six characters, and its other fields. */
  private static final int LONGEST_LINE = 7 * 1024 * 1024;

  private final ObjectLines lines;
  private final Set<String> reasons;
  private Optional<RedriveEntry> next = Optional.empty();
  private long number;

  QuarantineLines(InputStream object, Set<String> reasons) {
    this.lines = new ObjectLines(object, LONGEST_LINE);
    this.reasons = reasons;
  }

  @Override
  public boolean hasNext() {
    if (next.isEmpty()) {
      next = read();
    }
    return next.isPresent();
  }

  @Override
  public RedriveEntry next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    RedriveEntry entry = next.get();
    next = Optional.empty();
    return entry;
  }

  private Optional<RedriveEntry> read() {
    number++;
    try {
      Optional<RedriveEntry> entry = lines.next().map(line -> QuarantineLine.read(line, reasons));
      return entry.map(
          read ->
              read instanceof RedriveEntry.Unreadable(String why)
                  ? new RedriveEntry.Unreadable("line %d: %s".formatted(number, why))
                  : read);
    } catch (ObjectLines.TooLong tooLong) {
      return Optional.of(
          new RedriveEntry.Unreadable("line %d: %s".formatted(number, tooLong.getMessage())));
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }
}
