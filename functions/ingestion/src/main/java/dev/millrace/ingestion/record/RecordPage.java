package dev.millrace.ingestion.record;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Some records of a list, newest first.
 *
 * @param records may be fewer than asked for and there be more all the same
 * @param next the last record of the page, where there may be more behind it
 */
public record RecordPage(List<StoredRecord> records, Optional<String> next) {
  /** Copies the list. */
  public RecordPage {
    records = List.copyOf(records);
    Objects.requireNonNull(next);
  }
}
