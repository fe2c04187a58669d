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
final class QuarantineLines implements Iterator<Entry> {
  /** A record of 1 MiB whose every byte is escaped in six characters, and its other fields. */
  private static final int LONGEST_LINE = 7 * 1024 * 1024;

  private final Lines lines;
  private final Set<String> reasons;
  private Optional<Entry> next = Optional.empty();
  private long number;

  QuarantineLines(InputStream object, Set<String> reasons) {
    this.lines = new Lines(object, LONGEST_LINE);
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
  public Entry next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    Entry entry = next.get();
    next = Optional.empty();
    return entry;
  }

  private Optional<Entry> read() {
    number++;
    try {
      Optional<Entry> entry = lines.next().map(line -> QuarantineLine.read(line, reasons));
      return entry.map(
          read ->
              read instanceof Entry.Unreadable(String why)
                  ? new Entry.Unreadable("line %d: %s".formatted(number, why))
                  : read);
    } catch (Lines.TooLong tooLong) {
      return Optional.of(
          new Entry.Unreadable("line %d: %s".formatted(number, tooLong.getMessage())));
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }
}
